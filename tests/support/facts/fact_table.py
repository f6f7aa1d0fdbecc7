"""Facts as a table: each with its seconds after the first, of the same call unless a row names another."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from eventlog.facts import (
    AnyFact,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallQueued,
    Envelope,
    Outcome,
)

NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)  # a Tuesday, twelve o'clock in Bogotá
LINE = "bogota"
TimedFact = tuple[float, AnyFact] | tuple[float, AnyFact, str]


def log_of(rows: Iterable[TimedFact], *, begins: datetime = NOON) -> list[Envelope]:
    """Return the facts in envelopes, in the order of their times."""
    log = []
    for number, row in enumerate(sorted(rows, key=lambda each: each[0]), start=1):
        seconds, fact, call_id = (*row, "c1")[:3]
        log.append(
            Envelope(
                id=f"1-{number}",
                at=begins + timedelta(seconds=seconds),
                campaign="icetex",
                call_id=str(call_id),
                actor="router",
                site_version="v",
                fact=fact,  # type: ignore[arg-type]
            )
        )
    return log


def call_ingressed(*, in_hours: bool = True, line: str = LINE, mark: str = "") -> CallIngressed:
    return CallIngressed(
        line=line, gateway="g", caller_ref="", caller_commitment="", in_hours=in_hours, caller_mark=mark
    )


def call_queued(queue: str = "credito", reason: str = "menu") -> CallQueued:
    return CallQueued(line=LINE, queue=queue, reason=reason, threshold_ms=20_000)


def call_answered(queue: str = "credito", advisor: str = "ana") -> CallAnswered:
    return CallAnswered(line=LINE, queue=queue, advisor=advisor, offer=1)


def call_ended(outcome: Outcome = "answered", by: str = "caller", queue: str = "credito") -> CallEnded:
    return CallEnded(line=LINE, queue=queue, outcome=outcome, stage="talk", ended_by=by)
