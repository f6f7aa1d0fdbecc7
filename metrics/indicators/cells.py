"""The counts behind every figure: cells by interval of arrival, line, queue and population. Pure.

Owns the names of the measures and the classes of waits. It must not know a definition: the same cells serve every
formula and variant, so a contract that chooses another one needs no new count.

A wait is counted exactly for every bound of whole seconds: class 2·t holds waits of exactly t seconds, class 2·t + 1
those between t and t + 1. So «at most t» is every class up to 2·t, and «below t» every class under it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import repeat
from typing import Literal, NamedTuple

INTERVAL_S = 1800
MAX_WAIT_S = 3600
"""Longer waits share one class; no formula has a threshold above it."""

Population = Literal[
    "in_hours",
    "after_hours",
    "received",
    "visit",
    "ticket",
    "advisor",
    "gap",
    "anomalous",
    "evaluated_phone",
    "evaluated_written",
    "evaluated",
    "answers",
    "by_advisor",
    "reasons",
    "calls",
]
"""Kind of event that a cell counts.

``in_hours`` and ``after_hours``: calls ingressed while the line was open or closed. ``received``: calls transferred
from another campaign. ``visit``: stays in a queue. ``ticket``, ``advisor`` and ``gap`` belong to no line: closed
tickets, time of advisors, and missing data. ``anomalous``: traffic that no formula and no outcome counts.
``evaluated_phone`` and ``evaluated_written``: evaluations of the random sample of a channel; ``evaluated``: the same by
advisor, in no figure. ``answers``, ``by_advisor`` and ``reasons``, in no figure either: due tickets by holder, and
answered calls by advisor and by reason; see `metrics.indicators.breakdown`. ``calls``: the sum of the first three.
"""
CALL_POPULATIONS: tuple[Population, ...] = ("in_hours", "after_hours", "received")
DETAILS: frozenset[Population] = frozenset({"evaluated", "answers", "by_advisor", "reasons"})
"""Populations of breakdowns, which no figure reads: they are stored apart."""

ENTERED, QUEUED, ANSWERED, IN_PROGRESS = "entered", "queued", "answered", "in_progress"
FIRST_ANSWERED = "first_answered"
"""Calls whose first answer was in this queue; each call counts in one queue only."""
WAIT_MS, LINE_WAIT_MS, HANDLE_MS = "wait_ms", "line_wait_ms", "handle_ms"
TYPIFIED, TICKETS, FIRST_CONTACT = "typified", "tickets", "first_contact"
CALLERS, DUE, IN_TIME = "callers", "due", "in_time"
OUTCOME, LEFT, WAIT, LINE_WAIT, GAVE_UP, AGAIN, STATE = "o|", "left|", "w|", "l|", "a|", "again|", "st|"
"""Prefixes of measure names, followed by an outcome, a wait class, a number of days or a state."""
WITHOUT_TALK = "without_talk"
"""Answered calls without a conversation; for a queue, among the calls that were first answered there."""
REFUSED, SET_ASIDE = "r|", "set_aside"
"""Anomalous traffic: calls refused by a gateway, by reason, and calls ingressed but excluded later."""
REPLACED, STRATUM = "replaced", "s|"
"""Items of a sample that another one replaced; and the prefix of measures of a stratum: week, line, advisor, size."""
PAUSED = "paused|"
"""State of an advisor in a pause, followed by the reason if it is known."""

_MS = timedelta(milliseconds=1)
_PLAIN = (
    *(ENTERED, QUEUED, FIRST_ANSWERED),
    *(TYPIFIED, TICKETS, FIRST_CONTACT, CALLERS, DUE, IN_TIME),
)
_CLASSES = 2 * MAX_WAIT_S + 1
WAIT_NAMES = tuple(f"{WAIT}{each}" for each in range(_CLASSES + 1))
LINE_WAIT_NAMES = tuple(f"{LINE_WAIT}{each}" for each in range(_CLASSES + 1))
GAVE_UP_NAMES = tuple(f"{GAVE_UP}{each}" for each in range(_CLASSES + 1))


class CellKey(NamedTuple):
    """The identity of a cell.

    Attributes:
        slot: start of the interval, s since the Unix epoch.
        line: id; empty for what belongs to no line.
        queue: id for visits, else empty.
    """

    slot: int
    line: str
    queue: str
    population: Population


Counts = Mapping[str, int]
"""Count by measure name."""


class Cell:
    """Mutable counts with their key.

    The frequent measures are attributes, so that ten million facts are counted quickly. ``kinds`` holds measures with
    many values, such as outcomes; ``answers`` is keyed by the class of the wait in the line and in the queue (None
    without one). Times add up exactly; `counts` converts them to milliseconds.
    """

    __slots__ = ("answers", "handled", "key", "kinds", "line_waited", "spent", "waited", *_PLAIN)
    entered: int
    queued: int
    first_answered: int
    typified: int
    tickets: int
    first_contact: int
    callers: int
    due: int
    in_time: int

    def __init__(self, key: CellKey) -> None:
        """Create an empty cell."""
        self.key = key
        self.kinds: defaultdict[str, int] = defaultdict(int)
        self.answers: defaultdict[tuple[int, int | None], int] = defaultdict(int)
        self.spent: defaultdict[str, timedelta] = defaultdict(timedelta)
        self.waited = self.line_waited = self.handled = timedelta()
        for measure in _PLAIN:
            setattr(self, measure, 0)

    def counts(self) -> dict[str, int]:
        """Return the counts that are not zero, by measure."""
        counted = {measure: getattr(self, measure) for measure in _PLAIN} | self.kinds | self._answered()
        times = {WAIT_MS: self.waited, LINE_WAIT_MS: self.line_waited, HANDLE_MS: self.handled}
        times |= {f"{STATE}{state}": spent for state, spent in self.spent.items()}
        counted |= {measure: time // _MS for measure, time in times.items()}
        return {measure: number for measure, number in counted.items() if number}

    def subtract(self, other: "Cell") -> None:
        """Subtract the counts of another cell."""
        for measure in _PLAIN:
            setattr(self, measure, getattr(self, measure) - getattr(other, measure))
        for kind, number in other.kinds.items():
            self.kinds[kind] -= number
        for classes, number in other.answers.items():
            self.answers[classes] -= number
        self.waited -= other.waited
        self.line_waited -= other.line_waited
        self.handled -= other.handled

    def _answered(self) -> dict[str, int]:
        counted: defaultdict[str, int] = defaultdict(int)
        for (in_line, wait), number in self.answers.items():
            counted[ANSWERED] += number
            counted[LINE_WAIT_NAMES[in_line]] += number
            if wait is not None:
                counted[WAIT_NAMES[wait]] += number
        return counted


def wait_class(wait: timedelta) -> int:
    """Return the class of a wait, from 0."""
    seconds = wait.seconds
    if seconds >= MAX_WAIT_S or wait.days:
        return _CLASSES
    return 2 * seconds + 1 if wait.microseconds else 2 * seconds


def slot_of(at: datetime) -> int:
    """Return the start of the interval that contains an aware datetime, s since the Unix epoch."""
    seconds = int(at.timestamp())
    return seconds - seconds % INTERVAL_S


def count_within(counts: Counts, names: tuple[str, ...], threshold_s: int, *, at_most: bool) -> int:
    """Count the waits below a threshold in seconds, or at most as long; `names` are the classes of the wait."""
    last = 2 * threshold_s + (1 if at_most else 0)
    return sum(map(counts.get, names[:last], repeat(0)))


def sum_counts(counts: Sequence[Counts]) -> Counts:
    """Sum counts. Do not change the result: a single item is returned without a copy."""
    if len(counts) == 1:
        return counts[0]
    most = max(counts, key=len, default={})  # dict() copies it in one go; the others are added key by key
    total = dict(most)
    for each in counts:
        if each is not most:
            add_into(total, each)
    return total


def add_into(into: dict[str, int], counts: Counts) -> None:
    """Add counts to others in place."""
    get = into.get
    for measure, number in counts.items():
        into[measure] = get(measure, 0) + number
