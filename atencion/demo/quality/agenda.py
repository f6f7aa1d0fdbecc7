"""The acts of the demo's past that are due at a moment, in the order of their moments."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count

from atencion.demo.quality.history_part import TimedFact
from config.milliseconds import to_milliseconds
from config.site.calls.calendars import is_business_day
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact

ActedFact = tuple[datetime, str, str, AnyFact]
"""Time, actor, call and fact."""
DueAct = Callable[[datetime], Iterable[ActedFact]]
"""An act that is taken at a moment and returns its facts; it may add further acts to the agenda."""


class Agenda:
    """Acts that wait for their moment. ``offset`` sorts its facts after those of other nouns at the same time."""

    def __init__(self, offset: int) -> None:
        self._due: list[tuple[datetime, int, DueAct]] = []
        self._order, self._facts = count(), count(offset)

    def add(self, at: datetime, act: DueAct) -> None:
        """Add an act; one whose day never comes is not taken."""
        heapq.heappush(self._due, (at, next(self._order), act))

    def take_until(self, day: date) -> list[TimedFact]:
        """Take the acts that are due on a local day or before, and return their facts."""
        facts = [fact for at, act in self._due_until(day) for fact in act(at)]
        return [(to_milliseconds(at), next(self._facts), call, actor, fact) for at, actor, call, fact in facts]

    def _due_until(self, day: date) -> Iterator[tuple[datetime, DueAct]]:
        while self._due and self._due[0][0].astimezone(COLOMBIA).date() <= day:
            at, _, act = heapq.heappop(self._due)
            yield at, act


def local_moment(day: date, clock: time) -> datetime:
    """Return a moment of a local day."""
    return datetime.combine(day, clock, COLOMBIA)


def next_business_day(day: date, days: int = 1) -> date:
    """Return the date some business days later."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_business_day(day)
    return day


def business_day_before(day: date, days: int = 1) -> date:
    """Return the date some business days earlier."""
    while days > 0:
        day -= timedelta(days=1)
        days -= is_business_day(day)
    return day
