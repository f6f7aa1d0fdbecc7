"""The running totals of a log, folded from its facts."""

from collections import Counter
from collections.abc import Iterable

from eventlog.facts import Envelope
from eventlog.folds import visits
from eventlog.folds.counts import count_fact
from eventlog.folds.visits import Visit


class Totals:
    """The running totals, folded from facts in the order of the log."""

    def __init__(self) -> None:
        self._totals: Counter[str] = Counter()
        self._visits: dict[str, Visit] = {}

    def add(self, envelope: Envelope) -> None:
        """Count a fact."""
        before = self._visits.pop(envelope.call_id, None)
        count_fact(self._totals, envelope.fact, before, envelope.at)
        after = visits.next_visit(envelope.fact, before, envelope.at)
        if after is not None:
            self._visits[envelope.call_id] = after

    def counts(self) -> dict[str, int]:
        """Return the current totals."""
        return dict(self._totals)


def fold_totals(envelopes: Iterable[Envelope]) -> dict[str, int]:
    """Return the running totals of a log, equal to the content of ``{campaign}:totals`` in Valkey."""
    totals = Totals()
    for envelope in envelopes:
        totals.add(envelope)
    return totals.counts()
