"""What the fold has counted, and what it must remember to go on. Pure.

Owns both shapes: cells are sums, and state is all that a later fact may still need, so that a fold can be put down
after any fact and taken up by another process. It holds no person, only the opaque ids that facts bear.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from config.indicators import Definition
from eventlog.facts import AdvisorState
from metrics.indicators.cells import Cell, Key, Population

LINGERS = timedelta(hours=2)
"""How long after its end an answered call may still be typified, and its ticket or wrap-up counted."""
MS = timedelta(milliseconds=1)


class OpenCall(msgspec.Struct, kw_only=True):
    """A call that may still change a count; mutable, for every second fact of ten million changes one.

    Attributes:
        at: its counts as a call; None for a call-back, which is no call of a line.
        line: id.
        slot: interval of arrival.
        arrived_at: when it entered the line.
        waits_since: when the wait began that is measured, or None before the first.
        visit: counts of the queue where it waits, or None while it does not.
        queued: whether it was counted as queued.
        first: counts of the queue of its first answer, or None without one.
        talk: counts of the queue whose talk goes on, or None.
        talks_since: when that talk began.
        ended_at: when it was over, or None.
        typified: whether somebody said what it was about.
        verified: whether its customer was verified, and so is counted.
    """

    at: Key | None
    line: str
    slot: int
    arrived_at: datetime
    waits_since: datetime | None = None
    visit: Key | None = None
    queued: bool = False
    first: Key | None = None
    talk: Key | None = None
    talks_since: datetime | None = None
    ended_at: datetime | None = None
    typified: bool = False
    verified: bool = False


class Caller(msgspec.Struct, kw_only=True):
    """A verified customer of one line in one local month.

    Attributes:
        first: counts of the first call, where the customer is counted.
        last_at: arrival of the latest call.
        again: within how many days, of those that definitions ask for, the customer was seen again.
    """

    first: Key
    last_at: datetime
    again: tuple[int, ...] = ()


class Wrap(msgspec.Struct, kw_only=True):
    """An advisor typifies after a talk: since when, and where the time is counted."""

    since: datetime
    at: tuple[Key, ...]


class Duty(msgspec.Struct, kw_only=True):
    """The state that an advisor is in, and since when."""

    state: AdvisorState
    since: datetime


class State(msgspec.Struct, kw_only=True):
    """What a later fact may need.

    Attributes:
        calls: those that have not ended, by id.
        lingering: answered ones that have, in the order of their ends.
        wraps: by advisor.
        duties: by advisor.
        month: the local month of ``callers``, as YYYY-MM.
        callers: by line and customer, ``line|customer``.
        breached: tickets whose last day passed unanswered.
        last_at: of the last fact.
    """

    calls: dict[str, OpenCall] = {}
    lingering: dict[str, OpenCall] = {}
    wraps: dict[str, Wrap] = {}
    duties: dict[str, Duty] = {}
    month: str = ""
    callers: dict[str, Caller] = {}
    breached: set[str] = set()
    last_at: datetime | None = None


class Ledger:
    """Counts and state of one fold.

    Args:
        definitions: only how many days a returning caller has matters of them.
        begins: nothing before it is counted; None: from the first fact on.
        ends: calls that arrive from here on are not counted, nor what else happens then.
        state: to go on from.
    """

    def __init__(
        self,
        definitions: Iterable[Definition] = (),
        *,
        begins: datetime | None = None,
        ends: datetime | None = None,
        state: State | None = None,
    ) -> None:
        self.repeat_days = days_of(definitions)
        self.begins, self.ends = begins, ends
        self.state = state or State(last_at=begins)
        self.cells: defaultdict[Key, Cell] = defaultdict(_cell)

    def is_in(self, at: datetime) -> bool:
        """Whether what happens at a moment is of the period."""
        return (self.ends is None or at < self.ends) and (self.begins is None or at >= self.begins)

    def count(self, slot: int, population: Population, measure: str, number: int = 1) -> None:
        """Count what belongs to no line."""
        self.cells[Key(slot, "", "", population)][measure] += number

    def answered(self, call_id: str) -> OpenCall | None:
        """A call that was answered and is remembered, or None."""
        call = self.state.calls.get(call_id) or self.state.lingering.get(call_id)
        return call if call is not None and call.first is not None else None


def days_of(definitions: Iterable[Definition]) -> tuple[int, ...]:
    """The numbers of days after which some definition asks for a returning caller, ascending."""
    asked = {each.formula.repeat_days for each in definitions if each.formula.kind == "repeat_callers"}
    return tuple(sorted(asked))


def _cell() -> Cell:
    return defaultdict(int)
