"""The plan of a week is what its site asks for, and each week that has begun has one."""

from datetime import timedelta

import msgspec
import pytest

from agent_api.quality.samples.domain.plan import MAX_WEEKS, plans_of, weeks_due
from metrics.quality.samples.week import Week
from tests.support.facts.sample_weeks import WEEK, plan
from tests.support.site_folders import sample_site


def test_the_plan_has_the_rules_of_the_site() -> None:
    """Percentages become fractions of 1, and days and hours become moments in Bogotá."""
    assert plans_of(sample_site(), WEEK) == [plan("phone"), plan("written")]


def test_each_field_of_the_rules_is_in_the_plan() -> None:
    """Margins with decimals stay exact."""
    site = sample_site()
    assert site.quality is not None
    sampling = site.quality.sampling
    channel = msgspec.structs.replace(
        sampling.channels["phone"], confidence=99, margin=2.5, expected=12.5, at_least_one_per_advisor=True
    )
    sampling = msgspec.structs.replace(sampling, channels={"phone": channel}, reveal_days=0)
    quality = msgspec.structs.replace(site.quality, sampling=sampling)
    draws_at = (WEEK.ends + timedelta(hours=6)).isoformat()
    assert plans_of(msgspec.structs.replace(site, quality=quality), WEEK) == [
        plan("phone", confidence=99, margin="0.025", expected="0.125", each_advisor=True, reveal_by=draws_at)
    ]


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, [0]),
        (0, []),
        (-1, [0]),
        (-3, [-2, -1, 0]),
        (-99, list(range(1 - MAX_WEEKS, 1))),
        (1, []),
    ],
)
def test_weeks_without_a_plan_are_due(last: int | None, due: list[int]) -> None:
    """The first plan is of the current week; missed weeks follow, five at most."""
    last_week: Week | None = None if last is None else WEEK.following(last)
    assert weeks_due(last_week, WEEK) == [WEEK.following(each) for each in due]
