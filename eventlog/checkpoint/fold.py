"""What a checkpoint holds, folded from facts in the order of the log. Pure.

The recorder folds each batch with the visits that its calls have so far, and stores what changed; `atencion verify`
folds the whole journal. Both use this fold, so the stored checkpoint equals the fold from the first fact.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from eventlog.counts import Totals
from eventlog.facts import AdvisorState, AdvisorStateChanged, Envelope
from eventlog.visits import Visit

VERSION: Final = 1
"""Raise it with every change of what is counted of a fact: a stored checkpoint of an older version is folded again."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """The fold of a log.

    Attributes:
        totals: every counter; see `eventlog.counts`.
        advisors: the state of every advisor that ever had one.
        visits: of each call that has not ended, its last visit to a queue; without calls that have had none.
    """

    totals: dict[str, int]
    advisors: dict[str, AdvisorState]
    visits: dict[str, Visit]


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch changes in a checkpoint.

    Attributes:
        totals: what is added to each counter.
        advisors: the new state of the advisors that changed theirs.
        visits: the new last visits, by call.
        ended: calls whose last visit is forgotten.
    """

    totals: dict[str, int]
    advisors: dict[str, AdvisorState]
    visits: dict[str, Visit]
    ended: frozenset[str]


class Fold:
    """A checkpoint in the making.

    Args:
        visits: the last visits of the calls that the facts are of, where the fold does not begin at the first fact.
    """

    def __init__(self, visits: Mapping[str, Visit] | None = None) -> None:
        self._totals = Totals(visits)
        self._advisors: dict[str, AdvisorState] = {}

    def add(self, envelope: Envelope) -> None:
        """Take the next fact of the log."""
        self._totals.add(envelope)
        if isinstance(envelope.fact, AdvisorStateChanged):
            self._advisors[envelope.fact.advisor] = envelope.fact.state

    def checkpoint(self) -> Checkpoint:
        """Return what was folded up to now."""
        return Checkpoint(
            totals=self._totals.counted(), advisors=dict(self._advisors), visits=self._totals.open_visits()
        )


def changes(before: Mapping[str, Visit], envelopes: Iterable[Envelope]) -> Changes:
    """Return what a batch changes.

    Args:
        before: the last visits of the calls that the batch names, as the checkpoint before it holds them.
        envelopes: the facts that follow that checkpoint, in the order of the log.
    """
    fold = Fold(before)
    for envelope in envelopes:
        fold.add(envelope)
    after = fold.checkpoint()
    return Changes(
        totals=after.totals,
        advisors=after.advisors,
        visits={call_id: visit for call_id, visit in after.visits.items() if visit != before.get(call_id)},
        ended=frozenset(before.keys() - after.visits.keys()),
    )
