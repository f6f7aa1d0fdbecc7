"""The contract suite's rig for the embedded gateway: real SIP and RTP on 127.0.0.1, and tone detection."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from telephony.pyvoip.gateway import PyVoipGateway
from telephony.pyvoip.media.pacer import Pacer, ThreadPacer
from tests.support.gateways.gateway_rig import VOICES, Caller, SignalLog
from tests.support.gateways.sip_party import LINES, SipParty, Tones
from tests.support.sip.listed_sources import loopback_callers
from tests.support.sip.sip_phone import SipPhone
from tests.support.virtual_time import LoopPacer, virtual_time


class PyVoipRig:
    """The rig of the embedded gateway; see `gateway_rig.GatewayRig`."""

    def __init__(self, pacer: Callable[[], Pacer]) -> None:
        self.gateway = PyVoipGateway(
            sip_port=0, lines=LINES.get, sounds=Tones(), max_calls=2, trusted_sources=loopback_callers, pacer=pacer
        )
        self.heard = SignalLog()
        self._phones: list[SipPhone] = []

    async def dial(self, line: str = "bogota") -> SipParty:
        """Dial a line over SIP."""
        caller = await self.phone("caller")
        caller.sip.dial(self.gateway.sip_port, line)
        caller.call_id = await self.heard.next_offered()
        return caller

    async def dial_refused(self) -> SipParty:
        """Dial as a caller whom the gateway will refuse."""
        return await self.dial()

    async def phone(self, name: str) -> SipParty:
        """Open a phone on its own sockets."""
        phone = await SipPhone(VOICES[name]).open()
        self._phones.append(phone)
        return SipParty(phone)

    def unreachable_address(self) -> str:
        """Return an unresolvable host name (RFC 6761 reserves `.invalid`)."""
        return "sip:nobody@phones.invalid"

    async def let_address_fail(self, call_id: str, leg: str) -> None:
        """Do nothing: the gateway detects the failure itself."""

    async def finish_sound(self, caller: Caller) -> None:
        """Do nothing: the sound ends by itself."""

    async def let_collect_time_out(self, caller: Caller) -> None:
        """Do nothing: the Collect ends by its timeout."""

    def refusal_status(self, status: int) -> int:
        """Return the status as it is: SIP passes it on."""
        return status

    def close(self) -> None:
        """Close the phones' sockets."""
        for phone in self._phones:
            phone.close()


@asynccontextmanager
async def pyvoip_rig() -> AsyncIterator[PyVoipRig]:
    """Start an embedded gateway in virtual time, and stop it at the end."""
    with virtual_time():
        async with _started(PyVoipRig(LoopPacer)) as rig:
            yield rig


@asynccontextmanager
async def real_time_pyvoip_rig() -> AsyncIterator[PyVoipRig]:
    """Start an embedded gateway with its media thread, and stop it at the end."""
    async with _started(PyVoipRig(ThreadPacer)) as rig:
        yield rig


@asynccontextmanager
async def _started(rig: PyVoipRig) -> AsyncIterator[PyVoipRig]:
    await rig.gateway.start(rig.heard)
    yield rig
    await rig.gateway.stop()
    rig.close()
