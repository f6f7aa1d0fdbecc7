"""The fold of the log into counts, and the results of the counts. Pure.

It is the only fold: the database keeps its counts, and a fold of one period's facts gives the same. So a count depends
only on the facts of its local month, and on those of its calls until they end.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from config.site.oversight.indicators import IndicatorDefinition
from eventlog.facts import Envelope
from metrics.indicators import anomalous_traffic, call_folds, non_call_folds, quality_folds
from metrics.indicators.aggregation import ALL_KINDS, results_of
from metrics.indicators.anomalous_traffic import REPLAYED_FOLDS
from metrics.indicators.breakdown import folds as breakdown_folds
from metrics.indicators.call_folds import Fold
from metrics.indicators.cells import IN_PROGRESS, CellKey
from metrics.indicators.ledger import LINGER_LIMIT, Ledger
from metrics.indicators.results import Results, SlotKind
from metrics.indicators.state import State, dump_state, load_state

FOLD_VERSION: Final = 9
"""Version of this fold; stored counts of another version must be recomputed."""
_FOLDS: Final[dict[type, Fold]] = {
    **call_folds.FOLDS,
    **non_call_folds.FOLDS,
    **anomalous_traffic.FOLDS,
    **quality_folds.FOLDS,
    **breakdown_folds.FOLDS,
}


class Recount:
    """Counts facts in the order of the log.

    Args:
        definitions: for the results; of the counts they change only repeat callers.
        begins: facts before it do not count; aware. None: count from the first fact.
        ends: calls that arrive from here on do not count, nor do other facts; aware. Later facts may be added until
            nothing
        is `pending`: they end the calls of the period.
        state: of a fold to continue.
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
        """Number of calls of the period that have not ended."""
        return len(self._ledger.calls)

    def is_settled(self, at: datetime) -> bool:
        """Return whether no later fact can change a count of the period.

        Its calls have ended, none lingers, and no advisor is in wrap-up. `at` is the time of the last fact.
        """
        ledger = self._ledger
        last = next(reversed(ledger.lingering.values()), None)
        lingers = last is not None and last.ended_at is not None and at - last.ended_at <= LINGER_LIMIT
        return not ledger.calls and not ledger.wraps and not lingers and ledger.ends is not None and at >= ledger.ends

    def add(self, envelope: Envelope) -> None:
        """Count one more fact."""
        self.add_all((envelope,))

    def add_all(self, envelopes: Iterable[Envelope]) -> None:
        """Count more facts; names are local for speed, as there may be ten million facts."""
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
        """Return what a fold needs to continue with the next fact."""
        self._advance_month()
        return dump_state(self._ledger)

    def counts(self) -> dict[CellKey, dict[str, int]]:
        """Return what was counted since this fold began or was resumed."""
        self._advance_month()
        counted = {cell.key: cell.counts() for cell in self._ledger.cells.values()}
        return {key: counts for key, counts in counted.items() if counts}

    def _advance_month(self) -> None:
        """Count what belongs to a month that is over, before anything is read."""
        if self._ledger.last_at is not None:
            non_call_folds.advance_month(self._ledger, self._ledger.last_at)

    def results(self, kinds: Iterable[SlotKind] = ALL_KINDS) -> Results:
        """Compute the results up to now."""
        counted = self.counts()
        add_in_progress(counted, in_progress_keys(self.state()))
        return results_of(counted, self.definitions, kinds=kinds, begins=self._begins)


def in_progress_keys(state: State) -> Iterator[CellKey]:
    """Yield the cell of each call and each visit that is in progress."""
    for call in state.calls.values():
        if call.at is not None:
            yield call.at
        if call.visit is not None:
            yield call.visit


def add_in_progress(counted: dict[CellKey, dict[str, int]], keys: Iterable[CellKey]) -> None:
    """Add calls in progress to `counted`, by the keys of `in_progress_keys`, so that the balance does not miss them."""
    for key in keys:
        counts = counted.setdefault(key, {})
        counts[IN_PROGRESS] = counts.get(IN_PROGRESS, 0) + 1
