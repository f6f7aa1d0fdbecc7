"""Merge events of many sources into pages, the newest first. Pure.

Each source lists its rows by moment and key, and only SQL compares keys, because a database orders texts by its own
collation. Events of one moment are ordered by the name of their source. A page therefore ends at moment, source and
key, and `window_of` says what each source may still add.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, get_args

import msgspec

from agent_api.kit.pagination import Cursor, KeysetWindow

EventKind = Literal["ticket", "call", "message", "letter", "recording", "verification", "change", "consent"]
EVENT_KINDS: Final[tuple[EventKind, ...]] = get_args(EventKind)
Source = Literal[
    "ticket", "call", "message", "letter", "recording", "verification", "identity_release", "change", "consent"
]
SOURCES: Final[tuple[Source, ...]] = get_args(Source)
_KINDS_OF_OTHER_NAME: Final[dict[Source, EventKind]] = {"identity_release": "verification"}
BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
END: Final = datetime(9999, 12, 31, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
"""The resolution of PostgreSQL's timestamps."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a customer's timeline.

    Attributes:
        key: unique among the events of its source.
        sentence: in Spanish, without personal data besides the fact that it is this customer's.
        actor: login of the person who acted, or empty.
        call_id: empty if it belongs to no call; so are the ticket's number and the recording's id.
        outcome: of a call, its outcome; of a ticket, message, letter or recording, its state; of a check, its result.
    """

    source: Source
    key: str
    at: datetime
    sentence: str
    actor: str = ""
    call_id: str = ""
    ticket: str = ""
    recording: str = ""
    outcome: str = ""

    @property
    def kind(self) -> EventKind:
        """Kind that screens filter by."""
        return kind_of(self.source)


class TimelinePosition(msgspec.Struct, frozen=True):
    """The end of a page: the last event on it."""

    at: datetime
    source: Source
    key: str

    def encode(self) -> str:
        """Encode the position as an opaque text for a URL."""
        return Cursor(self.at, f"{self.source} {self.key}").encode()

    @classmethod
    def decode(cls, encoded: str) -> "TimelinePosition":
        """Decode what `encode` returned.

        Raises:
            ValueError: it is not a position.
        """
        cursor = Cursor.decode(encoded)
        source, _, key = cursor.id.partition(" ")
        if source not in SOURCES or not key or not BEGINNING <= cursor.at < END:
            raise ValueError("not a cursor")
        return cls(cursor.at, source, key)


def kind_of(source: Source) -> EventKind:
    """Return the kind of the events of a source."""
    return _KINDS_OF_OTHER_NAME.get(source, source)  # type: ignore[arg-type]


def sources_of(kinds: Iterable[EventKind]) -> tuple[Source, ...]:
    """Return the sources of some kinds; of no kind, all sources."""
    wanted = set(kinds) or set(EVENT_KINDS)
    return tuple(each for each in SOURCES if kind_of(each) in wanted)


def window_of(
    source: Source, after: TimelinePosition | None, *, since: datetime | None, until: datetime | None, limit: int
) -> KeysetWindow:
    """Return what a source may add after a page.

    ``since`` is inclusive, ``until`` exclusive; None leaves that side open. The window has one row more than the page,
    so that the end of the timeline is known.
    """
    end, end_key = until or END, ""
    if after is not None and after.at < end:
        end, end_key = _end_in(source, after)
    return KeysetWindow(since=since or BEGINNING, end=end, end_key=end_key, limit=limit + 1)


def _end_in(source: Source, after: TimelinePosition) -> tuple[datetime, str]:
    """Return the end of a source's window: at one moment, sources follow each other in reverse order of their names."""
    if source == after.source:
        return after.at, after.key
    return (after.at + _TICK, "") if source < after.source else (after.at, "")


def merge_page(events_by_source: Iterable[Sequence[Event]], limit: int) -> tuple[list[Event], TimelinePosition | None]:
    """Return the newest events of all sources, and the position of the next page; None on the last page.

    Each source lists its events from the newest; events of one source and moment keep their order.
    """
    ranked = [
        ((each.at, each.source, -index), each) for events in events_by_source for index, each in enumerate(events)
    ]
    ranked.sort(key=lambda pair: pair[0], reverse=True)
    page = [event for _, event in ranked[:limit]]
    more = len(ranked) > limit
    return page, TimelinePosition(page[-1].at, page[-1].source, page[-1].key) if more and page else None
