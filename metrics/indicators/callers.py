"""Callers, and callers who call again: calls of one number or one verified customer are one caller's. Pure.

Owns that count. A caller has names, each of one local month and line: marks of numbers, and customers. A verification
joins the number's caller and the customer's, also where both were counted before; then the counts of the one that was
known later are taken back. So the counts are those of the connected sets, in whatever order facts come.
"""

from bisect import bisect_left
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from metrics.indicators.cells import AGAIN, Cell

_DAY: Final = timedelta(days=1)


def root_of(name: str, links: dict[str, str]) -> str:
    """Return the name at the end of a chain of links, and let every name of the chain link to it.

    Args:
        name: linked or not.
        links: from a name to another one of the same caller.
    """
    root = name
    while root in links:
        root = links[root]
    while name != root:
        links[name], name = root, links[name]
    return root


class Caller:
    """A caller of one line in one local month.

    Attributes:
        first: counts of the call by which the caller was known first; the caller is counted there.
        known_at: when that was: a number is known as its call arrives, a customer by the verification.
        arrivals: of the calls, ascending; empty once nothing more of the caller is to be counted.
        repeats: for how many of the numbers of days that definitions ask for the caller called again; as they ascend,
            always the last ones.
    """

    __slots__ = ("arrivals", "first", "known_at", "repeats")

    def __init__(self, first: Cell, known_at: datetime, arrivals: list[datetime], repeats: int = 0) -> None:
        self.first, self.known_at, self.arrivals, self.repeats = first, known_at, arrivals, repeats


class Callers:
    """The callers of the months that are counted.

    Args:
        repeat_days: the numbers of days after which some definition asks for a returning caller, ascending.

    Attributes:
        month: the latest local month of which a caller is known, as YYYY-MM.
        known: by the name by which each was known first, ``month|line|name``.
        links: from every other name to one that was known before it.
    """

    def __init__(self, repeat_days: tuple[int, ...]) -> None:
        self._measures = tuple(f"{AGAIN}{days}" for days in repeat_days)
        self._spans = tuple(days * _DAY for days in repeat_days)
        self.month = ""
        self.known: dict[str, Caller] = {}
        self.links: dict[str, str] = {}

    def add(self, name: str, cell: Cell, arrived_at: datetime, known_at: datetime) -> None:
        """Count a call of the caller who has a name.

        Args:
            name: ``month|line|name``.
            cell: counts of the call.
            arrived_at: when the call arrived.
            known_at: when the name was known to be its caller's.
        """
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
        """Count the callers who have two names as one.

        Args:
            name: of a caller who is known.
            other: of the same one, known or not.
        """
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
        """Forget the callers of earlier months.

        Args:
            month: as YYYY-MM.
        """
        self.known = {name: each for name, each in self.known.items() if name[: len(month)] >= month}
        self.links = {name: root for name, root in self.links.items() if name[: len(month)] >= month}

    def _move(self, caller: Caller, cell: Cell, known_at: datetime) -> None:
        """Count a caller at a call by which the caller was known earlier: facts may arrive out of order."""
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
        """Take back what was counted of one caller, and count what both together are."""
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
        """Count the numbers of days within which two successive arrivals lie, if they are not counted yet."""
        gap = min((later - earlier for earlier, later in pairwise(arrivals)), default=None)
        if gap is None:
            return
        within = len(self._spans) - bisect_left(self._spans, gap)
        for measure in self._measures[len(self._spans) - within : len(self._spans) - caller.repeats]:
            caller.first.kinds[measure] += 1
        caller.repeats = max(caller.repeats, within)
        if caller.repeats == len(self._spans):
            caller.arrivals = []
