"""A small SIP phone on the gateway's own stack.

Owns one phone: its user agent, its media, and the trace of each of its calls. It must not know the gateway, nor the
other side. Its user decides when to answer, press and hang up.
"""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import cast

from telephony.port import CollectEnd, HangupCause, LegFailure, PlaybackEnd, TelephonyError, UnknownSound
from telephony.pyvoip.media.g711 import translate
from telephony.pyvoip.media.loop import MediaLoop, MediaStream, OutOfPorts
from telephony.pyvoip.sip.calls.incoming_call import IncomingCall
from telephony.pyvoip.sip.calls.sip_call import AcceptedCall, LegListener, SipCall
from telephony.pyvoip.sip.calls.user_agent import InviteRefusal, UnreachableAddress, UserAgent
from telephony.pyvoip.sip.digest import DigestCredentials
from telephony.pyvoip.sip.messages import Message
from telephony.softphone.trace import TraceEvent

RTP_PORTS = range(34000, 36000)
VOICE = "voice"
"""Key of the phone's own voice, in its sounds."""
_FAREWELL_S, _FAREWELL_GLANCE_S = 1.0, 0.02
LISTEN_INTERVAL_S = 0.2
"""Seconds of received audio that are kept for analysis."""


class InMemorySounds:
    """Sounds held in memory; implements ``telephony.port.Sounds``."""

    def __init__(self, ulaw: Mapping[str, bytes]) -> None:
        self._ulaw = dict(ulaw)

    def ulaw(self, key: str) -> bytes:
        """Return the sound as u-law. Raises UnknownSound."""
        try:
            return self._ulaw[key]
        except KeyError:
            raise UnknownSound(f"no sound {key!r}") from None

    def alaw(self, key: str) -> bytes:
        """Return the sound as A-law. Raises UnknownSound."""
        return translate(self.ulaw(key), "PCMU", "PCMA")


class PhoneCall:
    """One call of a phone."""

    def __init__(self, phone: "Softphone") -> None:
        self.phone = phone
        self.sip: SipCall | None = None
        self.stream: MediaStream | None = None
        self.trace: list[TraceEvent] = []
        self._started_at = asyncio.get_running_loop().time()
        self._trace_changed = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Whether the call has ended."""
        return bool(self.trace) and self.trace[-1].kind in ("failed", "hung_up", "far_end_hung_up")

    def record(self, kind: str, detail: str = "") -> None:
        """Add an event to the trace."""
        at_s = asyncio.get_running_loop().time() - self._started_at
        happened = TraceEvent(kind=kind, at_s=at_s, detail=detail)
        self.trace.append(happened)
        self.phone.on_event(happened)
        self._trace_changed.set()

    async def wait_for(self, *kinds: str) -> TraceEvent:
        """Wait for one of these events; return the first in the trace."""
        while True:
            found = next((event for event in self.trace if event.kind in kinds), None)
            if found is not None:
                return found
            self._trace_changed.clear()
            await self._trace_changed.wait()

    def answer(self) -> None:
        """Answer, and play the phone's own voice if it has one."""
        if isinstance(self.sip, IncomingCall):
            self.sip.answer()
            self.on_answered()

    def reject(self, code: int) -> None:
        """Refuse the call."""
        if isinstance(self.sip, IncomingCall):
            self.sip.deny(code)
            self.record("hung_up")

    def press(self, digits: str) -> None:
        """Press keys (RFC 4733)."""
        if self.stream is not None:
            self.stream.send_digits(digits)
            self.record("pressed", digits)

    def hang_up(self) -> None:
        """End the call in any state."""
        if self.is_over or self.sip is None:
            return
        if isinstance(self.sip, IncomingCall):
            self.sip.deny()
        self.sip.hangup()
        self.record("hung_up")

    # LegListener

    def on_trying(self) -> None:
        """Note that the far end has our INVITE."""
        self.record("trying")

    def on_ringing(self) -> None:
        """Note that the far end rings."""
        self.record("ringing")

    def on_answered(self) -> None:
        """Note the answer, and play the phone's own voice."""
        self.record("answered")
        if self.phone.voice and self.stream is not None:
            self.stream.play(VOICE, (self.phone.voice,), False)

    def on_failed(self, cause: LegFailure) -> None:
        """Note that the far end did not answer."""
        self.record("failed", cause)

    def on_ended(self, cause: HangupCause) -> None:
        """Note that the far end hung up."""
        self.record("far_end_hung_up", cause)

    # MediaListener

    def on_playback_ended(self, command_id: str, reason: PlaybackEnd) -> None:
        """Repeat the voice, if it is to repeat."""
        if self.phone.repeats_voice and self.stream is not None and not self.is_over:
            self.stream.play(VOICE, (self.phone.voice,), False)

    def on_digits_collected(self, command_id: str, digits: str, reason: CollectEnd) -> None:
        """Do nothing: a phone collects no digits."""

    def on_media_lost(self) -> None:
        """Hang up after the loss of media."""
        if self.sip is not None and not self.is_over:
            self.sip.hangup()
            self.record("far_end_hung_up", "media_lost")


