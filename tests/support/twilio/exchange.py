"""The emulator's exchange: an account with its numbers, the phones that it can reach, and every leg.

Owns legs from their first ring to their end, and assigns documents to legs. It must not know HTTP routes. Source:
https://www.twilio.com/docs/voice/api/call-resource and https://www.twilio.com/docs/voice/twiml.
"""

import asyncio
import contextlib
import re
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tests.support.twilio.clock import Changes, Clock
from tests.support.twilio.conferences import Conference, ConferenceMember
from tests.support.twilio.http.status_callbacks import Callbacks
from tests.support.twilio.http.webhooks import WebhookFailed, Webhooks
from tests.support.twilio.legs import Callback, Leg
from tests.support.twilio.recordings import NotRecordable, Recorder
from tests.support.twilio.sounds import Sounds
from tests.support.twilio.twiml.dial import dial
from tests.support.twilio.twiml.documents import Document, DocumentRequest, fetch_document
from tests.support.twilio.twiml.verbs import HANG_UP, Next, gather, hangup, pause, play, redirect, reject, say, start

if TYPE_CHECKING:
    from tests.support.twilio.parties import Phone

_VERBS = {
    "Play": play,
    "Say": say,
    "Pause": pause,
    "Redirect": redirect,
    "Hangup": hangup,
    "Reject": reject,
    "Gather": gather,
    "Start": start,
    "Dial": dial,
}
_NOBODY_S = 0.05  # real seconds until a call to an address without a phone fails


@dataclass(frozen=True)
class DebuggerFault:
    """An entry of Twilio's debugger: our violation of the documentation, or a missing answer."""

    sid: str
    code: int
    reason: str


@dataclass
class IncomingNumber:
    """An incoming number, with the fields that may be set."""

    sid: str
    number: str
    name: str
    fields: dict[str, str] = field(default_factory=dict)

    def callback(self) -> Callback | None:
        """Return the callback for the end of a call."""
        url = self.fields.get("StatusCallback", "")
        return Callback(url, self.fields.get("StatusCallbackMethod") or "POST") if url else None

    def fallback(self) -> tuple[str, str] | None:
        """Return the URL and method used when its voice URL fails."""
        url = self.fields.get("VoiceFallbackUrl", "")
        return (url, self.fields.get("VoiceFallbackMethod") or "POST") if url else None


def same_address(address: str) -> str:
    """Return an address for comparison: without parameters, in lower case."""
    return re.split("[;?]", address, maxsplit=1)[0].strip().lower()


