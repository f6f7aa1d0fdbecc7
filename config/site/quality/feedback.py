"""Terms of the feedback to an advisor and of its appeal, as the site says. Pure."""

from collections.abc import Collection, Mapping
from datetime import time
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from config.schema.fields import Id
from config.schema.reader import Reader
from config.site.calls.calendars import Calendar

_MAX_WEEKS: Final = 8
"""Longest term, in weeks of the calendar: a longer one is taken for a typing error."""

BusinessHours = Annotated[int, Meta(ge=1, le=200)]


class FeedbackRules(msgspec.Struct, frozen=True, kw_only=True):
    """The terms, in open hours of ``calendar`` (`after_open_time` counts them).

    Attributes:
        answer_hours: for the advisor to accept or refute an evaluation.
        appeal_hours: to decide a refutation, which may carry a file if ``attachments`` is true.
    """

    calendar: Id
    answer_hours: BusinessHours
    appeal_hours: BusinessHours
    attachments: bool = True


def check_feedback(
    rules: FeedbackRules, calendars: Mapping[str, Calendar], calendar_ids: Collection[str], reader: Reader
) -> None:
    """Check that the calendar exists and opens often enough; ``calendar_ids`` are all, readable or not."""
    path = ("quality", "feedback")
    if rules.calendar not in calendar_ids:
        reader.complain_unknown((*path, "calendar"), rules.calendar, "calendars", calendar_ids)
    calendar = calendars.get(rules.calendar)
    if calendar is None:
        return
    weekly = _weekly_hours(calendar)
    for name in ("answer_hours", "appeal_hours"):
        if getattr(rules, name) > weekly * _MAX_WEEKS:
            text = (
                f"«{calendar.id}» abre {weekly:g} horas por semana: el plazo pasaría de {_MAX_WEEKS} semanas; acórtelo"
            )
            reader.complain((*path, name), text)


def _weekly_hours(calendar: Calendar) -> float:
    """Return the hours that a calendar is open in a week without holidays."""
    ranges = [each for day in calendar.week.values() for each in day]
    return sum((_hour_of(each.closes) or 24) - _hour_of(each.opens) for each in ranges)


def _hour_of(clock: time) -> float:
    return clock.hour + clock.minute / 60
