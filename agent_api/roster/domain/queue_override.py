"""A change of the queues that an advisor serves now, as a value, and the decisions about it. Pure.

It holds until a moment of the same local day, in place of the queues of the roster. Then, or earlier if a person gives
them back, the roster holds again, as it is at that time.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from config.schema.short_forms import Levels
from config.timezone import COLOMBIA
from eventlog.facts.people.roster import QueueOverrideEnd

Fault = Literal["levels", "until"]


class OverrideRow(msgspec.Struct, frozen=True, kw_only=True):
    """A change of queues.

    Attributes:
        levels: the level by queue id; at least one.
        reason: encrypted.
        until: when it ends by itself.
        ended_at: None as long as neither a person nor the worker ended it.
        end: how it ended, or empty.
        ended_by: empty if its time was over.
    """

    id: str
    advisor: str
    levels: Levels
    reason: bytes
    started_at: datetime
    started_by: str
    until: datetime
    ended_at: datetime | None = None
    end: QueueOverrideEnd | Literal[""] = ""
    ended_by: str = ""


def end_of_day(now: datetime) -> datetime:
    """Return the local midnight that ends the day of a moment."""
    today = now.astimezone(COLOMBIA).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)


def find_fault(levels: Mapping[str, int], until: datetime, queues: Collection[str], now: datetime) -> Fault | None:
    """Return the first field because of which a change may not start, or None; ``queues`` are those of the site."""
    if not levels or any(each not in queues for each in levels):
        return "levels"
    return None if now < until <= end_of_day(now) else "until"


def is_in_force(row: OverrideRow, now: datetime) -> bool:
    """Return whether the advisor serves these queues now."""
    return row.ended_at is None and now < row.until


def queues_now(assigned: Levels, row: OverrideRow | None, queues: Collection[str], now: datetime) -> Levels:
    """Return the queues of an advisor now: those of a change in force that the site has, else those of the roster."""
    if row is None or not is_in_force(row, now):
        return assigned
    return {queue: row.levels[queue] for queue in queues if queue in row.levels}


def end_row(row: OverrideRow, how: QueueOverrideEnd, user: str, now: datetime) -> OverrideRow:
    """Return the row after a user ends it; one whose time was over before ended then, by itself."""
    if now >= row.until:
        return msgspec.structs.replace(row, ended_at=row.until, end="expired")
    return msgspec.structs.replace(row, ended_at=now, end=how, ended_by=user)


def format_levels(levels: Mapping[str, int]) -> str:
    """Return queues with their levels as facts have them: ``general:5 pagos:2``."""
    return " ".join(f"{queue}:{level}" for queue, level in sorted(levels.items()))
