"""Decisions about messages and announcements: when they are shown, which dates they may have, and how often."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from agent_api.announcements.domain.bulletin import (
    LONGEST,
    RATE,
    RATE_WINDOW,
    BulletinRow,
    find_fault,
    state_of,
    wait_until_next,
)

NOW = datetime(2027, 1, 15, 13, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANNOUNCEMENT = BulletinRow(
    id="2027-0001",
    kind="announcement",
    title=b"",
    text=b"",
    audience_kind="roles",
    audience=("asesor",),
    must_read=True,
    begins_at=NOW,
    ends_at=NOW + HOUR,
    published_at=NOW - HOUR,
    published_by="sara",
)


def test_an_announcement_is_shown_from_its_beginning_until_its_end() -> None:
    """Its end is not part of it, and once withdrawn it is never shown."""
    moments = [NOW - HOUR, NOW, NOW + HOUR]
    assert [state_of(ANNOUNCEMENT, each) for each in moments] == ["coming", "standing", "over"]
    withdrawn = msgspec.structs.replace(ANNOUNCEMENT, withdrawn_at=NOW - HOUR)
    assert {state_of(withdrawn, each) for each in moments} == {"withdrawn"}


def test_dates_lie_ahead_and_are_not_too_far_apart() -> None:
    """It ends after its beginning and after now, at most ninety days later."""
    assert find_fault(NOW, NOW + LONGEST, NOW) is None
    assert find_fault(NOW, NOW + LONGEST + HOUR, NOW) == "ends_at"
    assert find_fault(NOW + HOUR, NOW + HOUR, NOW) == "ends_at"
    assert find_fault(NOW - HOUR, NOW, NOW) == "ends_at"
    assert find_fault(NOW + LONGEST + HOUR, NOW + LONGEST + 2 * HOUR, NOW) == "begins_at"


@given(st.lists(st.integers(0, 120), max_size=80))
def test_no_author_publishes_more_than_the_rate_in_a_window(gaps_s: list[int]) -> None:
    """Each window has at most `RATE` of an author, and an author who waits as long as asked may send."""
    now, published = NOW, list[datetime]()
    for gap in gaps_s:
        now += timedelta(seconds=gap)
        wait = wait_until_next(published[:RATE], now)
        assert (wait is None) == (sum(each > now - RATE_WINDOW for each in published) < RATE)
        if wait is None:
            published.insert(0, now)
        else:
            assert wait_until_next(published[:RATE], now + wait) is None
