"""The content of a checkpoint, folded from facts in the order of the log. Pure.

The recorder folds each batch and adds it to the stored one; `atencion verify` folds the whole journal. Both use this
fold, so the stored checkpoint equals the fold from the first fact.
"""

from collections import Counter
from typing import Final

import msgspec

from eventlog.facts import AdvisorState, AdvisorStateChanged, Envelope
from eventlog.folds.call_record import CallRecord
from eventlog.folds.counts import count_fact

VERSION: Final = 1
"""Increase it with every change to the fold: a stored checkpoint of an older version is folded again."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """The fold of a whole log, or of a batch, and then what the batch adds.

    Attributes:
        totals: counters; see `eventlog.folds.counts`.
        advisors: the last state of every advisor that the facts name.
    """

    totals: dict[str, int]
    advisors: dict[str, AdvisorState]


class CheckpointFold:
    """A checkpoint under construction."""

    def __init__(self) -> None:
        self._totals: Counter[str] = Counter()
        self._advisors: dict[str, AdvisorState] = {}

    def add(self, envelope: Envelope, record: CallRecord | None) -> None:
        """Add the next fact of the log; ``record`` is its call's up to this fact, None if there is none."""
        fact = envelope.fact
        visit = record.visits[-1] if record is not None and record.visits and record.ended_at is None else None
        count_fact(self._totals, fact, visit, envelope.at)
        if isinstance(fact, AdvisorStateChanged):
            self._advisors[fact.advisor] = fact.state

    def to_checkpoint(self) -> Checkpoint:
        """Return the checkpoint of the facts up to now."""
        return Checkpoint(totals=dict(self._totals), advisors=dict(self._advisors))