class Softphone:
    """One phone.

    Args:
        port: UDP port of SIP if none of ``ports`` is free; 0 takes any free one.
        ports: UDP ports of SIP, of which a random free one is taken.
        voice: u-law to play during a call; empty for silence.
        media: a shared media thread, for many phones in one process; `voice` is then a key of its sounds. None
            creates a thread.
    """

    def __init__(
        self,
        *,
        bind: str = "127.0.0.1",
        port: int = 0,
        ports: Sequence[int] = (),
        voice: bytes | str = b"",
        repeats_voice: bool = False,
        user: str = "telefono",
        password: str = "",
        rtp_ports: range = RTP_PORTS,
        media: MediaLoop | None = None,
    ) -> None:
        self.voice, self.repeats_voice = (voice if isinstance(voice, str) else VOICE if voice else ""), repeats_voice
        self._voice_samples, self._shared_media = (voice if isinstance(voice, bytes) else b""), media
        self.incoming: asyncio.Queue[PhoneCall] = asyncio.Queue()
        self.on_event: Callable[[TraceEvent], None] = lambda happened: None
        self.agent = UserAgent(self, bind, DigestCredentials(username=user, password=password))
        self._bind, self._port, self._ports, self._rtp_ports = bind, port, ports, rtp_ports
        self._media: MediaLoop | None = media

    @property
    def uri(self) -> str:
        """The address at which it can be called."""
        return f"sip:{self.agent.sip.username}@{self.agent.sip.via}"

    async def start(self) -> None:
        """Open the sockets.

        Raises:
            TelephonyError: the SIP port cannot be opened.
        """
        await self._open_sip()
        if self._shared_media is None:
            self._media = MediaLoop(
                bind=self._bind,
                ports=self._rtp_ports,
                sounds=InMemorySounds({VOICE: self._voice_samples}),
                deliver=asyncio.get_running_loop().call_soon_threadsafe,
            )
            self._media.start()

    async def _open_sip(self) -> None:
        for port in random.sample(self._ports, len(self._ports)):  # another phone may have taken any of them
            with suppress(TelephonyError):
                await self.agent.open(self._bind, port)
                return
        await self.agent.open(self._bind, self._port)

    async def stop(self) -> None:
        """Hang up all calls and close the sockets."""
        for call in list(self.agent.calls.values()):
            if isinstance(call, SipCall):
                cast(PhoneCall, call.party).hang_up()
        await self._wait_hung_up()
        self.agent.close()
        if self._media is not None and self._shared_media is None:
            await asyncio.to_thread(self._media.stop)
            self._media = None

    async def _wait_hung_up(self) -> None:
        until = asyncio.get_running_loop().time() + _FAREWELL_S
        endpoint = self.agent.sip.endpoint
        while endpoint.has_pending_requests and endpoint.now() < until:  # noqa: ASYNC110 - the endpoint sends no event
            await asyncio.sleep(_FAREWELL_GLANCE_S)

    async def call(self, uri: str, timeout_s: float = 60.0) -> PhoneCall:
        """Call an address; the call's trace records the events.

        Raises:
            OutOfPorts: no RTP port is free.
        """
        call = PhoneCall(self)
        call.stream = self._open(call)
        call.record("dialled")
        try:
            call.sip = await self.agent.dial(uri, call.stream, call, timeout_s)
        except UnreachableAddress:
            call.stream.close()
            call.on_failed("unreachable")
        return call

    def admit(self, invite: Message) -> AcceptedCall | InviteRefusal:
        """Accept every call for which there is a port."""
        call = PhoneCall(self)
        try:
            call.stream = self._open(call)
        except OutOfPorts:
            return InviteRefusal(503)
        return AcceptedCall(call, call.stream)

    def on_offered(self, party: LegListener, call: IncomingCall) -> None:
        """Ring, and queue the incoming call."""
        phone_call = cast(PhoneCall, party)
        phone_call.sip = call
        call.ring()
        phone_call.record("ringing")
        self.incoming.put_nowait(phone_call)

    def on_acknowledged(self, party: LegListener) -> None:
        """Do nothing: a phone does not need the ACK."""

    def on_unacknowledged(self, party: LegListener) -> None:
        """Do nothing: the call ends by itself."""

    def _open(self, call: PhoneCall) -> MediaStream:
        if self._media is None:
            raise OutOfPorts("the phone is off")
        stream = self._media.open(call)
        stream.start_capture(LISTEN_INTERVAL_S)
        return stream
