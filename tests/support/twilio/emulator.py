"""The emulator's interface for tests: numbers, phones, callers, time, failures, and a record of the requests.

Owns the start and the end of all parts, not their behaviour.
"""

import asyncio
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.support.twilio.clock import Changes, Clock
from tests.support.twilio.exchange import DebuggerFault, Exchange, IncomingNumber, same_address
from tests.support.twilio.http.rest_api import ApiRequest, RestApi
from tests.support.twilio.http.webhooks import Disturbance, SentWebhook, Webhooks
from tests.support.twilio.legs import Leg
from tests.support.twilio.parties import Caller, Party, Phone
from tests.support.twilio.recordings import Recorder
from tests.support.twilio.twiml.documents import DocumentRequest

ACCOUNT = "AC" + "5a" * 16
TOKEN = "7e" * 16  # of the emulator's account; worthless anywhere else


class TwilioEmulator:
    """A small Twilio in the event loop of a test.

    Args:
        public_url: our public address in Twilio's settings; requests to it go to ``nodes``.
        nodes: addresses of our nodes behind it; the list may change while the emulator runs. Empty: addresses are used
            unchanged.
        speed: factor to real time for sounds, rings and silences.
        manual: they end when the test says so, instead.
        timeout_s: of a webhook's answer, real seconds.
        ring_buffer_s: added by Twilio to the requested ring time.
        account: its sid.
        token: its auth token, which signs.
        port: of the API; 0 for a free one.
    """

    def __init__(
        self,
        public_url: str = "",
        nodes: list[str] | None = None,
        *,
        speed: float = 1.0,
        manual: bool = False,
        timeout_s: float = 15.0,
        ring_buffer_s: float = 5.0,
        account: str = ACCOUNT,
        token: str = TOKEN,
        port: int = 0,
    ) -> None:
        self._port = port
        self.account, self.token = account, token
        self._webhooks = Webhooks(token, public_url, nodes if nodes is not None else [], timeout_s)
        self._changes = Changes()
        self.clock = Clock(self._changes, speed, manual=manual)
        self.exchange = Exchange(account, self._webhooks, self._changes, self.clock, ring_buffer_s)
        self.api = RestApi(self.exchange, account, {account: token})
        self._server: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        self._server = web.AppRunner(self.api.app(), access_log=None, shutdown_timeout=0.5)
        await self._server.setup()
        site = web.TCPSite(self._server, "127.0.0.1", self._port)
        await site.start()
        host, port = self._server.addresses[0][:2]
        self.exchange.base = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.end_all()
        await self.exchange.callbacks.close()
        assert self._server
        await self._server.cleanup()
        await self._webhooks.close()

    async def end_all(self) -> None:
        """End every call, as if all parties hung up."""
        legs = list(self.exchange.legs.values())
        for leg in legs:
            leg.end("completed" if leg.is_up else "canceled")
        await asyncio.gather(*(leg.task for leg in legs if leg.task), return_exceptions=True)

    # State ------------------------------------------------------------------------------------------------------------

    @property
    def base(self) -> str:
        """The address that replaces https://api.twilio.com."""
        return self.exchange.base

    @property
    def public_url(self) -> str:
        """Our public address; may be set once the server's port is known."""
        return self._webhooks.public_url

    @public_url.setter
    def public_url(self, url: str) -> None:
        self._webhooks.public_url = url.rstrip("/")

    @property
    def nodes(self) -> list[str]:
        """Our nodes' addresses."""
        return self._webhooks.nodes

    @property
    def disturbance(self) -> Disturbance:
        """The failures of requests to us."""
        return self._webhooks.trouble

    @property
    def faults(self) -> list[DebuggerFault]:
        """The faults in Twilio's debugger; empty unless a test causes a failure."""
        return self.exchange.faults

    @property
    def recorder(self) -> Recorder:
        """The recordings; ``works`` says whether anything can be recorded."""
        return self.exchange.recorder

    @property
    def webhooks(self) -> list[SentWebhook]:
        """Every request sent to us, in the order of their ends."""
        return self._webhooks.log

    @property
    def repeats(self) -> list[tuple[SentWebhook, SentWebhook]]:
        """Each webhook that was sent twice, with both answers."""
        return self._webhooks.repeats

    @property
    def api_requests(self) -> list[ApiRequest]:
        """Every request to the API."""
        return self.api.log

    def add_number(self, number: str, name: str = "", **fields: str) -> IncomingNumber:
        """Add a number to the account; ``fields`` as in a request: VoiceUrl, StatusCallback and so on."""
        made = IncomingNumber(f"PN{uuid.uuid4().hex}", number, name or number, dict(fields))
        self.exchange.numbers[made.sid] = made
        return made

    def add_wired_number(self, number: str, path: str = "/twilio/voice") -> IncomingNumber:
        """Add a number with our webhooks, as ``atencion twilio setup`` configures it."""
        root = self.public_url + path
        ended = f"{root}/status#rc=2&rp=all"
        return self.add_number(
            number, VoiceUrl=f"{root}/incoming", VoiceFallbackUrl=f"{root}/fallback", StatusCallback=ended
        )

    def add_phone(self, address: str, label: str) -> Phone:
        """Add a phone at an address (``sip:…``, ``client:…``, ``+57…``)."""
        phone = self.exchange.phones[same_address(address)] = Phone(self.exchange, address, label)
        return phone

    # People -----------------------------------------------------------------------------------------------------------

    async def dial(self, to: str, from_: str = "+573001234567", label: str = "caller") -> Caller:
        """Dial a number of the account, which requests its voice URL.

        Raises:
            LookupError: the account has no such number.
        """
        number = next((each for each in self.exchange.numbers.values() if each.number == to), None)
        if number is None:
            raise LookupError(f"the account has no number {to}")
        leg = self.exchange.new_leg("inbound", from_, to, label=label)
        leg.status = "ringing"
        leg.callback, leg.fallback = number.callback(), number.fallback()
        step = DocumentRequest(number.fields.get("VoiceUrl", ""), number.fields.get("VoiceMethod") or "POST")
        leg.task = asyncio.create_task(self.exchange.run_leg(leg, step))
        return Caller(self.exchange, leg)

    def leg(self, sid: str) -> Leg:
        """Return a leg by its sid."""
        return self.exchange.legs[sid]

    # Time -------------------------------------------------------------------------------------------------------------

    async def finish_sound(self, party: Party) -> None:
        """Finish the current sound of a leg (manual)."""
        await self.clock.finish_wait(party.call_sid, "sound")

    async def let_gather_time_out(self, party: Party, at_most_s: float = 1e9) -> None:
        """Time out a Gather, at most this long, without a key (manual)."""
        await self.clock.finish_wait(party.call_sid, "silence", at_most_s)

    async def finish_pause(self, party: Party) -> None:
        """Finish a Pause (manual)."""
        await self.clock.finish_wait(party.call_sid, "pause")

    async def finish_ringing(self, phone: Phone) -> None:
        """End the ring time of a phone (manual)."""
        await self.clock.finish_wait(phone.call_sid, "ring")

    async def wait_until(self, holds: Callable[[], bool], deadline_s: float = 10.0) -> bool:
        """Wait until a condition of the emulator holds, or for real seconds; return whether it holds."""
        return await self._changes.wait_until(holds, deadline_s)

    async def wait_for_callbacks(self) -> None:
        """Wait until all status callbacks so far, and all repetitions, are delivered."""
        await self._webhooks.wait_for_repeats()
        await self.exchange.callbacks.wait_until_delivered()
