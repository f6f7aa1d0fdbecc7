"""The effect of a row of a file on a person: an entry, a return, a correction, an exit, or nothing. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from agent_api.kit.author import Author
from agent_api.staff.domain.history import StaffRefusal, enter, entry_day, leave, present_number
from agent_api.staff.domain.import_rows import StaffImportRow, StaffRowFault
from agent_api.staff.domain.record import StaffAct, StaffDetails, StaffPeriodRow, StaffPerson, apply_act

Effect = Literal["entered", "corrected", "left", "unchanged"]


class PlannedRow(msgspec.Struct, frozen=True, kw_only=True):
    """The effect of a row.

    Attributes:
        person: as they will be.
        changed: the periods that change or are new.
        latest: the latest period after the row.
        present: the number of the period that then says where the person stands.
        fields: names of the corrected details.
        ended: whether the row ends the rights of the person at once.
    """

    row: StaffImportRow
    effect: Effect
    person: StaffPerson
    changed: tuple[StaffPeriodRow, ...] = ()
    latest: StaffPeriodRow
    present: int
    fields: tuple[str, ...] = ()
    ended: bool = False


def plan_row(
    row: StaffImportRow, person: StaffPerson | None, rows: Sequence[StaffPeriodRow], author: Author, today: date
) -> PlannedRow | StaffRowFault:
    """Return the effect of a row on a person whom the register has or does not have."""
    row = _filled(row, person, rows)
    after = StaffPerson(user=row.user, name=row.name, document=row.document, revision=person.revision if person else 0)
    if not rows or _returns(row, rows):
        return _plan_entry(row, after, rows, author, today)
    history = [each.period for each in rows]
    present = present_number(history, today)
    last = rows[present - 1]
    if last.period.closed and row.last_day is None:
        return StaffRowFault(row.line, "ingreso", f"Esta persona salió el {last.period.ends_on}: escriba su regreso.")
    entered = entry_day(history, max(today, last.period.begins_on))
    if row.begins_on is not None and row.begins_on != entered:
        return StaffRowFault(row.line, "ingreso", f"Esta persona ya está en la campaña desde {entered}.")
    fields = _differences(person, after, last.details, row.details)
    corrected = msgspec.structs.replace(last, details=row.details)
    if row.last_day is None or row.last_day == history[-1].ends_on:
        return PlannedRow(
            row=row,
            effect="corrected" if fields else "unchanged",
            person=after,
            changed=(corrected,) if fields else (),
            latest=corrected,
            present=present,
            fields=fields,
        )
    left = leave(history, row.last_day, today)
    if isinstance(left, StaffRefusal):
        return StaffRowFault(row.line, "salida", left.text)
    known = [*rows[: present - 1], corrected, *rows[present:]]
    changed = {each.period.number: each for each in apply_act(known, left, StaffAct(author=author, reason=row.reason))}
    return PlannedRow(
        row=row,
        effect="left",
        person=after,
        changed=tuple({present: corrected, **changed}.values()),
        latest=changed[len(left)],
        present=present_number(left, today),
        fields=fields,
        ended=left[-1].closed,
    )


def _filled(row: StaffImportRow, person: StaffPerson | None, rows: Sequence[StaffPeriodRow]) -> StaffImportRow:
    """Return a row with the details for which the file has no column, as the register has them."""
    if person is None or not rows or not row.absent:
        return row
    details, kept = rows[-1].details, row.absent - {"document"}
    return msgspec.structs.replace(
        row,
        document=person.document if "document" in row.absent else row.document,
        details=msgspec.structs.replace(row.details, **{name: getattr(details, name) for name in kept}),
    )


def _returns(row: StaffImportRow, rows: Sequence[StaffPeriodRow]) -> bool:
    """Return whether a row is a new entry of a person who left."""
    last = rows[-1].period
    if not last.closed or row.begins_on is None:
        return False
    return last.ending == "annulled" or last.ends_on is None or row.begins_on > last.ends_on


def _plan_entry(
    row: StaffImportRow, after: StaffPerson, rows: Sequence[StaffPeriodRow], author: Author, today: date
) -> PlannedRow | StaffRowFault:
    if row.begins_on is None:
        return StaffRowFault(row.line, "ingreso", "Falta el día de ingreso.")
    history = enter([each.period for each in rows], row.begins_on)
    if isinstance(history, StaffRefusal):
        return StaffRowFault(row.line, "ingreso", history.text)
    act = StaffAct(author=author, reason=row.reason, details=row.details)
    if row.last_day is not None:
        ended = leave(history, row.last_day, today)
        if isinstance(ended, StaffRefusal):
            return StaffRowFault(row.line, "salida", ended.text)
        history = ended
    [begun] = apply_act(rows, history, act)
    if row.last_day is not None:
        begun = msgspec.structs.replace(
            begun, end_reason=row.reason, ended_at=author.at, ended_by=author.user, ended_by_name=author.name
        )
    return PlannedRow(
        row=row,
        effect="entered",
        person=after,
        changed=(begun,),
        latest=begun,
        present=begun.period.number,
        ended=begun.period.closed,
    )


def _differences(
    before: StaffPerson | None, after: StaffPerson, old: StaffDetails, new: StaffDetails
) -> tuple[str, ...]:
    """Return the names of the details that differ, sorted."""
    values: Mapping[str, tuple[object, object]] = {
        "name": (before.name if before else "", after.name),
        "document": (before.document if before else "", after.document),
        **{name: (getattr(old, name), getattr(new, name)) for name in StaffDetails.__struct_fields__},
    }
    return tuple(sorted(name for name, (was, is_) in values.items() if was != is_))
