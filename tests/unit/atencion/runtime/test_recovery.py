"""Recovery ends everything open in the log by facts, and records itself."""

from datetime import UTC, datetime

from atencion.runtime.recovery import JournalState, closing_entries
from eventlog.facts import (
    AdvisorStateChanged,
    AnyFact,
    CallAnswered,
    CallBackEnded,
    CallBackQueued,
    CallEnded,
    CallIngressed,
    CallQueued,
    Envelope,
    StateRestored,
)
from eventlog.folds.call_record import CallRecord, apply

AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def record_of(call_id: str, *facts: AnyFact) -> CallRecord:
    record: CallRecord | None = None
    for number, fact in enumerate(facts, 1):
        record = apply(
            record,
            Envelope(
                id=f"1-{number}", at=AT, campaign="c", call_id=call_id, actor="caller", site_version="old", fact=fact
            ),
        )
    assert record is not None
    return record


INGRESSED = CallIngressed(line="bogota", gateway="g", caller_ref="", caller_commitment="", in_hours=True)
QUEUED = CallQueued(line="bogota", queue="credito", reason="menu", threshold_ms=20_000)
ANSWERED = CallAnswered(line="bogota", queue="credito", advisor="asesor1", offer=1)
RESTORED = StateRestored(epoch=2, journal_head="1-3", calls_closed=2)


def test_open_calls_end_as_technical_failure_and_answered_ones_as_answered() -> None:
    """Each open call gets one CallEnded under the site version that it began with; an answered call stays answered."""
    remembered = JournalState(
        totals={},
        on_duty={},
        open_calls=(record_of("a", INGRESSED, QUEUED), record_of("b", INGRESSED, QUEUED, ANSWERED)),
    )
    entries = closing_entries(remembered, RESTORED, "new")
    ends = {entry.call_id: entry.fact for entry in entries if isinstance(entry.fact, CallEnded)}
    assert {call: end.outcome for call, end in ends.items()} == {"a": "technical_failure", "b": "answered"}
    assert {end.queue for end in ends.values()} == {"credito"}
    assert {entry.site_version for entry in entries if entry.call_id} == {"old"}


def test_advisors_are_off_duty_and_the_recovery_comes_last() -> None:
    """Each advisor on duty gets an offline fact, and StateRestored is the last fact."""
    remembered = JournalState(totals={}, on_duty={"asesor1": "talking"}, open_calls=())
    entries = closing_entries(remembered, RESTORED, "new")
    assert entries[0].fact == AdvisorStateChanged(
        advisor="asesor1", state="offline", previous="talking", reason="restored"
    )
    assert entries[-1].fact == RESTORED


def test_a_visit_that_goes_on_ends_in_the_totals_too() -> None:
    """A queue visit that was open ends in the totals as the fold of the log counts it."""
    waits, talks = record_of("a", INGRESSED, QUEUED), record_of("b", INGRESSED, QUEUED, ANSWERED)
    entries = closing_entries(JournalState(totals={}, on_duty={}, open_calls=(waits, talks)), RESTORED, "new")
    assert [entry.totals for entry in entries] == [("left|bogota|credito|technical_failure",), (), ()]


def test_a_call_back_ends_as_one_that_failed() -> None:
    """An open call-back ends as failed, because its place in the queue is lost."""
    queued = CallBackQueued(line="bogota", queue="credito", of_call="a", caller_ref="r", attempt=0)
    entries = closing_entries(
        JournalState(totals={}, on_duty={}, open_calls=(record_of("a-cb", queued),)), RESTORED, "new"
    )
    assert entries[0].fact == CallBackEnded(line="bogota", queue="credito", result="failed", attempts=0)
