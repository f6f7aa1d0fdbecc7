"""The handler gets the signals of each call in order, also after its own failures."""

import asyncio

import structlog

from telephony import port
from telephony.ordering import PerCallQueue, log_failed_signal


def ringing(call_id: str, leg: str) -> port.LegRinging:
    """Build a signal."""
    return port.LegRinging(call_id=call_id, leg=leg)


async def test_second_signal_is_delivered_only_after_first_has_been_handled() -> None:
    """The second signal is delivered only after the first has been handled."""
    handled: list[str] = []

    async def handler(signal: port.AnySignal) -> None:
        assert isinstance(signal, port.LegRinging)
        handled.append(f"{signal.leg} begins")
        await asyncio.sleep(0)
        handled.append(f"{signal.leg} ends")

    order = PerCallQueue(handler, log_failed_signal)
    order.put("c", ringing("c", "one"))
    order.put("c", ringing("c", "two"))
    await order.join()
    assert handled == ["one begins", "one ends", "two begins", "two ends"]


async def test_no_call_waits_for_another() -> None:
    """A slow handler of one call does not delay another call."""
    gate, handled = asyncio.Event(), []

    async def handler(signal: port.AnySignal) -> None:
        if signal.call_id == "slow":
            await gate.wait()
        handled.append(signal.call_id)
        gate.set()

    order = PerCallQueue(handler, log_failed_signal)
    order.put("slow", ringing("slow", "one"))
    order.put("quick", ringing("quick", "one"))
    await order.join()
    assert handled == ["quick", "slow"]


async def test_log_has_error_type_and_place_but_not_caller_number_from_signal_or_error() -> None:
    """The log has the error's type and place, but not the caller's number from the signal or the error."""
    handled: list[str] = []

    async def handler(signal: port.AnySignal) -> None:
        if isinstance(signal, port.CallOffered):
            raise ValueError(f"cannot serve {signal.caller}")
        handled.append(signal.call_id)

    with structlog.testing.capture_logs() as logged:
        order = PerCallQueue(handler, log_failed_signal)
        order.put("c", port.CallOffered(call_id="c", line="bogota", caller="3005550123", gateway="g"))
        order.put("c", ringing("c", "one"))
        await order.join()
    assert handled == ["c"]
    assert logged[0]["fault"] == "ValueError"
    assert "test_ordering.py" in logged[0]["way"]
    assert "3005550123" not in repr(logged)
