"""The contract suite's rig for the production gateway: a real Asterisk, real SIP and RTP, and ears that know tones."""

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
    """A phone; its end counts once Asterisk has told the gateway, which is a moment after the phone heard of it."""

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
            while self._is_known():  # noqa: ASYNC110 - another process tells it
                await asyncio.sleep(0.01)

    def _is_known(self) -> bool:
        legs_by_call = self._gateway.legs
        return any(self._name in legs for call, legs in legs_by_call.items() if self.call_id in ("", call))


class AsteriskRig:
    """See `gateway_rig.Rig`."""

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
        """A phone dials, over SIP."""
        caller = await self.phone("caller")
        caller.sip.dial(self.node.sip_port, line)
        caller.call_id = await self.heard.next_offered()
        return caller

    async def dial_refused(self) -> SipParty:
        """A phone dials in vain."""
        return await self.dial()

    async def phone(self, name: str) -> SipParty:
        """A phone on sockets of its own."""
        phone = await SipPhone(VOICES[name]).open()
        self._phones.append(phone)
        return _Party(phone, name, self.gateway)

    def unreachable_address(self) -> str:
        """A name that is no host (RFC 6761 keeps `.invalid` free)."""
        return "sip:nobody@phones.invalid"

    async def let_address_fail(self, call_id: str, leg: str) -> None:
        """The gateway finds out by itself."""

    async def finish_sound(self, caller: object) -> None:
        """Time does it."""

    async def let_collect_time_out(self, caller: object) -> None:
        """Time does it."""

    def refusal_status(self, status: int) -> int:
        """SIP tells it as it is."""
        return status

    def disable_recording(self) -> None:
        """No folder can be made where recordings under way lie."""
        self._own.rmdir()
        self._own.touch()

    def close(self) -> None:
        """Give the phones' sockets back."""
        for phone in self._phones:
            phone.close()


@asynccontextmanager
async def asterisk_rig(_valkey_url: str, *, picks_up: bool = False) -> AsyncIterator[AsteriskRig]:
    """A started gateway of the production engine, stopped at the end."""
    with memory_folder() as recordings:
        rig = AsteriskRig(recordings, picks_up=picks_up)
        await rig.gateway.start(rig.heard)
        yield rig
        await rig.gateway.stop()
        rig.close()
