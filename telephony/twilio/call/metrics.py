"""What the calls at Twilio come to, counted as their signals leave the held call. Pure.

Owns which counts of `telephony.metrics.meter` come of a signal. Of two nodes that give the same signal one takes it out
of the call, and that one counts it; so whatever webhooks are repeated, or lost and asked for again, each happening
counts once, on whichever node. How voice arrives (jitter, loss) no webhook says, and so nothing here does.
"""

from typing import NamedTuple

from telephony import port
from telephony.metrics.meter import SETUP, Counters
from telephony.port import CALLER, AnySignal
from telephony.twilio.call.held_call import HeldCall


class DeliveredSignal(NamedTuple):
    """A signal that leaves a call.

    Attributes:
        signal: which.
        line: of the call; empty of a call of ours.
        setup_s: of a phone, how long after we called it it rang, or was picked up; once.
        barged_in: whether a key cut words short.
    """

    signal: AnySignal
    line: str
    setup_s: float | None = None
    barged_in: bool = False


def measure(call: HeldCall, signal: AnySignal, now: float) -> DeliveredSignal:
    """What is to be counted of a signal that is the first untold one of a call, and is about to leave it.

    Args:
        call: that it is of; that the leg was set up is noted there.
        signal: of it.
        now: seconds, of the clock by which legs begin.
    """
    if isinstance(signal, port.LegRinging | port.LegAnswered):
        leg = call.legs.get(signal.leg)
        return DeliveredSignal(
            signal, call.line, setup_s=leg.take_setup_time(now) if leg and leg.name != CALLER else None
        )
    return DeliveredSignal(signal, call.line, barged_in=_is_barge_in(signal, call.pending_signals))


def _is_barge_in(signal: AnySignal, pending_signals: list[AnySignal]) -> bool:
    """Twilio tells of a key and of the words that it cut short by one webhook."""
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