class Exchange:
    """See the module. ``base`` is the address of the emulator's own API."""

    def __init__(self, account: str, webhooks: Webhooks, changes: Changes, clock: Clock, ring_buffer_s: float) -> None:
        self.account, self.webhooks, self.changes, self.clock = account, webhooks, changes, clock
        self.base = ""
        self.sounds = Sounds(webhooks)
        self.callbacks = Callbacks(webhooks, lambda error: self.fault("", error))
        self.recorder = Recorder(self)
        self.legs: dict[str, Leg] = {}
        self.numbers: dict[str, IncomingNumber] = {}
        self.phones: dict[str, Phone] = {}
        self.faults: list[DebuggerFault] = []
        self._rooms: dict[str, Conference] = {}
        self._ring_buffer_s = ring_buffer_s

    def fault(self, sid: str, error: WebhookFailed) -> None:
        """Record an error."""
        self.faults.append(DebuggerFault(sid, error.code, error.reason))

    def new_leg(self, direction: str, from_: str, to: str, *, parent: Leg | None = None, label: str = "") -> Leg:
        """Create a leg that does not ring yet."""
        phone = self.phones.get(same_address(to))
        label = label or (phone.label if phone else to)
        leg = Leg(self, f"CA{uuid.uuid4().hex}", direction, from_, to, label, parent)
        self.legs[leg.sid] = leg
        return leg

    def may_show(self, caller: str, leg: Leg) -> bool:
        """Return whether a number may be shown to the called party: the account's own, or the caller of the account."""
        root = leg.parent or leg
        return caller in {number.number for number in self.numbers.values()} or caller == root.from_

    # Rings ------------------------------------------------------------------------------------------------------------

    async def ring(self, leg: Leg, timeout_s: float) -> bool:
        """Ring a phone and return whether it answered; otherwise the leg is over."""
        leg.status = "initiated"
        leg.send_status_callback("initiated")
        phone = self.phones.get(same_address(leg.to))
        if phone is None:
            await asyncio.sleep(_NOBODY_S)
            leg.end("failed", 404)
            return False
        phone.is_called(leg)
        sip = await self._outcome(leg, timeout_s)
        if leg.is_over:
            return False
        if sip != 200:
            leg.refuse(sip)
            return False
        leg.pick_up()
        return True

    async def _outcome(self, leg: Leg, timeout_s: float) -> int:
        """Wait for the phone's SIP status; 480 after the ring time."""
        tired = asyncio.create_task(self.clock.wait(leg.sid, "ring", timeout_s + self._ring_buffer_s))
        ends: list[asyncio.Future[Any]] = [tired, leg.outcome]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            tired.cancel()
        return leg.outcome.result() if leg.outcome.done() else 480

    async def call_out(self, leg: Leg, step: DocumentRequest, timeout_s: float, keys: str = "") -> None:
        """Make a call that the API requested."""
        if await self.ring(leg, timeout_s):
            leg.received += keys
            await self.run_leg(leg, step)

    # Documents --------------------------------------------------------------------------------------------------------

    async def run_leg(self, leg: Leg, step: DocumentRequest) -> None:
        """Run a leg's documents until it is over."""
        await self.follow(leg, step)
        leg.end()

    async def redo(self, leg: Leg, step: DocumentRequest) -> None:
        """Replace the document that a leg runs."""
        old = leg.task
        leg.redirect()
        leg.turn = turn = leg.turn + 1
        if old and not old.done():
            old.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({old})
        # If two documents arrive at once, the later one runs.
        if leg.is_up and leg.turn == turn:
            leg.task = asyncio.create_task(self.run_leg(leg, step))

    async def follow(self, leg: Leg, step: DocumentRequest, *, screening: bool = False) -> Literal["hang up", "end"]:
        """Run documents; return whether the last one hung up, or just ended."""
        fallback = leg.fallback
        while True:
            try:
                document = await fetch_document(leg, step, screening=screening)
                then = await self._obey(leg, document)
            except WebhookFailed as error:
                self.fault(leg.sid, error)
                if fallback is None:
                    return HANG_UP
                step = DocumentRequest(*fallback, {"ErrorCode": str(error.code), "ErrorUrl": step.url})
                fallback = None
                continue
            if isinstance(then, DocumentRequest):
                step, fallback = then, leg.fallback
                continue
            return then or "end"

    async def _obey(self, leg: Leg, document: Document) -> Next:
        for element in document.root:
            try:
                then = await _VERBS[element.tag](leg, element, document)
            except NotRecordable as error:
                raise WebhookFailed(12200, f"{document.url}: a leg that is not up cannot be recorded") from error
            if then is not None:
                return then
        return None

    # Conferences ------------------------------------------------------------------------------------------------------

    def room(self, name: str) -> Conference:
        """Return a conference by name; create it if necessary."""
        return self._rooms.setdefault(name, Conference(name, f"CF{uuid.uuid4().hex}"))

    def enter(self, room: Conference, member: ConferenceMember) -> None:
        """Add a leg to a conference."""
        room.join(member)
        member.leg.member = (room, member)
        self.changes.notify()

    def leave(self, room: Conference, member: ConferenceMember) -> None:
        """Remove a leg; the last one closes the conference."""
        room.leave(member)
        if member.leg.member == (room, member):
            member.leg.member = None
        if not room.members:
            self._rooms.pop(room.name, None)
        self.changes.notify()
