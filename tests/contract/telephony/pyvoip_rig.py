"""The contract suite's rig for the embedded gateway: real SIP and RTP on 127.0.0.1, and ears that tell tones apart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from telephony import port
from telephony.pyvoip.gateway import PyVoipGateway
from tests.contract.telephony.gateway_rig import SOUNDS, VOICES, Caller, SignalLog
from tests.phone_sound import tone, ulaw_to_alaw
from tests.sip_phone import SipPhone

LINES = {"6015550100": "bogota", "bogota": "bogota", "nacional": "nacional", "quejas": "quejas"}
_HERTZ = {name: hertz for name, (hertz, _) in SOUNDS.items()} | VOICES


@cache
def _recorded(key: str) -> bytes:
    return tone(*SOUNDS[key])


class _Tones:
    """Sounds that are pure tones."""

    def ulaw(self, key: str) -> bytes:
        if key not in SOUNDS:
            raise port.UnknownSound(f"no sound {key!r}")
        return _recorded(key)

    def alaw(self, key: str) -> bytes:
        return ulaw_to_alaw(self.ulaw(key))


class _Party:
    def __init__(self, phone: SipPhone, call_id: str = "") -> None:
        self.sip = phone
        self.call_id = call_id
        self.address = phone.address

    async def hears(self, *names: str) -> None:
        await self.sip.hears_just((_HERTZ[name] for name in names), _HERTZ.values())

    async def press(self, digits: str) -> None:
        await self.sip.press(digits)

    async def received_digits(self, digits: str) -> None:
        await self.sip.receives_keys(digits)

    async def hang_up(self) -> None:
        await self.sip.hang_up()

    async def ended(self) -> int:
        await self.sip.ended()
        return self.sip.status if self.sip.status >= 300 else 0

    async def rings(self) -> None:
        await self.sip.ring()

    async def answers(self) -> None:
        await self.sip.answer()

    async def refuses(self, status: int) -> None:
        await self.sip.refuse(status)

    async def stays_unanswered(self) -> None:
        await self.sip.ended()


class PyVoipRig:
    """See `gateway_rig.Rig`."""

    def __init__(self) -> None:
        self.gateway = PyVoipGateway(sip_port=0, lines=LINES.get, sounds=_Tones(), most_calls=2)
        self.heard = SignalLog()
        self._phones: list[SipPhone] = []

    async def dial(self, line: str = "bogota") -> _Party:
        """A phone dials, over SIP."""
        caller = await self.phone("caller")
        caller.sip.dial(self.gateway.sip_port, line)
        caller.call_id = await self.heard.next_offered()
        return caller

    async def dial_refused(self) -> _Party:
        """A phone dials in vain."""
        return await self.dial()

    async def phone(self, name: str) -> _Party:
        """A phone on sockets of its own."""
        phone = await SipPhone(VOICES[name]).open()
        self._phones.append(phone)
        return _Party(phone)

    def nowhere(self) -> str:
        """A name that is no host (RFC 6761 keeps `.invalid` free)."""
        return "sip:nobody@phones.invalid"

    async def nobody_is_there(self, call_id: str, leg: str) -> None:
        """The gateway finds out by itself."""

    async def sound_ends(self, caller: Caller) -> None:
        """Time does it."""

    async def silence(self, caller: Caller) -> None:
        """Time does it."""

    def close(self) -> None:
        """Give the phones' sockets back."""
        for phone in self._phones:
            phone.close()


@asynccontextmanager
async def pyvoip_rig() -> AsyncIterator[PyVoipRig]:
    """A started embedded gateway, stopped at the end."""
    rig = PyVoipRig()
    await rig.gateway.start(rig.heard)
    yield rig
    await rig.gateway.stop()
    rig.close()
