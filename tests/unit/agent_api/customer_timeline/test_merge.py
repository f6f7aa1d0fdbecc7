"""Events of many sources in pages: nothing is lost or repeated, also at equal moments."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from agent_api.customer_timeline.domain.merge import (
    END,
    SOURCES,
    Event,
    Source,
    TimelinePosition,
    kind_of,
    merge_page,
    sources_of,
    window_of,
)
from agent_api.kit.pagination import KeysetWindow

NOON = datetime(2027, 1, 15, 17, tzinfo=UTC)
EVENTS = some.lists(
    some.tuples(some.sampled_from(SOURCES), some.integers(0, 3), some.integers(0, 99)), unique=True, max_size=40
)


def event(source: Source, second: int, key: int) -> Event:
    return Event(source=source, key=f"{key:02}", at=NOON + timedelta(seconds=second), sentence="")


def read_source(events: Sequence[Event], window: KeysetWindow) -> list[Event]:
    """List a source as its query does."""
    within = [each for each in events if each.at >= window.since and (each.at, each.key) < (window.end, window.end_key)]
    return sorted(within, key=lambda each: (each.at, each.key), reverse=True)[: window.limit]


def read_pages(stored: Mapping[Source, Sequence[Event]], limit: int) -> list[Event]:
    """Read all pages, each from the cursor of the one before."""
    read: list[Event] = []
    after: TimelinePosition | None = None
    while True:
        windows = {source: window_of(source, after, since=None, until=None, limit=limit) for source in stored}
        page, more = merge_page([read_source(stored[source], windows[source]) for source in stored], limit)
        read += page
        if more is None:
            return read
        assert len(page) == limit
        after = TimelinePosition.decode(more.encode())


@given(EVENTS, some.integers(1, 7))
def test_pages_have_each_event_once_newest_first(rows: list[tuple[Source, int, int]], limit: int) -> None:
    """Also where several sources have events of one moment, and a page ends among them."""
    stored: dict[Source, list[Event]] = {source: [] for source in SOURCES}
    for source, second, key in rows:
        stored[source].append(event(source, second, key))
    read = read_pages(stored, limit)
    expected = sorted(
        (each for events in stored.values() for each in events),
        key=lambda each: (each.at, each.source, each.key),
        reverse=True,
    )
    assert read == expected


def test_no_event_is_one_empty_page() -> None:
    """A customer without a history has a page without events and without a next one."""
    assert merge_page([[], []], 10) == ([], None)


def test_a_window_has_the_filtered_span() -> None:
    """The beginning is inclusive, the end exclusive; a cursor only moves the end back."""
    since, until = NOON - timedelta(days=1), NOON
    window = window_of("ticket", None, since=since, until=until, limit=10)
    assert window == KeysetWindow(since=since, end=until, end_key="", limit=11)
    later = TimelinePosition(NOON + timedelta(days=1), "ticket", "k")
    assert window_of("ticket", later, since=since, until=until, limit=10) == window
    assert window_of("ticket", None, since=None, until=None, limit=10).end == END


def test_each_source_has_a_kind() -> None:
    """A release is a kind of verification; without kinds, all sources are read."""
    assert kind_of("identity_release") == "verification"
    assert sources_of(["verification"]) == ("verification", "identity_release")
    assert sources_of([]) == SOURCES


@pytest.mark.parametrize("text", ["", "Zm9v", "ñ", TimelinePosition(NOON, "call", "k").encode()[:-4]])
def test_a_cursor_of_another_list_is_refused(text: str) -> None:
    """A cursor without a source or a key is no position."""
    with pytest.raises(ValueError, match=r".+"):
        TimelinePosition.decode(text)
