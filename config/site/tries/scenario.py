"""A simulated call: its line, day, time, caller, staff on duty, answers of look-ups, and inputs of the caller. Pure.

Owns the shape and the bounds. It must not know how a call is simulated.
"""

from datetime import date, time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import ANSWER_PATTERN, CALLER_PATTERN, PRESSED_PATTERN, ContingencyMode, Id
from config.schema.short_forms import Levels

MAX_INPUTS = 60
MAX_ADVISORS = 200
MAX_ANSWERS = 20
FAILED, LATE = "failed", "timeout"
"""Answers of a look-up that are no outcome: it has an error, or its time limit passes."""
Action = Literal["listen", "silence", "until_key", "until_answer", "hang_up"]


class SimulatedCaller(msgspec.Struct, frozen=True, kw_only=True):
    """The caller; ``number`` is None if it is withheld, ``trusted`` says whether the site lists the call's trunk."""

    number: Annotated[str, Meta(pattern=CALLER_PATTERN)] | None = "3001234567"
    trusted: bool = True
    large_client: bool = False


class StaffGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Equal advisors on duty; ``busy`` of them talk when the call arrives, and end at equal intervals."""

    queues: Levels
    advisors: Annotated[int, Meta(ge=1, le=MAX_ADVISORS)] = 1
    busy: Annotated[int, Meta(ge=0, le=MAX_ADVISORS)] = 0


class Staffing(msgspec.Struct, frozen=True, kw_only=True):
    """The staff, and the number of calls that already wait in each queue; an advisor picks up after ``answer_s``."""

    shifts: tuple[StaffGroup, ...] = ()
    waiting: dict[Id, Annotated[int, Meta(ge=1, le=300)]] = {}
    talk_s: Annotated[int, Meta(ge=10, le=3600)] = 240
    answer_s: Annotated[int, Meta(ge=1, le=120)] = 3


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the caller does: exactly one of the fields.

    Attributes:
        press: keys, pressed at once.
        wait_s: seconds that pass.
        do: ``listen``: hear the prompts to their end; ``silence``: press no key until the time for it is over;
            ``until_key``: wait until a key is expected; ``until_answer``: wait for an advisor, without any key;
            ``hang_up``.
    """

    press: Annotated[str, Meta(pattern=PRESSED_PATTERN)] | None = None
    wait_s: Annotated[int, Meta(ge=1, le=7200)] | None = None
    do: Action | None = None

    @property
    def count(self) -> int:
        """The number of fields that are set; exactly one is valid."""
        return sum(each is not None for each in (self.press, self.wait_s, self.do))


class SimulatedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of a look-up: an outcome, ``failed`` or ``timeout``; a value that is not given is an example.

    Attributes:
        values: as the look-up gives them: a state, an ISO date, whole pesos, or digits.
    """

    outcome: Id
    values: dict[Id, Annotated[str, Meta(pattern=ANSWER_PATTERN)]] = {}


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """A call to simulate.

    Attributes:
        day, at: local date and time of the line's calendar at which the call arrives.
        contingency: id of the approved message that is on the line, or None.
        records: whether the gateway can record, as Asterisk and Twilio can.
        lookups: answers of each look-up by its step, in order; the last one repeats, and without any it fails.
    """

    line: Id
    day: date
    at: time
    caller: SimulatedCaller = SimulatedCaller()
    floor: Staffing = Staffing()
    contingency: Id | None = None
    contingency_mode: ContingencyMode = "before"
    records: bool = True
    lookups: dict[Id, tuple[SimulatedAnswer, ...]] = {}
    inputs: tuple[Input, ...] = ()
