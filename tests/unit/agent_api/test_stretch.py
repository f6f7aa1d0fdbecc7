"""The period that a query for figures covers."""

from datetime import UTC, datetime

import pytest

from agent_api.kit.errors import BadQuery
from agent_api.service_level.service import resolve_range

NOW = datetime(2026, 11, 24, 20, 47, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of that November, in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_by_default_the_local_day_so_far() -> None:
    """The default period is from midnight in Colombia to the end of the running interval."""
    assert resolve_range(None, None, NOW) == (at(24, 5), at(24, 21))


def test_only_an_end_means_that_end_s_day() -> None:
    """With only an end, the period is the local day of that end; midnight belongs to the day that it closes."""
    assert resolve_range(None, at(24, 5), NOW) == (at(23, 5), at(24, 5))


@pytest.mark.parametrize(
    ("begins", "ends", "field"),
    [(at(24, 5, 10), None, "from"), (at(24, 5), at(24, 6, 1), "to"), (at(24, 6), at(24, 6), "from")],
)
def test_intervals_are_not_cut(begins: datetime, ends: datetime | None, field: str) -> None:
    """A period that cuts an interval or is empty is refused, and the error names the field."""
    with pytest.raises(BadQuery) as refused:
        resolve_range(begins, ends, NOW)
    assert refused.value.field == field
