"""Callers and repeat callers: calls of one number or one verified customer belong to one caller. Pure.

A caller has one or more names, each valid in one local month and line: marks of numbers, and customers. A verification
joins the number's caller and the customer's caller. If both were counted before, the counts of the later one are taken
back, so the result is the number of connected sets, in any order of the facts.
"""

from bisect import bisect_left
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from metrics.indicators.cells import AGAIN, Cell

_DAY: Final = timedelta(days=1)


def root_of(name: str, links: dict[str, str]) -> str:
    """Return the name at the end of a chain of links, and shorten the chain (path compression)."""
    root = name
    while root in links:
        root = links[root]
    while name != root:
        links[name], name = root, links[name]
    return root


class Caller:
    """A caller of one line in one local month.

    Attributes:
        first: counts of the call that made the caller known; the caller counts there.
        known_at: the arrival of a number's first call, or the verification of a customer.
        arrivals: of the calls, ascending; empty once every repeat is counted.
        repeats: how many of the day limits the caller has met; limits ascend, so these are always the last ones.
    """

    __slots__ = ("arrivals", "first", "known_at", "repeats")

    def __init__(self, first: Cell, known_at: datetime, arrivals: list[datetime], repeats: int = 0) -> None:
        self.first, self.known_at, self.arrivals, self.repeats = first, known_at, arrivals, repeats


class Callers:
    """The callers of the months that are counted.

    Args:
        repeat_days: the limits, in days, of the repeat callers that definitions ask for; ascending.

    Attributes:
        month: the latest local month with a caller, as YYYY-MM.
        known: callers by their first name, ``month|line|name``.
        links: from every other name to an earlier name of the same caller.
    """

    def __init__(self, repeat_days: tuple[int, ...]) -> None:
        self._measures = tuple(f"{AGAIN}{days}" for days in repeat_days)
        self._spans = tuple(days * _DAY for days in repeat_days)
        self.month = ""
        self.known: dict[str, Caller] = {}
        self.links: dict[str, str] = {}

    def add(self, name: str, cell: Cell, arrived_at: datetime, known_at: datetime) -> None:
        """Count a call for the caller named ``month|line|name``; `known_at` is when the name was linked to the call."""
        root = root_of(name, self.links)
        caller = self.known.get(root)
        if caller is None:
            self.known[root] = Caller(cell, known_at, [arrived_at] if self._spans else [])
            cell.callers += 1
            return
        if known_at < caller.known_at:
            self._move(caller, cell, known_at)
        if caller.repeats < len(self._spans):
            self._insert(caller, arrived_at)

    def join(self, name: str, other: str) -> None:
        """Count the callers of two names as one; the first name is known, the other may be new."""
        root, linked = root_of(name, self.links), root_of(other, self.links)
        if root == linked:
            return
        survivor, merged = self.known[root], self.known.get(linked)
        if merged is not None and merged.known_at < survivor.known_at:
            root, linked, survivor, merged = linked, root, merged, survivor
        self.links[linked] = root
        if merged is not None:
            del self.known[linked]
            self._merge(survivor, merged)

    def forget_before(self, month: str) -> None:
        """Forget the callers of months before this one, as YYYY-MM."""
        self.known = {name: each for name, each in self.known.items() if name[: len(month)] >= month}
        self.links = {name: root for name, root in self.links.items() if name[: len(month)] >= month}

    def _move(self, caller: Caller, cell: Cell, known_at: datetime) -> None:
        """Count a caller at an earlier call instead: facts may arrive out of order."""
        counted = self._measures[len(self._measures) - caller.repeats :]
        for target, change in ((caller.first, -1), (cell, 1)):
            target.callers += change
            for measure in counted:
                target.kinds[measure] += change
        caller.first, caller.known_at = cell, known_at

    def _insert(self, caller: Caller, arrived_at: datetime) -> None:
        arrivals = caller.arrivals
        index = bisect_left(arrivals, arrived_at)
        arrivals.insert(index, arrived_at)
        neighbours = arrivals[max(index - 1, 0) : index + 2]
        self._count_repeats(caller, neighbours)

    def _merge(self, survivor: Caller, merged: Caller) -> None:
        """Take back the counts of one caller, and add to the other the repeats that both have together."""
        merged.first.callers -= 1
        for measure in self._measures[len(self._measures) - merged.repeats :]:
            merged.first.kinds[measure] -= 1
        counted, survivor.repeats = survivor.repeats, max(survivor.repeats, merged.repeats)
        for measure in self._measures[len(self._measures) - survivor.repeats : len(self._measures) - counted]:
            survivor.first.kinds[measure] += 1
        if survivor.repeats < len(self._spans):
            survivor.arrivals = sorted((*survivor.arrivals, *merged.arrivals))
            self._count_repeats(survivor, survivor.arrivals)
        else:
            survivor.arrivals = []

    def _count_repeats(self, caller: Caller, arrivals: list[datetime]) -> None:
        """Count the day limits that the gap between two successive arrivals meets for the first time."""
        gap = min((later - earlier for earlier, later in pairwise(arrivals)), default=None)
        if gap is None:
            return
        within = len(self._spans) - bisect_left(self._spans, gap)
        for measure in self._measures[len(self._spans) - within : len(self._spans) - caller.repeats]:
            caller.first.kinds[measure] += 1
        caller.repeats = max(caller.repeats, within)
        if caller.repeats == len(self._spans):
            caller.arrivals = []
