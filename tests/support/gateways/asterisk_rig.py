"""The contract suite's rig for the production gateway: a real Asterisk, real SIP and RTP, and tone detection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from telephony.asterisk.gateway import AsteriskGateway
from telephony.asterisk.recording.controller import RecordingFolders
from tests.support.gateways.gateway_rig import DEADLINE_S, SOUNDS, VOICES, SignalLog
from tests.support.gateways.sip_party import LINES, SipParty, Tones
from tests.support.memory_folder import memory_folder
from tests.support.servers.asterisk import shared_node
from tests.support.sip.sip_phone import SipPhone


class _Party(SipParty):
    """A phone; its call counts as ended once Asterisk has notified the gateway, shortly after the phone's own end."""

    def __init__(self, phone: SipPhone, name: str, gateway: AsteriskGateway) -> None:
        super().__init__(phone)
        self._name, self._gateway = name, gateway

    async def hang_up(self) -> None:
        await super().hang_up()
        await self._wait_until_forgotten()

    async def ended(self) -> int:
        status = await super().ended()
        await self._wait_until_forgotten()
        return status

    async def _wait_until_forgotten(self) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while self._is_known():  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.01)

    def _is_known(self) -> bool:
        legs_by_call = self._gateway.legs
        return any(self._name in legs for call, legs in legs_by_call.items() if self.call_id in ("", call))


class AsteriskRig:
    """The rig of the Asterisk gateway; see `gateway_rig.GatewayRig`."""

    def __init__(self, recordings: Path, *, picks_up: bool) -> None:
        self.node = shared_node("apology")
        self._own = recordings / "nodo-1"
        self.gateway = AsteriskGateway(
            node="nodo-1",
            ari=self.node.ari,
            lines=LINES.get,
            sounds=Tones(),
            sound_keys=SOUNDS,
            media_folder=self.node.media_folder,
            max_calls=2,
            recording_folders=RecordingFolders(recordings, self._own),
            auto_answers=picks_up,
        )
        self.heard = SignalLog()
        self._phones: list[SipPhone] = []

    async def dial(self, line: str = "bogota") -> SipParty:
        """Dial a line over SIP."""
        caller = await self.phone("caller")
        caller.sip.dial(self.node.sip_port, line)
        caller.call_id = await self.heard.next_offered()
        return caller

    async def dial_refused(self) -> SipParty:
        """Dial as a caller whom the gateway will refuse."""
        return await self.dial()

    async def phone(self, name: str) -> SipParty:
        """Open a phone on its own sockets."""
        phone = await SipPhone(VOICES[name]).open()
        self._phones.append(phone)
        return _Party(phone, name, self.gateway)

    def unreachable_address(self) -> str:
        """Return an unresolvable host name (RFC 6761 reserves `.invalid`)."""
        return "sip:nobody@phones.invalid"

    async def let_address_fail(self, call_id: str, leg: str) -> None:
        """Do nothing: the gateway detects the failure itself."""

    async def finish_sound(self, caller: object) -> None:
        """Do nothing: the sound ends by itself."""

    async def let_collect_time_out(self, caller: object) -> None:
        """Do nothing: the Collect ends by its timeout."""

    def refusal_status(self, status: int) -> int:
        """Return the status as it is: SIP passes it on."""
        return status

    def disable_recording(self) -> None:
        """Make it impossible to create a folder for running recordings."""
        self._own.rmdir()
        self._own.touch()

    def close(self) -> None:
        """Close the phones' sockets."""
        for phone in self._phones:
            phone.close()


@asynccontextmanager
async def asterisk_rig(*, picks_up: bool = False) -> AsyncIterator[AsteriskRig]:
    """Start a gateway of the production engine, and stop it at the end."""
    with memory_folder() as recordings:
        rig = AsteriskRig(recordings, picks_up=picks_up)
        await rig.gateway.start(rig.heard)
        yield rig
        await rig.gateway.stop()
        rig.close()
