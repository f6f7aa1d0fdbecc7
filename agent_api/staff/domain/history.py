"""Periods of a person in a campaign: the acts that change them, and on which days they hold. Pure.

An entry or a move begins a period; an exit or a move ends it. At most one period is in force on a day: a planned move
ends the one of today with the day before, and waits as the latest period. A right holds only while a period is in
force, so a closed period gives none even on its last day.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, Literal

import msgspec

Cause = Literal["entry", "move"]
Ending = Literal["", "exit", "campaign", "move", "annulled"]
"""How a period ended or will end: ``campaign`` is an exit to another one, ``annulled`` an entry that never began."""
Standing = Literal["coming", "present", "moving", "leaving", "gone"]
_DAY: Final = timedelta(days=1)


class StaffPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """A period of a person.

    Attributes:
        ends_on: last day; None while no end is known.
        closed: whether the end was carried out.
    """

    number: int
    cause: Cause
    begins_on: date
    ends_on: date | None = None
    closed: bool = False
    ending: Ending = ""


class StaffRefusal(msgspec.Struct, frozen=True):
    """Why a history refuses an act: a code, and a sentence for people."""

    code: str
    text: str


History = Sequence[StaffPeriod]
"""All periods of a person, the first one first."""
ALREADY_IN: Final = StaffRefusal("staff_already_in", "Esta persona ya está en la campaña, o su ingreso está previsto.")
NOT_IN: Final = StaffRefusal("staff_not_in", "Esta persona no está en la campaña: registre primero su ingreso.")
BEFORE_EXIT: Final = StaffRefusal("staff_day_refused", "El ingreso no puede ser anterior a la última salida.")
BEFORE_ENTRY: Final = StaffRefusal(
    "staff_day_refused", "La salida no puede ser anterior al día en que empezó en su cargo actual."
)
BEGAN_TODAY: Final = StaffRefusal(
    "staff_day_refused", "Esta persona empezó hoy en su cargo: corrija sus datos, o escoja otro día para el traslado."
)
MOVE_IN_THE_PAST: Final = StaffRefusal("staff_day_refused", "El traslado vale desde hoy o desde un día que viene.")
MOVE_AFTER_EXIT: Final = StaffRefusal(
    "staff_day_refused", "La salida de esta persona está prevista antes de ese día: cancélela o escoja otro."
)
MOVE_PLANNED: Final = StaffRefusal(
    "staff_move_planned", "Esta persona ya tiene un traslado previsto: cancélelo antes de registrar otro."
)
NO_PLANNED_MOVE: Final = StaffRefusal("staff_no_planned_move", "Esta persona no tiene un traslado previsto.")
NO_PLANNED_EXIT: Final = StaffRefusal("staff_no_planned_exit", "Esta persona no tiene una salida prevista.")


def is_in_force(period: StaffPeriod, today: date) -> bool:
    """Return whether the rights of a period hold today."""
    return not period.closed and period.begins_on <= today and (period.ends_on is None or today <= period.ends_on)


def has_planned_move(history: History, today: date) -> bool:
    """Return whether the latest period is a move that has not begun."""
    if not history:
        return False
    last = history[-1]
    return last.cause == "move" and not last.closed and today < last.begins_on


def present_number(history: History, today: date) -> int:
    """Return the number of the period that says where a person stands: the latest one that is no planned move."""
    return len(history) - has_planned_move(history, today)


def standing_on(period: StaffPeriod, today: date) -> Standing:
    """Return where a person stands today, by the period of `present_number`."""
    if period.ending == "move" and not period.closed:
        return "moving"
    if not is_in_force(period, today):
        return "coming" if not period.closed and today < period.begins_on else "gone"
    return "present" if period.ends_on is None else "leaving"


def is_due(period: StaffPeriod, today: date) -> bool:
    """Return whether the planned end of a period must be carried out."""
    return not period.closed and period.ends_on is not None and period.ends_on < today


def entry_day(history: History, day: date) -> date | None:
    """Return the day of the latest entry on or before a day; a move is no entry. None if there is none."""
    entries = [each.begins_on for each in history if each.cause == "entry" and each.ending != "annulled"]
    return max((each for each in entries if each <= day), default=None)


def enter(history: History, begins_on: date) -> list[StaffPeriod] | StaffRefusal:
    """Begin a period with an entry or a return."""
    if history:
        last = history[-1]
        if not last.closed:
            return ALREADY_IN
        if last.ends_on is not None and begins_on < last.ends_on and last.ending != "annulled":
            return BEFORE_EXIT
    return [*history, StaffPeriod(number=len(history) + 1, cause="entry", begins_on=begins_on)]


def move(history: History, today: date, begins_on: date | None = None) -> list[StaffPeriod] | StaffRefusal:
    """Begin another period today or on a later day, and end the present one the day before; a planned exit stays."""
    if has_planned_move(history, today):
        return MOVE_PLANNED
    if not history or not is_in_force(history[-1], today):
        return NOT_IN
    last, begins_on = history[-1], begins_on or today
    if begins_on < today:
        return MOVE_IN_THE_PAST
    if last.begins_on == begins_on:
        return BEGAN_TODAY
    if last.ends_on is not None and last.ends_on < begins_on:
        return MOVE_AFTER_EXIT
    ended = msgspec.structs.replace(last, ends_on=begins_on - _DAY, closed=begins_on == today, ending="move")
    begun = StaffPeriod(
        number=last.number + 1, cause="move", begins_on=begins_on, ends_on=last.ends_on, ending=last.ending
    )
    return [*history[:-1], ended, begun]


def cancel_move(history: History, today: date) -> list[StaffPeriod] | StaffRefusal:
    """Take a planned move back; a planned exit stays."""
    if not has_planned_move(history, today):
        return NO_PLANNED_MOVE
    before, planned = history[-2:]
    return [*history[:-2], msgspec.structs.replace(before, ends_on=planned.ends_on, ending=planned.ending)]


def leave(
    history: History, last_day: date | None, today: date, *, ending: Literal["exit", "campaign"] = "exit"
) -> list[StaffPeriod] | StaffRefusal:
    """End the latest period: at once without a day or with a past one, else after that day.

    Leaving before the first day annuls the entry; leaving before a planned move takes the move back.
    """
    if has_planned_move(history, today) and (last_day or today) < history[-1].begins_on:
        history = history[:-1]
    if not history or history[-1].closed:
        return NOT_IN
    last = history[-1]
    if last_day is None and today < last.begins_on:
        return [*history[:-1], msgspec.structs.replace(last, ends_on=last.begins_on, closed=True, ending="annulled")]
    ends_on = last_day or today
    if ends_on < last.begins_on:
        return BEFORE_ENTRY
    closed = last_day is None or last_day < today
    return [*history[:-1], msgspec.structs.replace(last, ends_on=ends_on, closed=closed, ending=ending)]


def cancel_exit(history: History, today: date) -> list[StaffPeriod] | StaffRefusal:
    """Cancel a planned exit whose day has not passed."""
    last = history[-1] if history else None
    if last is None or last.closed or last.ends_on is None or is_due(last, today):
        return NO_PLANNED_EXIT
    return [*history[:-1], msgspec.structs.replace(last, ends_on=None, ending="")]


def carry_out(history: History, today: date) -> list[StaffPeriod]:
    """Close the periods whose planned end has passed."""
    return [msgspec.structs.replace(each, closed=True) if is_due(each, today) else each for each in history]
