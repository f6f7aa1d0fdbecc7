"""The media of one leg on the media thread: what it receives, plays and relays.

Owns the state of the leg between two frames. All code here runs on the media thread, returns at once, and takes the
time as an argument; it uses only the leg's socket.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from telephony.port import CollectEnd, PlaybackEnd
from telephony.port.digit_collection import CollectRequest, CollectResult, DigitCollector
from telephony.pyvoip.media.addresses import BY_SDP, NO_ADDRESS, Signalling, SourceLock
from telephony.pyvoip.media.g711 import PAYLOAD_TYPES, SILENCE, Law, translate
from telephony.pyvoip.media.playout import PlayingTrack, Playout
from telephony.pyvoip.media.rtp import Jitter, Packet, Reception, Relay, Sender, is_rtcp, parse
from telephony.pyvoip.media.sockets import MediaSocket, ReceiveBuffer
from telephony.pyvoip.media.telephone_events import EventReception, Origin, PressDeduplicator
from telephony.pyvoip.media.track import Track

_LAWS: dict[int, Law] = {number: law for law, number in PAYLOAD_TYPES.items()}
_COMFORT_NOISE = 13  # RFC 3389: silence
_RELAY_TIMEOUT_S = 0.06  # a bridged leg that received nothing for this time is sent our silence
_JITTER_EVERY = 4  # packets: a variation of 20 ms appears at 80 ms too, and this saves three quarters of the cost
_DATAGRAMS_PER_TURN = 4  # per leg each 2 ms: a flood on one port does not slow the others
Deliver = Callable[..., None]
"""Calls its first argument with the others, on the owner's loop."""

_MAX_VOICE_BYTES = 800  # of G.711 in a packet, 100 ms


class MediaListener(Protocol):
    """The owner of a stream; called on the owner's loop, through ``deliver``."""

    def on_playback_ended(self, command_id: str, reason: PlaybackEnd) -> None:
        """Handle the end of a play."""
        ...

    def on_digits_collected(self, command_id: str, digits: str, reason: CollectEnd) -> None:
        """Handle the end of a collect."""
        ...

    def on_media_lost(self) -> None:
        """Handle the loss of media; called once, until packets arrive again."""
        ...


@dataclass(slots=True)
class MediaStats:
    """Packet counts of one leg."""

    received: int = 0
    sent: int = 0
    relayed: int = 0
    lost: int = 0
    late: int = 0
    repeated: int = 0
    jumped: int = 0
    malformed: int = 0
    unexpected: int = 0
    wrong_source: int = 0
    rtcp: int = 0
    unsent: int = 0
    jitter_s: float = 0.0


@dataclass(frozen=True, slots=True)
class FarEnd:
    """The far end from SDP; see ``MediaStream.connect``."""

    address: bytes
    law: Law
    event_payload: int | None
    sending: bool
    receiving: bool
    signalling: Signalling = BY_SDP
    is_confirmed: bool = True


