"""The plan of a week's sample, from the rules of a site, and the weeks that need one. Pure."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from config.site.model import Site
from config.site.quality.sampling import week_closes_at
from eventlog.facts import SamplePlanned
from metrics.quality.samples.week import Week

MAX_WEEKS: Final = 5
"""Maximum number of missed weeks to plan late."""


def plans_of(site: Site, week: Week) -> list[SamplePlanned]:
    """Return the plan of each channel that a site samples."""
    if site.quality is None:
        return []
    rules = site.quality.sampling
    draws_at = week_closes_at(rules.close, week.first_day)
    reveal_by = draws_at + timedelta(days=rules.reveal_days)
    return [
        SamplePlanned(
            week=str(week),
            channel=channel,
            confidence=each.confidence,
            margin=_fraction(each.margin),
            expected=_fraction(each.expected),
            each_advisor=each.at_least_one_per_advisor,
            draws_at=draws_at.isoformat(),
            reveal_by=reveal_by.isoformat(),
        )
        for channel, each in rules.channels.items()
    ]


def weeks_due(last_planned: Week | None, now_week: Week) -> list[Week]:
    """Return the weeks without a plan up to the current one, in order; without an earlier plan, the current one."""
    first = now_week if last_planned is None else max(last_planned.following(1), now_week.following(1 - MAX_WEEKS))
    weeks = []
    while first <= now_week:
        weeks.append(first)
        first = first.following(1)
    return weeks


def _fraction(percent: float) -> str:
    """Write percentage points as a decimal fraction of 1."""
    return str(Decimal(str(percent)) / 100)
