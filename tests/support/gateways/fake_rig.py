"""The contract suite's rig for the fake gateway, with the fake's controls as phones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telephony import port
from telephony.fake import FakeGateway
from tests.support.gateways.gateway_rig import SOUNDS, Caller, SignalLog


class _Tones:
    """Sounds without data: the fake plays no bytes."""

    def ulaw(self, key: str) -> bytes:
        if key not in SOUNDS:
            raise port.UnknownSound(f"no sound {key!r}")
        return b""

    alaw = ulaw


class _Party:
    def __init__(self, gateway: FakeGateway, call_id: str, leg: str) -> None:
        self.gateway = gateway
        self.call_id = call_id
        self.name = leg

    async def hears(self, *names: str) -> None:
        heard = self.gateway.audible_to(self.call_id, self.name)
        now = {*heard.sounds, *heard.voices} | ({heard.music} if heard.music else set())
        assert now == set(names), f"{self.name} hears {sorted(now)}, not {sorted(names)}"

    async def press(self, digits: str) -> None:
        await self.gateway.press(self.call_id, digits, self.name)

    async def received_digits(self, digits: str) -> None:
        assert self.gateway.leg(self.call_id, self.name).digits_sent == digits

    async def hang_up(self) -> None:
        await self.gateway.hang_up(self.call_id, self.name)

    async def ended(self) -> int:
        await self.gateway.wait_delivered(self.call_id)
        assert self.name not in self.gateway.legs(self.call_id)
        rejections = [
            c for c in self.gateway.executed_commands if isinstance(c, port.Reject) and c.call_id == self.call_id
        ]
        return rejections[0].status if rejections else 0


class _RefusedCaller(_Party):
    async def ended(self) -> int:
        assert not self.gateway.holds(self.call_id)
        return 503


class _Phone(_Party):
    def __init__(self, gateway: FakeGateway, name: str) -> None:
        super().__init__(gateway, "", name)
        self.address = f"sip:{name}@phones.example"

    async def rings(self) -> None:
        await self._wait_to_be_called()
        await self.gateway.phone_rings(self.call_id, self.name)

    async def answers(self) -> None:
        await self.gateway.phone_answers(self.call_id, self.name)

    async def refuses(self, status: int) -> None:
        await self._wait_to_be_called()
        cause: port.LegFailure = "busy" if status == 486 else "declined" if status == 603 else "failed"
        await self.gateway.phone_fails(self.call_id, self.name, cause)

    async def stays_unanswered(self) -> None:
        await self.gateway.phone_fails(self.call_id, self.name, "no_answer")

    async def _wait_to_be_called(self) -> None:
        for call_id in self.gateway.calls():
            leg = self.gateway.call(call_id).legs.get(self.name)
            if leg and leg.address == self.address:
                self.call_id = call_id
                return
        raise AssertionError(f"nobody calls {self.address}")


class FakeRig:
    """The rig of the fake gateway; see `gateway_rig.GatewayRig`."""

    def __init__(self) -> None:
        self.gateway = FakeGateway("fake-contract", sounds=_Tones(), max_calls=2)
        self.heard = SignalLog()

    async def dial(self, line: str = "bogota") -> _Party:
        """Dial a line in the fake's network."""
        return _Party(self.gateway, await self.gateway.dial_in(line), port.CALLER)

    async def dial_refused(self) -> _Party:
        """Dial as a caller whom the gateway will refuse."""
        return _RefusedCaller(self.gateway, await self.gateway.dial_in("bogota"), port.CALLER)

    async def phone(self, name: str) -> _Phone:
        """Return a phone that the test controls."""
        return _Phone(self.gateway, name)

    def unreachable_address(self) -> str:
        """Return an address without a phone."""
        return "sip:nobody@phones.example"

    async def let_address_fail(self, call_id: str, leg: str) -> None:
        """Report the failure in the fake's network."""
        await self.gateway.phone_fails(call_id, leg, "unreachable")

    async def finish_sound(self, caller: Caller) -> None:
        """Finish the sound by command: the fake has no clock."""
        await self.gateway.finish_playing(caller.call_id)

    async def let_collect_time_out(self, caller: Caller) -> None:
        """Time the Collect out by command: the fake has no clock."""
        await self.gateway.time_out_collect(caller.call_id)

    def refusal_status(self, status: int) -> int:
        """Return the status as it is: SIP passes it on."""
        return status

    def disable_recording(self) -> None:
        """Make the fake refuse to record."""
        self.gateway.records = False


@asynccontextmanager
async def fake_rig() -> AsyncIterator[FakeRig]:
    """Start a fake gateway, and stop it at the end."""
    rig = FakeRig()
    await rig.gateway.start(rig.heard)
    yield rig
    await rig.gateway.stop()
