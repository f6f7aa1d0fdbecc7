"""A draft that is open at the test number, and the progress of a call to it. Pure.

Owns when an opening ends, and when a call to it seems to arrive.
"""

from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from calls.simulation.transcript import Transcript
from config.site.model import Site

CODE_DIGITS: Final = 6
MOST_WRONG_CODES: Final = 10
"""Wrong codes of all calls after which an opening ends: about one in 100,000 openings is then found by guessing."""
MOST_CALLS: Final = 3
"""Calls to the draft at once, on each gateway."""
LONGEST_CALL: Final = timedelta(minutes=15)
DRAFT_SOUNDS: Final = "borrador-abierto"
"""Stands before the keys of the draft's sounds, as the id of a campaign does; no campaign can have it."""


ClosedBy = Literal["", "person", "codes"]
"""The cause that ended an opening before its time: a person, or too many wrong codes."""


class DraftOpening(msgspec.Struct, frozen=True, kw_only=True):
    """A draft at the test number.

    Attributes:
        line: of the draft, which the caller reaches.
        number: user part to dial.
        code: digits to key in first.
        day, at: local date and time at which calls seem to arrive; None: when they do.
    """

    id: str
    draft: str
    title: str
    revision: int
    line: str
    number: str
    code: str
    opened_at: datetime
    opened_by: str
    expires_at: datetime
    day: date | None = None
    at: time | None = None
    closed: ClosedBy = ""

    def is_open(self, now: datetime) -> bool:
        """Return whether calls are still answered with the draft."""
        return now < self.expires_at


GatewayPhase = Literal["preparing", "ready", "failed"]


class SoundsReport(msgspec.Struct, frozen=True, kw_only=True):
    """How far a gateway is with the sounds of an opening; ``detail`` is the failure in Spanish."""

    phase: GatewayPhase
    detail: str = ""


CallPhase = Literal["code", "flow", "over"]


class DraftCallProgress(msgspec.Struct, frozen=True, kw_only=True):
    """A call to the test number.

    Attributes:
        began_at: when it was answered.
        phase: ``code`` until the code was keyed in, ``over`` after its end.
        arrived_at: the date and time at which the draft's call flow began; None before.
        transcript: the sounds, the steps and the facts; None before.
    """

    call_id: str
    began_at: datetime
    phase: CallPhase
    arrived_at: datetime | None = None
    transcript: Transcript | None = None


class OpeningState(msgspec.Struct, frozen=True, kw_only=True):
    """An opening with the reports of the gateways and its calls, the newest first."""

    opening: DraftOpening
    gateways: dict[str, SoundsReport]
    calls: tuple[DraftCallProgress, ...]


def arrival_moment(opening: DraftOpening, site: Site, now: datetime) -> datetime:
    """Return when a call of now seems to arrive, in the time zone of the line's calendar."""
    zone = ZoneInfo(site.calendars[site.lines[opening.line].calendar].timezone)
    if opening.day is None or opening.at is None:
        return now.astimezone(zone)
    return datetime.combine(opening.day, opening.at, zone)
