"""The log entries of an instrumented gateway about its legs."""

from structlog.testing import capture_logs

from atencion.gateways.metrics import InstrumentedGateway
from telephony import port
from telephony.fake.gateway import FakeGateway
from telephony.metrics.meter import Meter


async def test_a_lost_leg_is_logged_without_the_caller_and_an_ended_one_is_not() -> None:
    """The log entry has the call and the leg but not the number, and the signal is passed on."""
    gateway, signals = FakeGateway(), list[port.AnySignal]()

    async def take(signal: port.AnySignal) -> None:
        signals.append(signal)

    await InstrumentedGateway(gateway, Meter(), clock=lambda: 0.0).start(take)
    with capture_logs() as logs:
        lost, ended = await gateway.dial_in("bogota", "3101234567"), await gateway.dial_in("bogota", "3101234568")
        await gateway.hang_up(lost, cause="media_lost")
        await gateway.hang_up(ended)
    hangups = [signal for signal in signals if isinstance(signal, port.LegHungUp)]
    assert [(signal.call_id, signal.cause) for signal in hangups] == [(lost, "media_lost"), (ended, "normal")]
    assert [(line["event"], line["call"], line["leg"]) for line in logs] == [("leg_lost", lost, port.CALLER)]
    assert "310123" not in str(logs)
