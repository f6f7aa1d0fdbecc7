"""Metrics of the calls at Twilio, counted as their signals leave the held call. Pure.

Owns which counts of `telephony.metrics.meter` follow from a signal. If two nodes deliver a signal, the one that
removes it from the call counts it; so each event counts once, however often webhooks are repeated. Webhooks report no
jitter or loss.
"""

from typing import NamedTuple

from telephony import port
from telephony.metrics.meter import SETUP, Counters
from telephony.port import CALLER, AnySignal
from telephony.twilio.call.held_call import HeldCall


class DeliveredSignal(NamedTuple):
    """A signal that leaves a call.

    Attributes:
        line: of the call; empty for an outgoing call.
        setup_s: seconds from dialling a phone until it rang or answered; once.
    """

    signal: AnySignal
    line: str
    setup_s: float | None = None
    barged_in: bool = False


def measure(call: HeldCall, signal: AnySignal, now: float) -> DeliveredSignal:
    """Return what to count for a signal that is about to leave its call; the leg's setup time is taken once."""
    if isinstance(signal, port.LegRinging | port.LegAnswered):
        leg = call.legs.get(signal.leg)
        return DeliveredSignal(
            signal, call.line, setup_s=leg.take_setup_time(now) if leg and leg.name != CALLER else None
        )
    return DeliveredSignal(signal, call.line, barged_in=_is_barge_in(signal, call.pending_signals))


def _is_barge_in(signal: AnySignal, pending_signals: list[AnySignal]) -> bool:
    """Return whether a key interrupted the Play; Twilio reports both in one webhook."""
    following = pending_signals[pending_signals.index(signal) + 1 :][:1]
    cut_short = isinstance(signal, port.PlaybackEnded) and signal.ended == "interrupted"
    return cut_short and any(isinstance(each, port.DigitsCollected) and each.digits for each in following)


def record(counts: Counters, delivery: DeliveredSignal) -> None:
    """Count a signal that has left its call."""
    match delivery.signal:
        case port.CallOffered():
            counts.increment(f"calls|{delivery.signal.refused or 'taken'}")
        case port.LegFailed():
            counts.increment(f"leg_failed|{delivery.signal.cause}")
        case port.LegHungUp():
            counts.increment(f"leg_ended|{delivery.signal.cause}")
    if delivery.setup_s is not None:
        counts.observe(SETUP, "phone", delivery.setup_s)
    if delivery.barged_in and delivery.line:
        counts.increment(f"barge_in|{delivery.line}")
