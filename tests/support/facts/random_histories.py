"""Random histories of a campaign, cut at a random fact, and their checkpoint folded from the first fact."""

import random
from collections.abc import Iterable

import msgspec

from eventlog.checkpoint.fold import Checkpoint, CheckpointFold
from eventlog.facts import Envelope
from eventlog.folds import call_record
from eventlog.folds.call_record import CallRecord
from tests.support.facts.call_logs import CAMPAIGN
from tests.support.facts.synthetic_month import month


def random_history(seed: int, calls: int) -> list[Envelope]:
    """Return calls of every kind up to a random fact.

    They have transfers, overflows, call-backs, other campaigns and an outage.
    """
    whole_month = [msgspec.structs.replace(each, campaign=CAMPAIGN) for each in month(calls, seed=seed)]
    return whole_month[: random.Random(seed).randint(len(whole_month) // 2, len(whole_month))]


def fold_all(log: Iterable[Envelope]) -> Checkpoint:
    """Fold a log from the first fact."""
    fold = CheckpointFold()
    records: dict[str, CallRecord] = {}
    for envelope in log:
        before = records.get(envelope.call_id)
        fold.add(envelope, before)
        record = call_record.apply(before, envelope) if envelope.call_id else None
        if record is not None:
            records[envelope.call_id] = record
    return fold.to_checkpoint()


def open_calls(log: Iterable[Envelope]) -> set[str]:
    """Return the calls that have not ended."""
    records: dict[str, CallRecord] = {}
    for envelope in log:
        record = call_record.apply(records.get(envelope.call_id), envelope) if envelope.call_id else None
        if record is not None:
            records[envelope.call_id] = record
    return {call_id for call_id, record in records.items() if record.ended_at is None}
