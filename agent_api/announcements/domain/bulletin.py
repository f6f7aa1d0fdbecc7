"""A message or announcement as a value, and the decisions about it. Pure."""

from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from eventlog.facts.people.bulletin import AudienceKind, BulletinKind

BulletinState = Literal["coming", "standing", "over", "withdrawn"]
Fault = Literal["begins_at", "ends_at"]
MESSAGE_STANDS: Final = timedelta(hours=24)
"""How long a message waits to be read; advisors of the next shift see it, too."""
LONGEST: Final = timedelta(days=90)
RATE: Final = 20
"""Bulletins of one author within `RATE_WINDOW`."""
RATE_WINDOW: Final = timedelta(minutes=10)


class BulletinRow(msgspec.Struct, frozen=True, kw_only=True):
    """A bulletin; title and text are encrypted.

    Attributes:
        title: None for a message.
        audience: logins, a coordinator, queues or roles, as `audience_kind` says.
        must_read: whether each reader is to confirm it.
    """

    id: str
    kind: BulletinKind
    title: bytes | None
    text: bytes
    audience_kind: AudienceKind
    audience: tuple[str, ...]
    must_read: bool
    begins_at: datetime
    ends_at: datetime
    published_at: datetime
    published_by: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""


def state_of(row: BulletinRow, now: datetime) -> BulletinState:
    """Return whether the bulletin is shown now, will be, was, or was withdrawn."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if now < row.begins_at:
        return "coming"
    return "standing" if now < row.ends_at else "over"


def find_fault(begins_at: datetime, ends_at: datetime, now: datetime) -> Fault | None:
    """Return the first date because of which an announcement may not be published, or None."""
    if begins_at > now + LONGEST:
        return "begins_at"
    return None if max(begins_at, now) < ends_at <= begins_at + LONGEST else "ends_at"


def wait_until_next(published: list[datetime], now: datetime) -> timedelta | None:
    """Return how long an author must wait, given the times of their latest bulletins, or None.

    ``published`` has the latest first.
    """
    if len(published) < RATE or published[RATE - 1] <= now - RATE_WINDOW:
        return None
    return published[RATE - 1] + RATE_WINDOW - now
