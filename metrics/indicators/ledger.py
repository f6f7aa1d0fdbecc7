"""Mutable state of the fold: cells, and what later facts may still need. Pure.

It holds no personal data, only the opaque ids of the facts. `metrics.indicators.state` saves and loads it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, Protocol

import msgspec

from config.site.oversight.indicators import IndicatorDefinition
from config.site.quality.vocabulary import QualityChannel
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact
from metrics.indicators.callers import Callers
from metrics.indicators.cells import INTERVAL_S, Cell, CellKey, Population, slot_of
from metrics.indicators.periods import last_day_of, midnight

LINGER_LIMIT = timedelta(hours=2)
"""Time after the end of an answered call in which its disposition, ticket and wrap-up still count."""
MARK: Final = "#"
"""Prefix of a caller mark, which tells it from a customer's name."""
_MS = timedelta(milliseconds=1)
_EPOCH = datetime.fromtimestamp(0, UTC)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NEVER: Final = 253_000_000_000
"""Seconds since the Unix epoch, close to the largest year that `datetime` supports."""


class ArrivedCall(Protocol):
    """A call, by the interval in which it arrived."""

    @property
    def slot(self) -> int:
        """Start of the interval, s since the Unix epoch."""


class OpenCall(msgspec.Struct):
    """A call that may still change a count.

    Attributes:
        at: its counts as a call; None for a call-back, which is no call of a line.
        slot: interval of arrival.
        arrived_at: when it entered the line.
        waits_since: start of the wait that is measured; None before the first.
        visit: counts of the queue where it waits; None while it does not wait.
        queued: whether it counts as queued.
        first: counts of the queue of its first answer.
        talk: counts of the queue that answered the last talk.
        talks_since: start of the current talk, or None.
        answered_at: first answer.
        verified: whether its customer is verified, and so counted.
        caller: the name in `Callers` of its number's mark; empty without a mark.
        facts: its counted facts while it is open, to subtract them if it is set aside.
        advisor: login of the last advisor who was connected.
        attended: where the work of this advisor counts; None before the first answer.
        attends_since: start of their talk, or None.
        held_since: start of the current hold, or None.
        attended_by: by advisor who talked with the caller: where their calls count.
        typed_by: of them, those who typified the call.
        reason: the last typification, as `metrics.indicators.breakdown.contacts` writes it; or empty.
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
    advisor: str = ""
    attended: Cell | None = None
    attends_since: datetime | None = None
    held_since: datetime | None = None
    attended_by: dict[str, Cell] = {}
    typed_by: list[str] = []
    reason: str = ""


class BreachedTicket(msgspec.Struct, frozen=True, array_like=True):
    """A ticket past its last day without an answer, and where that counted.

    Attributes:
        slot: interval of the breach.
        area: as `tier` and `owner`, of the breach.
    """

    slot: int
    area: str
    tier: int
    owner: str


class SignedEvaluation(msgspec.Struct, array_like=True):
    """An evaluation of a random sample that a later round of the same month may still correct.

    Attributes:
        slot: interval of the signature.
        line: of the call; for a ticket, its channel.
        tenure: ``new`` in the learning curve, else ``counted``.
        stratum: as in `EvaluationSigned`.
        result: of the last round, as `metrics.indicators.quality_folds` writes it.
    """

    slot: int
    channel: QualityChannel
    line: str
    advisor: str
    tenure: str
    week: str
    stratum: int
    result: str


class Interval:
    """An interval, or its part on one side of the period's bounds.

    Attributes:
        slot: start of the interval, s since the Unix epoch.
        begins: start of the part.
        ends: end of the part, excluded.
        is_in: whether the part is in the period.
        advisors: cell of the advisors' time.
        before: the previous interval; None until it is needed.
    """

    __slots__ = ("advisors", "before", "begins", "ends", "is_in", "slot")

    def __init__(self, slot: int, begins: datetime, ends: datetime, is_in: bool, advisors: Cell) -> None:
        self.slot, self.begins, self.ends, self.is_in, self.advisors = slot, begins, ends, is_in, advisors
        self.before: Interval | None = None


class Ledger:
    """Counts and memory of one fold; definitions matter only for their days of repeat callers.

    Facts before `begins` do not count; None counts from the first fact. From `ends` on, neither arriving calls nor
    other facts count.

    Attributes:
        lingering: answered calls that have ended, by id, in the order of their ends.
        forgets_at: when to look next for lingering calls to forget.
        wraps: by advisor in wrap-up: since when, where that time counts, and the call id.
        duties: by advisor: state and since when; all in one local month.
        turned_at: start of that month, or of the period if later.
        turns_at: end of that month, or of the period if sooner.
        breached: tickets past their last day without an answer.
        evaluations: evaluations signed in the current month, by number.
        last_at: time of the last fact.
    """

    def __init__(
        self,
        definitions: Iterable[IndicatorDefinition] = (),
        *,
        begins: datetime | None = None,
        ends: datetime | None = None,
    ) -> None:
        self.callers = Callers(repeat_days_of(definitions))
        # In UTC, as facts are: a comparison of datetimes in two zones takes ten times as long.
        self.begins, self.ends = to_utc(begins), to_utc(ends)
        self.cells: dict[tuple[int, str, str, Population], Cell] = {}
        self.calls: dict[str, OpenCall] = {}
        self.lingering: dict[str, OpenCall] = {}
        self.wraps: dict[str, tuple[datetime, tuple[Cell, ...], str]] = {}
        self.duties: dict[str, tuple[str, datetime]] = {}
        self.turned_at = self.turns_at = _LONG_AGO
        self.breached: dict[str, BreachedTicket] = {}
        self.evaluations: dict[str, SignedEvaluation] = {}
        self.last_at = self.begins
        self.forgets_at = _EPOCH
        self._current_interval = self._interval(self.begins or _EPOCH)
        if self.begins is not None:
            self.turned_at = self.begins
            self.advance_month(self.begins)

    def cell(self, slot: int, line: str, queue: str, population: Population) -> Cell:
        """Return the cell of a key; create it if needed."""
        cell = self.cells.get((slot, line, queue, population))
        if cell is None:
            key = CellKey(slot, line, queue, population)
            self.cells[key] = cell = Cell(key)
        return cell

    def interval(self, at: datetime) -> Interval:
        """Return the interval of a datetime; usually the same as for the previous fact."""
        last = self._current_interval
        if last.begins <= at < last.ends:
            return last
        self._current_interval = interval = self._interval(at)
        interval.before = last if last.ends == interval.begins else None
        return interval

    def previous_interval(self, interval: Interval) -> Interval:
        """Return the interval before another one."""
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
        """Advance to the local month of a datetime, which is not before the current month."""
        day = at.astimezone(COLOMBIA).date()
        self.turned_at = max(midnight(day.replace(day=1)).astimezone(UTC), self.turned_at, self.turns_at)
        self.turns_at = midnight(last_day_of(day) + timedelta(days=1)).astimezone(UTC)
        if self.ends is not None and self.turned_at < self.ends:
            self.turns_at = min(self.turns_at, self.ends)

    def is_in_period(self, at: datetime) -> bool:
        """Return whether a datetime is in the period."""
        return (self.ends is None or at < self.ends) and (self.begins is None or at >= self.begins)

    def answered_call(self, call_id: str, at: datetime) -> OpenCall | None:
        """Return an answered call that is open or ended within `LINGER_LIMIT`; `call_id` may be empty."""
        call = self.known_call(call_id, at)
        return None if call is None or call.first is None else call

    def known_call(self, call_id: str, at: datetime) -> OpenCall | None:
        """Return a call that is open, or was answered and ended within `LINGER_LIMIT`."""
        if (call := self.calls.get(call_id)) is not None:
            return call
        call = self.lingering.get(call_id)
        return None if call is None or call.ended_at is None or at - call.ended_at > LINGER_LIMIT else call


def caller_name(ledger: Ledger, slot: int, line: str, name: str) -> str:
    """Return a caller's name in the ledger, and advance to the call's month if it is later.

    `name` is a customer's opaque id, or `MARK` and the mark of a number.
    """
    month = month_of(slot)
    if month > ledger.callers.month:
        _advance_caller_month(ledger, month)
    return f"{month}|{line}|{name}"


def _advance_caller_month(ledger: Ledger, month: str) -> None:
    """Advance to a later month, and forget callers of months in which no call can be verified any more."""
    ledger.callers.month = month
    ledger.callers.forget_before(oldest_month(month, (*ledger.calls.values(), *ledger.lingering.values())))


def oldest_month(month: str, calls: Iterable["ArrivedCall"]) -> str:
    """Return the first local month, as YYYY-MM, of which a call can still be verified.

    `calls` are those that are open or linger.
    """
    return min(month, month_of(min((each.slot for each in calls), default=_NEVER)))


@lru_cache(maxsize=4_096)
def month_of(slot: int) -> str:
    """Return the local month of an interval, as YYYY-MM."""
    return datetime.fromtimestamp(slot, COLOMBIA).strftime("%Y-%m")


def to_utc(at: datetime | None) -> datetime | None:
    """Convert to UTC."""
    return None if at is None else at.astimezone(UTC)


def repeat_days_of(definitions: Iterable[IndicatorDefinition]) -> tuple[int, ...]:
    """Return the days of repeat callers that definitions ask for, ascending."""
    days = {each.formula.repeat_days for each in definitions if each.formula.kind == "repeat_callers"}
    return tuple(sorted(days))
