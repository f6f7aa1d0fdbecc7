"""Metrics of calls in progress."""

import pytest

from telephony.metrics.meter import (
    MAX_REMEMBERED,
    SETUP,
    LegMediaStats,
    Meter,
    ProbeResult,
    RecordingSpace,
    stable_gateway_name,
)
from telephony.port.commands import CALLER, Answer, Collect, Hangup, Reject, Ring, StopPlay
from telephony.port.signals import (
    CallOffered,
    DigitsCollected,
    LegFailed,
    LegHungUp,
    LegRinging,
    NotRecorded,
    PlaybackEnded,
)

CALL = "c-1"


def offered(call_id: str = CALL, refused: str | None = None) -> CallOffered:
    """Return an offered caller who dialled a line."""
    return CallOffered(call_id=call_id, line="bogota", caller="+573001234567", gateway="pyvoip-1", refused=refused)


def collect(call_id: str = CALL) -> Collect:
    """Begin a digit collection."""
    return Collect(id=f"{call_id}/1/0", call_id=call_id, leg=CALLER)


def test_call_counts_as_accepted_or_by_its_refusal() -> None:
    """A call counts as accepted or by its refusal; names contain nothing about the caller."""
    meter = Meter()
    for signal in (offered(), offered("c-2", "capacity"), offered("c-3", "draining")):
        meter.record_signal(signal, 0.0)
    counts = meter.take()
    assert counts == {"calls|taken": 1, "calls|capacity": 1, "calls|draining": 1}
    assert not meter.take()


def test_set_up_is_from_the_offer_to_our_answer_and_from_our_call_to_the_ringing() -> None:
    """A bound is in its own bucket, sums are exact to the microsecond, and a second ringing is ignored."""
    meter = Meter()
    meter.record_signal(offered(), 10.0)
    meter.record_command(Answer(id="c-1/1/0", call_id=CALL, leg=CALLER), 10.02)
    meter.record_command(Ring(id="c-1/2/0", call_id=CALL, leg="advisor-1", address="sip:a@x", timeout_s=20), 11.0)
    for now in (11.3, 15.0):
        meter.record_signal(LegRinging(call_id=CALL, leg="advisor-1"), now)
    counts = meter.take()
    assert counts["setup|caller|sum"] == 20_000
    assert counts["setup|phone|sum"] == 300_000
    assert counts["setup|phone|0.5"] == 1
    assert sum(counts.get(name, 0) for name in SETUP.bucket_names("phone")) == 1


def test_each_unrecorded_call_counts_for_any_reason_because_person_has_to_check() -> None:
    """Each unrecorded call counts, for any reason, because a person has to check."""
    meter = Meter()
    meter.record_signal(NotRecorded(call_id=CALL, recording_id=f"{CALL}.0-1", leg=CALLER), 0.0)
    assert meter.take() == {"not_recorded|": 1}


def test_memory_without_a_bound_is_all_free() -> None:
    """A ramfs reports no size, so all of it counts as free."""
    assert [RecordingSpace(free=free, size=size).free_share for free, size in ((1, 4), (0, 4), (0, 0))] == [
        0.25,
        0.0,
        1.0,
    ]


def test_a_key_that_cuts_the_words_short_is_a_barge_in_of_its_line() -> None:
    """A barge-in counts only during a collection, not if we stopped the words, and once per collection."""
    meter = Meter()
    cut = PlaybackEnded(call_id=CALL, command_id="c-1/1/1", ended="interrupted")
    meter.record_signal(offered(), 0.0)
    meter.record_signal(cut, 0.0)
    meter.record_command(collect(), 0.0)
    meter.record_signal(cut, 1.0)
    meter.record_signal(DigitsCollected(call_id=CALL, command_id="c-1/1/0", digits="1", ended="complete"), 1.0)
    meter.record_command(collect(), 2.0)
    meter.record_command(StopPlay(id="c-1/3/0", call_id=CALL, leg=CALLER), 2.0)
    meter.record_signal(cut, 2.0)
    assert meter.take()["barge_in|bogota"] == 1


def test_legs_are_counted_by_how_they_ended() -> None:
    """Unanswered phones and lost media are each counted by cause."""
    meter = Meter()
    meter.record_signal(LegFailed(call_id=CALL, leg="advisor-1", cause="no_answer"), 0.0)
    meter.record_signal(LegHungUp(call_id=CALL, leg=CALLER, cause="media_lost"), 0.0)
    assert meter.take() == {"leg_failed|no_answer": 1, "leg_ended|media_lost": 1}


def test_late_packets_reduce_losses_which_no_counter_shows_as_decrease() -> None:
    """Late packets reduce the losses, which no counter shows as a decrease; a silent leg has no jitter."""
    meter = Meter()
    for received, lost in ((100, 2), (150, 5), (150, 5), (200, 4)):
        media = LegMediaStats(leg="c-1 caller", received=received, lost=lost, jitter_s=0.004)
        meter.record_probe(ProbeResult(media=(media,)))
    counts = meter.take()
    assert (counts["packets|received"], counts["packets|lost"]) == (200, 5)
    assert counts["jitter||0.005"] == 3


def test_an_engine_that_does_not_answer_is_counted_apart() -> None:
    """The lag is of answers only; a gateway without its own engine has neither metric."""
    meter = Meter()
    for result in (ProbeResult(lag_s=0.003), ProbeResult(up=False), ProbeResult()):
        meter.record_probe(result)
    assert meter.take() == {"lag||0.005": 1, "lag||sum": 3000, "unanswered|": 1}


@pytest.mark.parametrize("end", ["hangup", "reject", "gone", "flood"])
def test_nothing_is_remembered_of_a_call_that_is_over(end: str) -> None:
    """An ended call leaves no state, and the state of calls without an end is bounded."""
    meter = Meter()
    for number in range(MAX_REMEMBERED + 50 if end == "flood" else 50):
        call_id = f"c-{number}"
        meter.record_signal(offered(call_id), 0.0)
        meter.record_command(collect(call_id), 0.0)
        if end == "hangup":
            meter.record_command(Hangup(id="x", call_id=call_id, leg=CALLER), 1.0)
        elif end == "reject":
            meter.record_command(Reject(id="x", call_id=call_id, leg=CALLER), 1.0)
        elif end == "gone":
            meter.record_signal(LegHungUp(call_id=call_id, leg=CALLER), 1.0)
    sizes = [len(meter._lines), len(meter._start_times), len(meter._open_collects)]
    assert sizes == [MAX_REMEMBERED if end == "flood" else 0] * 3


@pytest.mark.parametrize(
    ("gateway", "name"),
    [("pyvoip-7f3a", "pyvoip"), ("asterisk-nodo1-7f3a", "asterisk-nodo1"), ("twilio-1", "twilio"), ("x", "x")],
)
def test_a_place_outlives_its_instances(gateway: str, name: str) -> None:
    """The place label leaves out the instance id, which would add a label at each restart."""
    assert stable_gateway_name(gateway) == name
