"""A person of the register with their periods, as values. Pure.

`history` decides which periods an act leaves; this module says what the rows of those periods are.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from agent_api.kit.author import Author
from agent_api.staff.domain.history import StaffPeriod


class RoleDays(msgspec.Struct, frozen=True, kw_only=True):
    """A role that a person has in the campaign, with its first and last day."""

    role: str
    begins_on: date
    ends_on: date | None = None


class StaffDetails(msgspec.Struct, frozen=True, kw_only=True):
    """Where and for whom a person works in a period; an empty text is not known.

    Attributes:
        employer: the entity or the operator that employs them.
        line: id of a line of the site.
        channel: as in `agent_api.kit.labels.CHANNELS`.
        coordinator: login of who leads them.
    """

    employer: str = ""
    position: str = ""
    line: str = ""
    channel: str = ""
    coordinator: str = ""


class StaffPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the register, decrypted."""

    user: str
    name: str
    document: str = ""
    revision: int = 0


class StaffPeriodRow(msgspec.Struct, frozen=True, kw_only=True):
    """A period with what was said when it began and when it ended.

    Attributes:
        destination: the campaign that the person went to, or empty.
        roles: what the act granted, sorted.
        grants_before: of a planned move, the roles in the campaign before it, to restore them if it is cancelled.
    """

    period: StaffPeriod
    details: StaffDetails
    roles: tuple[str, ...] = ()
    grants_before: tuple[RoleDays, ...] = ()
    destination: str = ""
    reason: str = ""
    at: datetime
    who: str
    who_name: str
    end_reason: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    ended_by_name: str = ""


class StaffAct(msgspec.Struct, frozen=True, kw_only=True):
    """The content of an act.

    Attributes:
        details: of the period that the act begins; None keeps those of the one before.
        roles: what the act grants in the period that it begins.
        grants_before: see `StaffPeriodRow`.
    """

    author: Author
    reason: str = ""
    details: StaffDetails | None = None
    roles: tuple[str, ...] = ()
    grants_before: tuple[RoleDays, ...] = ()
    destination: str = ""


class ListedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person in the list: their latest period, and their account."""

    user: str
    name: str
    period: StaffPeriod
    details: StaffDetails
    entered_on: date
    has_account: bool
    disabled: bool
    signed_in_at: datetime | None


def apply_act(rows: Sequence[StaffPeriodRow], periods: Sequence[StaffPeriod], act: StaffAct) -> list[StaffPeriodRow]:
    """Return the rows that an act changes or adds, given the periods that it leaves."""
    known = {each.period.number: each for each in rows}
    removed = rows[-1] if len(periods) < len(rows) else None
    changed: list[StaffPeriodRow] = []
    for period in periods:
        old = known.get(period.number)
        if old is None:
            changed.append(_begun(rows, period, act))
        elif old.period != period:
            changed.append(_ended(old, period, act, removed))
    return changed


def _begun(rows: Sequence[StaffPeriodRow], period: StaffPeriod, act: StaffAct) -> StaffPeriodRow:
    earlier = rows[-1] if rows else None
    begun = StaffPeriodRow(
        period=period,
        details=act.details or (earlier.details if earlier else StaffDetails()),
        roles=tuple(sorted(act.roles)),
        grants_before=act.grants_before,
        reason=act.reason,
        at=act.author.at,
        who=act.author.user,
        who_name=act.author.name,
    )
    if earlier is None or period.ends_on is None:
        return begun
    return _with_end_of(begun, earlier)


def _with_end_of(row: StaffPeriodRow, other: StaffPeriodRow) -> StaffPeriodRow:
    """Return a row with the planned exit of another one: who planned it, and why."""
    ended = ("destination", "end_reason", "ended_at", "ended_by", "ended_by_name")
    return msgspec.structs.replace(row, **{name: getattr(other, name) for name in ended})


def _ended(old: StaffPeriodRow, period: StaffPeriod, act: StaffAct, removed: StaffPeriodRow | None) -> StaffPeriodRow:
    if removed is not None and period.ends_on is not None and period.ends_on == removed.period.ends_on:
        return _with_end_of(msgspec.structs.replace(old, period=period), removed)
    if period.ends_on == old.period.ends_on and period.ending == old.period.ending:
        return msgspec.structs.replace(old, period=period)  # the planned end was carried out
    stays = period.ends_on is None
    return msgspec.structs.replace(
        old,
        period=period,
        destination=act.destination,
        end_reason="" if stays else act.reason,
        ended_at=None if stays else act.author.at,
        ended_by="" if stays else act.author.user,
        ended_by_name="" if stays else act.author.name,
    )
