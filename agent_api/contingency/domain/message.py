"""A contingency message on a line as a value, and the decisions about it. Pure."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from config.schema.fields import ContingencyMode
from config.site.calls.contingency import ContingencyRules
from eventlog.facts.calls.contingency import ContingencyEnd

Fault = Literal["message", "mode", "until"]


class MessageRow(msgspec.Struct, frozen=True, kw_only=True):
    """A message on a line.

    Attributes:
        reason: encrypted.
        until: when it ends by itself.
        ended_at: None as long as neither a person nor the worker ended it.
        end: how it ended, or empty.
        ended_by: empty if its time was over.
    """

    id: str
    line: str
    message: str
    mode: ContingencyMode
    reason: bytes
    started_at: datetime
    started_by: str
    until: datetime
    ended_at: datetime | None = None
    end: ContingencyEnd | Literal[""] = ""
    ended_by: str = ""


def find_fault(
    rules: ContingencyRules, message: str, mode: ContingencyMode, until: datetime, now: datetime
) -> Fault | None:
    """Return the first field because of which a message may not start, or None."""
    found = rules.messages.get(message)
    if found is None:
        return "message"
    if mode not in found.modes:
        return "mode"
    return None if now < until <= now + timedelta(hours=rules.max_hours) else "until"


def is_in_force(row: MessageRow, now: datetime) -> bool:
    """Return whether callers hear the message now."""
    return row.ended_at is None and now < row.until


def is_same(row: MessageRow, message: str, mode: ContingencyMode, until: datetime) -> bool:
    """Return whether a request asks for what is already on the line."""
    return (row.message, row.mode, row.until) == (message, mode, until)


def end_row(row: MessageRow, how: ContingencyEnd, user: str, now: datetime) -> MessageRow:
    """Return the row after a user ends it; one whose time was over before ended then, by itself."""
    if now >= row.until:
        return msgspec.structs.replace(row, ended_at=row.until, end="expired")
    return msgspec.structs.replace(row, ended_at=now, end=how, ended_by=user)
