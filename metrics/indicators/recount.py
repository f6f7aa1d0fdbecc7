"""The fold of the log into counts, and the results that they give. Pure.

Owns the fold as a whole. It is the only one: what the database keeps is what it has folded, and whoever has the facts
of a period alone comes to the same. So a count depends on the facts of its local month, and on those of its calls until
they end, and on nothing else.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from config.indicators import Definition
from eventlog.facts import Envelope
from metrics.indicators import call_folds, cells, other_folds
from metrics.indicators.call_folds import Fold
from metrics.indicators.cells import Cell, Key
from metrics.indicators.ledger import Ledger, State
from metrics.indicators.results import Results, SlotKind
from metrics.indicators.slots import ALL_KINDS, results_of

FOLD_VERSION: Final = 1
"""Of this fold; whoever keeps counts of another one counts anew."""
_FOLDS: Final[dict[type, Fold]] = {**call_folds.FOLDS, **other_folds.FOLDS}


class Recount:
    """Counts facts in the order of the log.

    Args:
        definitions: of which results are asked; they change no count but that of returning callers.
        begins: nothing before it is counted; aware. None: from the first fact on.
        ends: calls that arrive from here on are not counted, nor what else happens then; aware. Facts behind it may be
            given until nothing is `pending`: they end the calls of the period.
        state: of a fold to go on with.
    """

    def __init__(
        self,
        definitions: Iterable[Definition],
        *,
        begins: datetime | None = None,
        ends: datetime | None = None,
        state: State | None = None,
    ) -> None:
        self.definitions = tuple(definitions)
        self._begins = begins
        self._ledger = Ledger(self.definitions, begins=begins, ends=ends, state=state)
        self._state = self._ledger.state

    @property
    def pending(self) -> int:
        """How many calls of the period have not ended."""
        return len(self._state.calls)

    @property
    def state(self) -> State:
        """What a fold needs to go on with the next fact."""
        return self._state

    def add(self, envelope: Envelope) -> None:
        """Count one more fact."""
        fact = envelope.fact
        fold = _FOLDS.get(type(fact))
        if fold is not None:
            fold(self._ledger, envelope, fact)
        self._state.last_at = envelope.at

    def taken(self) -> dict[Key, Cell]:
        """What was counted since this was last asked, to be added to what is kept elsewhere."""
        found = {key: dict(cell) for key, cell in self._ledger.cells.items() if any(cell.values())}
        self._ledger.cells.clear()
        return found

    def results(self, kinds: Iterable[SlotKind] = ALL_KINDS) -> Results:
        """What all of it comes to, up to now.

        Args:
            kinds: of which stretches.
        """
        counted = {key: dict(cell) for key, cell in self._ledger.cells.items() if any(cell.values())}
        add_running(counted, self._state)
        return results_of(counted, self.definitions, kinds=kinds, begins=self._begins)


def add_running(counted: dict[Key, Cell], state: State) -> None:
    """Count what is in progress by itself, and not as what is left over.

    Args:
        counted: is added to.
        state: of the fold that counted.
    """
    for call in state.calls.values():
        for key in (call.at, call.visit):
            if key is not None:
                cell = counted.setdefault(key, {})
                cell[cells.IN_PROGRESS] = cell.get(cells.IN_PROGRESS, 0) + 1
