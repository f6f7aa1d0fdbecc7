"""People with SIP phones, and tones for them: shared by the rigs of gateways with real telephones."""

from functools import cache

from telephony import port
from tests.support.gateways.gateway_rig import SOUNDS, VOICES
from tests.support.sip.call_audio import tone, ulaw_to_alaw
from tests.support.sip.sip_phone import SipPhone

LINES = {"6015550100": "bogota", "bogota": "bogota", "nacional": "nacional", "quejas": "quejas"}
_HERTZ_OF = {name: hertz for name, (hertz, _) in SOUNDS.items()} | VOICES


@cache
def _recorded(key: str) -> bytes:
    return tone(*SOUNDS[key])


class Tones:
    """Sounds that are pure tones."""

    def ulaw(self, key: str) -> bytes:
        """Return a sound; see `telephony.port.Sounds`."""
        if key not in SOUNDS:
            raise port.UnknownSound(f"no sound {key!r}")
        return _recorded(key)

    def alaw(self, key: str) -> bytes:
        """Return a sound; see `telephony.port.Sounds`."""
        return ulaw_to_alaw(self.ulaw(key))


class SipParty:
    """A person with a SIP phone; see `gateway_rig.Party`."""

    def __init__(self, phone: SipPhone, call_id: str = "") -> None:
        self.sip = phone
        self.call_id = call_id
        self.address = phone.address

    async def hears(self, *names: str) -> None:
        """Wait until the phone's speaker plays exactly these tones."""
        await self.sip.wait_to_hear((_HERTZ_OF[name] for name in names), _HERTZ_OF.values())

    async def press(self, digits: str) -> None:
        """Press keys by RFC 4733."""
        await self.sip.press(digits)

    async def received_digits(self, digits: str) -> None:
        """Wait for digits by RFC 4733."""
        await self.sip.wait_for_keys(digits)

    async def hang_up(self) -> None:
        """Hang up by BYE or CANCEL."""
        await self.sip.hang_up()

    async def ended(self) -> int:
        """Wait for the end of the SIP call."""
        await self.sip.wait_for_end()
        return self.sip.status if self.sip.status >= 300 else 0

    async def rings(self) -> None:
        """Ring with status 180."""
        await self.sip.ring()

    async def answers(self) -> None:
        """Answer with status 200."""
        await self.sip.answer()

    async def refuses(self, status: int) -> None:
        """Refuse with a SIP status."""
        await self.sip.refuse(status)

    async def stays_unanswered(self) -> None:
        """Wait until the call is cancelled."""
        await self.sip.wait_for_end()
