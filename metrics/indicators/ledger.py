"""What the fold has counted, and what it must remember to go on. Pure.

Owns both while they change: cells, and whatever a later fact may still need. It holds no person, only the opaque ids
that facts bear. How it is put down and taken up again is `metrics.indicators.state`'s.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, Protocol

import msgspec

from config.site.oversight.indicators import IndicatorDefinition
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact
from metrics.indicators.callers import Callers
from metrics.indicators.cells import INTERVAL_S, Cell, CellKey, Population, slot_of
from metrics.indicators.periods import last_day_of, midnight

LINGER_LIMIT = timedelta(hours=2)
"""How long after its end an answered call may still be typified, and its ticket or wrap-up counted."""
MARK: Final = "#"
"""Begins the name of a number's mark, so that it is not a customer's."""
_MS = timedelta(milliseconds=1)
_EPOCH = datetime.fromtimestamp(0, UTC)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NEVER: Final = 253_000_000_000
"""s since the Unix epoch, in the last years that there are."""


class ArrivedCall(Protocol):
    """A call, by the interval in which it arrived."""

    @property
    def slot(self) -> int:
        """Its start, s since the Unix epoch."""


class OpenCall(msgspec.Struct):
    """A call that may still change a count.

    Attributes:
        at: its counts as a call; None for a call-back, which is no call of a line.
        line: id.
        slot: interval of arrival.
        arrived_at: when it entered the line.
        waits_since: when the wait began that is measured, or None before the first.
        visit: counts of the queue where it waits, or None while it does not.
        queued: whether it was counted as queued.
        first: counts of the queue of its first answer, or None without one.
        talk: counts of the queue whose answer the last talk was, or None.
        talks_since: when the talk that goes on began, or None.
        ended_at: when it was over, or None.
        answered_at: when it was answered first, or None.
        typified: whether somebody said what it was about.
        verified: whether its customer was verified, and so is counted.
        caller: the name in `Callers` that its number's mark has; empty without a mark.
        facts: its facts that were counted, while it goes on: if it is set aside, they count no longer.
    """

    at: Cell | None
    line: str
    slot: int
    arrived_at: datetime
    waits_since: datetime | None = None
    visit: Cell | None = None
    queued: bool = False
    first: Cell | None = None
    talk: Cell | None = None
    talks_since: datetime | None = None
    ended_at: datetime | None = None
    answered_at: datetime | None = None
    typified: bool = False
    verified: bool = False
    caller: str = ""
    facts: list[tuple[datetime, AnyFact]] = []


class Interval:
    """An interval, or what of it lies on one side of the period's bounds.

    Attributes:
        slot: start of the interval, s since the Unix epoch.
        begins: of the stretch.
        ends: the first moment that is out of it again.
        is_in: whether it is of the period.
        advisors: where their time is counted.
        before: the one before it, or None while nobody asked for it.
    """

    __slots__ = ("advisors", "before", "begins", "ends", "is_in", "slot")

    def __init__(self, slot: int, begins: datetime, ends: datetime, is_in: bool, advisors: Cell) -> None:
        self.slot, self.begins, self.ends, self.is_in, self.advisors = slot, begins, ends, is_in, advisors
        self.before: Interval | None = None


class Ledger:
    """Counts and memory of one fold.

    Args:
        definitions: only how many days a returning caller has matters of them.
        begins: nothing before it is counted; None: from the first fact on.
        ends: calls that arrive from here on are not counted, nor what else happens then.

    Attributes:
        calls: those that have not ended, by id.
        lingering: answered ones that have, in the order of their ends.
        forgets_at: before it nobody looks which of these may be forgotten.
        wraps: by advisor who typifies: since when, where that time is counted, and of which call.
        duties: by advisor: the state, and since when; all of one local month.
        turned_at: when that month began, or the period if that was later.
        turns_at: when it is over, or the period if that is sooner.
        callers: who called, by month of arrival and line.
        breached: tickets whose last day passed unanswered, and the interval in which that was counted.
        last_at: of the last fact.
    """

    def __init__(
        self,
        definitions: Iterable[IndicatorDefinition] = (),
        *,
        begins: datetime | None = None,
        ends: datetime | None = None,
    ) -> None:
        self.callers = Callers(repeat_days_of(definitions))
        # In UTC, as facts are: moments of two zones cost ten times as much to compare.
        self.begins, self.ends = to_utc(begins), to_utc(ends)
        self.cells: dict[tuple[int, str, str, Population], Cell] = {}
        self.calls: dict[str, OpenCall] = {}
        self.lingering: dict[str, OpenCall] = {}
        self.wraps: dict[str, tuple[datetime, tuple[Cell, ...], str]] = {}
        self.duties: dict[str, tuple[str, datetime]] = {}
        self.turned_at = self.turns_at = _LONG_AGO
        self.breached: dict[str, int] = {}
        self.last_at = self.begins
        self.forgets_at = _EPOCH
        self._current_interval = self._interval(self.begins or _EPOCH)
        if self.begins is not None:
            self.turned_at = self.begins
            self.advance_month(self.begins)

    def cell(self, slot: int, line: str, queue: str, population: Population) -> Cell:
        """Where something is counted."""
        cell = self.cells.get((slot, line, queue, population))
        if cell is None:
            key = CellKey(slot, line, queue, population)
            self.cells[key] = cell = Cell(key)
        return cell

    def interval(self, at: datetime) -> Interval:
        """The interval of a moment; mostly that of the fact before."""
        last = self._current_interval
        if last.begins <= at < last.ends:
            return last
        self._current_interval = interval = self._interval(at)
        interval.before = last if last.ends == interval.begins else None
        return interval

    def previous_interval(self, interval: Interval) -> Interval:
        """The interval before another one."""
        if interval.before is None:
            interval.before = self._interval(interval.begins - _MS)
        return interval.before

    def _interval(self, at: datetime) -> Interval:
        slot = slot_of(at)
        begins, ends = (datetime.fromtimestamp(each, UTC) for each in (slot, slot + INTERVAL_S))
        for bound in (self.begins, self.ends):
            if bound is not None and bound <= at:
                begins = max(begins, bound)
            elif bound is not None:
                ends = min(ends, bound)
        return Interval(slot, begins, ends, self.is_in_period(at), self.cell(slot, "", "", "advisor"))

    def advance_month(self, at: datetime) -> None:
        """Go on to the local month of a moment, which is not before the one at hand."""
        day = at.astimezone(COLOMBIA).date()
        self.turned_at = max(midnight(day.replace(day=1)).astimezone(UTC), self.turned_at, self.turns_at)
        self.turns_at = midnight(last_day_of(day) + timedelta(days=1)).astimezone(UTC)
        if self.ends is not None and self.turned_at < self.ends:
            self.turns_at = min(self.turns_at, self.ends)

    def is_in_period(self, at: datetime) -> bool:
        """Whether what happens at a moment is of the period."""
        return (self.ends is None or at < self.ends) and (self.begins is None or at >= self.begins)

    def answered_call(self, call_id: str, at: datetime) -> OpenCall | None:
        """A call that was answered, and goes on or ended not long ago; None without one.

        Args:
            call_id: its id, or empty.
            at: now.
        """
        call = self.known_call(call_id, at)
        return None if call is None or call.first is None else call

    def known_call(self, call_id: str, at: datetime) -> OpenCall | None:
        """A call that goes on, or was answered and ended not long ago; see `answered`."""
        if (call := self.calls.get(call_id)) is not None:
            return call
        call = self.lingering.get(call_id)
        return None if call is None or call.ended_at is None or at - call.ended_at > LINGER_LIMIT else call


def caller_name(ledger: Ledger, slot: int, line: str, name: str) -> str:
    """Return what a caller of a call is called in the ledger, and go on to the call's month if it is a later one.

    Args:
        ledger: that counts.
        slot: interval of the call's arrival.
        line: of the call.
        name: a customer's opaque id, or `MARK` and the mark of a number.
    """
    month = month_of(slot)
    if month > ledger.callers.month:
        _advance_caller_month(ledger, month)
    return f"{month}|{line}|{name}"


def _advance_caller_month(ledger: Ledger, month: str) -> None:
    """Go on to a later local month, and forget the callers of those of which no call can be verified any more.

    Args:
        ledger: that knows them.
        month: as YYYY-MM, of a call.
    """
    ledger.callers.month = month
    ledger.callers.forget_before(oldest_month(month, (*ledger.calls.values(), *ledger.lingering.values())))


def oldest_month(month: str, calls: Iterable["ArrivedCall"]) -> str:
    """The first local month of which a call can still be verified, as YYYY-MM.

    Args:
        month: the latest one.
        calls: those that go on or linger.
    """
    return min(month, month_of(min((each.slot for each in calls), default=_NEVER)))


@lru_cache(maxsize=4_096)
def month_of(slot: int) -> str:
    """The local month of an interval, as YYYY-MM."""
    return datetime.fromtimestamp(slot, COLOMBIA).strftime("%Y-%m")


def to_utc(at: datetime | None) -> datetime | None:
    """The same moment, told in UTC."""
    return None if at is None else at.astimezone(UTC)


def repeat_days_of(definitions: Iterable[IndicatorDefinition]) -> tuple[int, ...]:
    """The numbers of days after which some definition asks for a returning caller, ascending."""
    days = {each.formula.repeat_days for each in definitions if each.formula.kind == "repeat_callers"}
    return tuple(sorted(days))
