"""The fold of the log into counts, and the results that they give. Pure.

Owns the fold as a whole. It is the only one: what the database keeps is what it has folded, and whoever has the facts
of a period alone comes to the same. So a count depends on the facts of its local month, and on those of its calls until
they end, and on nothing else.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from config.site.oversight.indicators import IndicatorDefinition
from eventlog.facts import Envelope
from metrics.indicators import anomalous_traffic, call_folds, non_call_folds
from metrics.indicators.aggregation import ALL_KINDS, results_of
from metrics.indicators.anomalous_traffic import REPLAYED_FOLDS
from metrics.indicators.call_folds import Fold
from metrics.indicators.cells import IN_PROGRESS, CellKey
from metrics.indicators.ledger import LINGER_LIMIT, Ledger
from metrics.indicators.results import Results, SlotKind
from metrics.indicators.state import State, dump_state, load_state

FOLD_VERSION: Final = 6
"""Of this fold; whoever keeps counts of another one counts anew."""
_FOLDS: Final[dict[type, Fold]] = {**call_folds.FOLDS, **non_call_folds.FOLDS, **anomalous_traffic.FOLDS}


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
        definitions: Iterable[IndicatorDefinition],
        *,
        begins: datetime | None = None,
        ends: datetime | None = None,
        state: State | None = None,
    ) -> None:
        self.definitions = tuple(definitions)
        self._begins = begins
        self._ledger = Ledger(self.definitions, begins=begins, ends=ends)
        if state is not None:
            load_state(self._ledger, state)

    @property
    def pending(self) -> int:
        """How many calls of the period have not ended."""
        return len(self._ledger.calls)

    def is_settled(self, at: datetime) -> bool:
        """Whether nothing that may still happen changes a count of the period.

        Its calls have ended, and nothing can be said of them any more; nobody typifies one of them.

        Args:
            at: of the last fact.
        """
        ledger = self._ledger
        last = next(reversed(ledger.lingering.values()), None)
        lingers = last is not None and last.ended_at is not None and at - last.ended_at <= LINGER_LIMIT
        return not ledger.calls and not ledger.wraps and not lingers and ledger.ends is not None and at >= ledger.ends

    def add(self, envelope: Envelope) -> None:
        """Count one more fact."""
        self.add_all((envelope,))

    def add_all(self, envelopes: Iterable[Envelope]) -> None:
        """Count more facts; all names local, for there may be ten million."""
        ledger, fold_of, calls, is_replayed = self._ledger, _FOLDS.get, self._ledger.calls, REPLAYED_FOLDS.__contains__
        for envelope in envelopes:
            fact = envelope.fact
            fold = fold_of(type(fact))
            if fold is not None:
                fold(ledger, envelope, fact)
                if is_replayed(type(fact)) and (call := calls.get(envelope.call_id)) is not None:
                    call.facts.append((envelope.at, fact))
            ledger.last_at = envelope.at

    def state(self) -> State:
        """What a fold needs to go on with the next fact."""
        self._advance_month()
        return dump_state(self._ledger)

    def counts(self) -> dict[CellKey, dict[str, int]]:
        """What was counted since this fold began, or was taken up."""
        self._advance_month()
        counted = {cell.key: cell.counts() for cell in self._ledger.cells.values()}
        return {key: counts for key, counts in counted.items() if counts}

    def _advance_month(self) -> None:
        """What belongs to a month that is over is counted, whoever looks first."""
        if self._ledger.last_at is not None:
            non_call_folds.advance_month(self._ledger, self._ledger.last_at)

    def results(self, kinds: Iterable[SlotKind] = ALL_KINDS) -> Results:
        """What all of it comes to, up to now.

        Args:
            kinds: of which stretches.
        """
        counted = self.counts()
        add_in_progress(counted, in_progress_keys(self.state()))
        return results_of(counted, self.definitions, kinds=kinds, begins=self._begins)


def in_progress_keys(state: State) -> Iterator[CellKey]:
    """Where the calls and visits are counted that go on, one key for each.

    Args:
        state: of the fold that counted.
    """
    for call in state.calls.values():
        if call.at is not None:
            yield call.at
        if call.visit is not None:
            yield call.visit


def add_in_progress(counted: dict[CellKey, dict[str, int]], keys: Iterable[CellKey]) -> None:
    """Count what is in progress by itself, and not as what is left over.

    Args:
        counted: is added to.
        keys: see `in_progress_keys`.
    """
    for key in keys:
        counts = counted.setdefault(key, {})
        counts[IN_PROGRESS] = counts.get(IN_PROGRESS, 0) + 1
