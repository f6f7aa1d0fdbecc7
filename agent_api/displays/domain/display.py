"""A wall display, its state at a moment, and whether a device may read. Pure."""

from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

Panel = Literal["service", "lines", "queues", "advisors", "abandonment", "contingency"]
Theme = Literal["dark", "light"]
DisplayState = Literal["waiting", "lapsed", "on", "silent", "expired", "revoked"]
"""waiting: for its pairing code; lapsed: the code expired unused; silent: paired, but it does not ask any more."""
CODE_LIFETIME: Final = timedelta(minutes=15)
SILENT_AFTER: Final = timedelta(minutes=2)
"""More than the interval at which a reading display is noted as seen."""


class DisplayRow(msgspec.Struct, frozen=True, kw_only=True):
    """A wall display.

    Attributes:
        seconds: how long it shows each panel.
        code: keyed hash of the pairing code; None once it is used.
        digest: SHA-256 of the token; None until a device is paired.
    """

    id: str
    name: str
    place: str
    panels: tuple[Panel, ...]
    seconds: int
    theme: Theme
    created_at: datetime
    created_by: str
    expires_at: datetime
    code: str | None = None
    code_expires_at: datetime | None = None
    digest: bytes | None = None
    paired_at: datetime | None = None
    seen_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str = ""


def may_read(row: DisplayRow, now: datetime) -> bool:
    """Return whether a device of the display may read, given that it has the right token."""
    return row.revoked_at is None and now < row.expires_at


def takes_code(row: DisplayRow, now: datetime) -> bool:
    """Return whether the display's pairing code may be used."""
    return may_read(row, now) and row.code is not None and row.code_expires_at is not None and now < row.code_expires_at


def state_of(row: DisplayRow, now: datetime) -> DisplayState:
    """Return the state of a display at a moment."""
    if row.revoked_at is not None:
        return "revoked"
    if now >= row.expires_at:
        return "expired"
    if row.digest is not None:
        return "on" if row.seen_at is not None and now - row.seen_at < SILENT_AFTER else "silent"
    return "waiting" if takes_code(row, now) else "lapsed"