class MediaLeg:
    """The media of one leg, which count as lost after ``loss_timeout_s`` without a packet."""

    def __init__(
        self, *, socket: MediaSocket, sender: Sender, listener: MediaListener, deliver: Deliver, loss_timeout_s: float
    ) -> None:
        self.socket = socket
        self.sender = sender
        self.stats = MediaStats()
        self.slot = 0
        self.capture_buffer: deque[bytes] | None = None
        self.playout = Playout()
        self._listener = listener
        self._deliver = deliver
        self._loss_timeout_s = loss_timeout_s
        self._far_end: FarEnd | None = None
        self._law: Law = "PCMU"
        self._source = SourceLock()
        self._reception = Reception()
        self._jitter = Jitter()
        self._events = EventReception()
        self._press_deduplicator = PressDeduplicator()
        self._collection = DigitCollector()
        self._peer: MediaLeg | None = None
        self._relay = Relay()
        self._is_held = self._is_muted = False
        self._last_received_at = self._last_relayed_at = 0.0
        self._is_lost = self._has_received_voice = self._is_confirmed = False
        self._key_began_at = 0

    # Commands

    def connect(self, far_end: FarEnd, now: float) -> None:
        """Set or change the far end."""
        self._far_end, self._law = far_end, far_end.law
        self._is_confirmed = self._is_confirmed or far_end.is_confirmed
        self._source.set_sdp_address(far_end.address, far_end.signalling)
        self._last_received_at, self._is_lost = now, False

    def confirm(self, now: float) -> None:
        """Note the ACK of our answer: the far end is at its address, and may hear us."""
        self._is_confirmed, self._last_received_at = True, now

    def play(self, track: PlayingTrack, now: float) -> None:
        """Begin a play."""
        self._report_playback(self.playout.start(track), "interrupted", now)
        self._collection.stop_timer()

    def stop_play(self, now: float) -> None:
        """End the play, if any."""
        self._report_playback(self.playout.end(), "interrupted", now)

    def music(self, track: Track | None, now: float) -> None:
        """Play music, or stop it."""
        if track is not None:
            self.stop_play(now)
        self.playout.music(track)

    def collect(self, request: CollectRequest, now: float) -> None:
        """Collect digits."""
        self._report_digits(self._collection.start(request, now, self.playout.playing is not None))

    def press(self, key: str, origin: Origin, now: float) -> None:
        """Handle a key of the far end: it ends a play, counts for a collect, and goes to the other leg."""
        if not self._press_deduplicator.is_new_press(key, origin, now):
            return
        playing = self.playout.playing
        if playing is not None and playing.interruptible:
            self.stop_play(now)
        self._report_digits(self._collection.press(key, now, self.playout.playing is not None))
        if self._peer is not None and self._is_heard():
            self._collection.clear()
            self._peer.playout.send(key)

    def bridge(self, other: "MediaLeg", now: float) -> None:
        """Connect two legs."""
        if self.is_closed or other.is_closed:
            return
        for leg in (self, other):
            leg.unbridge()
            leg._report_playback(leg.playout.start(None), "interrupted", now)
            leg._collection.clear()
            leg._relay = Relay()
            leg._last_relayed_at = 0.0
        self._peer, other._peer = other, self

    def unbridge(self) -> None:
        """Separate the leg from the other."""
        if self._peer is not None:
            self._peer._peer = None
            self._peer = None

    def mute(self, muted: bool) -> None:
        """Mute or unmute the leg's voice."""
        self._is_muted = muted

    def hold(self, track: Track | None, is_held: bool, now: float) -> None:
        """Hold the leg, or take it back."""
        self._is_held = is_held
        self.playout.hold(is_held, track)
        self._last_received_at = now

    def send_digits(self, digits: str) -> None:
        """Send digits: as telephone events if the far end supports them, else as tones."""
        self.playout.send(digits)

    def close(self) -> None:
        """Release everything; no callbacks follow."""
        self.unbridge()
        self._listener = _NullListener()
        self.socket.close()

    def fail(self) -> None:
        """Report an error of ours as media loss, so that the owner ends the leg; no callbacks follow."""
        self._deliver(self._listener.on_media_lost)
        self._listener = _NullListener()

    @property
    def is_closed(self) -> bool:
        """Whether the leg is over."""
        return self.socket.fd < 0

    # Every 20 ms

    def tick(self, now: float) -> None:
        """Send this frame's packet, and check the timers."""
        self.sender.advance()
        if self._collection.deadline is not None:
            self._report_digits(self._collection.expire(now))
        far = self._far_end
        if far is None:
            return
        if not self._is_confirmed and not self._may_hear(far):
            self._last_received_at = now  # the sound waits, too, and is heard from its beginning
            return
        self._watch(far, now)
        payload_type, payload, timestamp, marker = self._next_frame(far, now)
        if payload and far.sending:
            self._send(self.sender.build_packet(payload_type, payload, timestamp, marker))

    def _may_hear(self, far_end: FarEnd) -> bool:
        """Return whether an unacknowledged far end may hear us: only a trunk, at the host of its SIP."""
        return far_end.signalling.is_trusted and self._source.is_at_signalling(self._source.destination)

    def _watch(self, far_end: FarEnd, now: float) -> None:
        if self._is_held or not far_end.receiving:
            self._last_received_at = now
        elif now - self._last_received_at > self._loss_timeout_s and not self._is_lost:
            self._is_lost = True
            self._deliver(self._listener.on_media_lost)

    def _next_frame(self, far_end: FarEnd, now: float) -> tuple[int, bytes, int, bool]:
        key = None if far_end.event_payload is None else self.playout.event_frame()
        if key is not None and far_end.event_payload is not None:
            if key.begins:
                self._key_began_at = self.sender.next_timestamp()
            return far_end.event_payload, key.payload, self._key_began_at, key.begins
        voice = self._voice(far_end, now)
        starts = not self._has_received_voice
        self._has_received_voice = True
        return PAYLOAD_TYPES[self._law], voice, self.sender.next_timestamp(), starts

    def _voice(self, far_end: FarEnd, now: float) -> bytes:
        playing = self.playout.playing
        if playing is not None and playing.track.is_over:
            self._report_playback(self.playout.end(), "finished", now)
        voice = self.playout.frame(self._law, tones=far_end.event_payload is None)
        if voice or now - self._last_relayed_at < _RELAY_TIMEOUT_S:
            return voice
        return SILENCE[self._law]

    def _send(self, datagram: bytes) -> None:
        to = self._source.destination
        if to != NO_ADDRESS and self.socket.send(datagram, to):
            self.stats.sent += 1
        else:
            self.stats.unsent += 1

    def _report_playback(self, track: PlayingTrack | None, reason: PlaybackEnd, now: float) -> None:
        if track is not None:
            self._collection.start_timer(now)
            self._deliver(self._listener.on_playback_ended, track.command_id, reason)

    def _report_digits(self, result: CollectResult | None) -> None:
        if result is not None:
            self._deliver(self._listener.on_digits_collected, *result)

    # Incoming packets

    def receive(self, buffer: ReceiveBuffer, now: float) -> None:
        """Receive waiting datagrams, up to a limit."""
        for _ in range(_DATAGRAMS_PER_TURN):
            size = self.socket.receive(buffer)
            if size < 0:
                return
            self._process_datagram(buffer.datagram(size), buffer.sender(), now)

    def _process_datagram(self, datagram: bytes, sender: bytes, now: float) -> None:
        packet = None if is_rtcp(datagram) else parse(datagram)
        if packet is None:
            self._count_discarded(datagram)
        elif not self._is_expected(packet):
            self.stats.unexpected += 1
        elif not self._source.accepts(sender, now):
            self.stats.wrong_source += 1
        elif self._is_playable(packet, now):
            self._last_received_at, self._is_lost = now, False
            self._receive_packet(packet, now)

    def _count_discarded(self, datagram: bytes) -> None:
        if is_rtcp(datagram):
            self.stats.rtcp += 1
        else:
            self.stats.malformed += 1

    def _is_expected(self, packet: Packet) -> bool:
        far = self._far_end
        if far is None or len(packet.payload) > _MAX_VOICE_BYTES:
            return False
        kind = packet.payload_type
        return kind in _LAWS or kind in (far.event_payload, _COMFORT_NOISE)

    def _is_playable(self, packet: Packet, now: float) -> bool:
        reception = self._reception
        verdict = reception.receive(packet.ssrc, packet.sequence)
        self.stats.received, self.stats.lost = reception.received, reception.lost
        if verdict == "fresh":
            if not packet.sequence % _JITTER_EVERY:
                self.stats.jitter_s = self._jitter.update(packet.timestamp, now)
            return True
        if verdict == "late":
            self.stats.late += 1
            return True
        if verdict == "repeated":
            self.stats.repeated += 1
        else:
            self.stats.jumped += 1
        return False

    def _receive_packet(self, packet: Packet, now: float) -> None:
        law = _LAWS.get(packet.payload_type)
        if law is not None:
            self._receive_voice(packet, law, now)
        elif packet.payload_type != _COMFORT_NOISE:
            self._receive_event(packet, now)

    def _receive_event(self, packet: Packet, now: float) -> None:
        new = self._events.receive(packet.ssrc, packet.timestamp, packet.payload)
        if new is None:
            self.stats.malformed += 1
        elif new:
            self.press(self._events.key, "rtp", now)
        else:
            self._press_deduplicator.extend(self._events.key, "rtp", now)

    def _receive_voice(self, packet: Packet, law: Law, now: float) -> None:
        if not packet.payload:
            return
        if self.capture_buffer is not None:
            self.capture_buffer.append(translate(packet.payload, law, "PCMU"))
        peer = self._peer
        if peer is not None and self._is_heard() and peer.playout.is_idle:
            peer.relay(packet, law, self._relay, now)

    def relay(self, packet: Packet, law: Law, relay: Relay, now: float) -> None:
        """Relay a packet of the other leg at once."""
        far = self._far_end
        if far is None or not far.sending or not (self._is_confirmed or self._may_hear(far)):
            return
        voice = translate(packet.payload, law, self._law)
        datagram = relay.forward(packet, self.sender, PAYLOAD_TYPES[self._law], voice)
        if datagram is not None:
            self._last_relayed_at = now
            self.stats.relayed += 1
            self._send(datagram)

    def _is_heard(self) -> bool:
        return not (self._is_muted or self._is_held or self._far_end is None or not self._far_end.receiving)


class _NullListener:
    """The listener of a leg that is over."""

    def on_playback_ended(self, command_id: str, reason: PlaybackEnd) -> None:
        """Do nothing."""

    def on_digits_collected(self, command_id: str, digits: str, reason: CollectEnd) -> None:
        """Do nothing."""

    def on_media_lost(self) -> None:
        """Do nothing."""
