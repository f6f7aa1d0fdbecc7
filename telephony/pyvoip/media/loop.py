"""The embedded gateway's media: one thread that serves the voice of all calls.

Owns the ports, the slots, and the boundary between that thread and the owner's event loop. It must not know SIP: the
owner of a stream sets its far end. `media_leg` processes the packets, `pacer` owns the thread and its deadlines.

Every leg has one of ten slots of 2 ms in each 20 ms, so that packets leave evenly and no leg waits for all others.
Packets are read in each slot: a bridged packet waits 2 ms at most.

RTCP is not sent and not needed; received packets are counted.
"""

import gc
import secrets
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from telephony.port import Sounds, TelephonyError
from telephony.port.digit_collection import CollectRequest, check_keys
from telephony.pyvoip.media.addresses import BY_SDP, Signalling, pack_address
from telephony.pyvoip.media.g711 import Law
from telephony.pyvoip.media.media_leg import FarEnd, MediaLeg, MediaListener, MediaStats
from telephony.pyvoip.media.pacer import FRAME_S, SLOTS, Pacer, ThreadPacer
from telephony.pyvoip.media.playout import PlayingTrack
from telephony.pyvoip.media.rtp import FRAME_SAMPLES, Sender
from telephony.pyvoip.media.sockets import EpollSet, MediaSocket, ReceiveBuffer
from telephony.pyvoip.media.track import Track

__all__ = ["MediaListener", "MediaLoop", "MediaStats", "MediaStream", "OutOfPorts", "steady_interpreter"]

log = structlog.get_logger(__name__)


class OutOfPorts(TelephonyError):
    """No RTP port is free: the call must be refused."""

    code = "out_of_ports"
    retryable = True


def steady_interpreter() -> None:
    """Prepare a process for media; call it once, after all imports.

    Threads with CPU work yield after 0.5 ms, not 5. The garbage collector ignores loaded modules and runs less often,
    because each run stops the voice of all calls.
    """
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 20, 50)


class MediaLoop:
    """The media of all calls.

    Args:
        ports: the range of RTP ports; the even ones are used (RFC 3550 §11).
        deliver: posts a callback to the owner's loop, e.g. ``loop.call_soon_threadsafe``.
        loss_timeout_s: seconds without a packet after which a leg's media are lost.
        pacer: clock and rhythm; None for real time, on a thread.
    """

    def __init__(
        self,
        *,
        bind: str,
        ports: range,
        sounds: Sounds,
        deliver: Callable[[Callable[[], None]], object],
        loss_timeout_s: float = 30.0,
        pacer: Pacer | None = None,
    ) -> None:
        self.sounds = sounds
        self.pacer = pacer or ThreadPacer()
        self._bind = bind
        self._free_ports = deque(port for port in ports if port % 2 == 0)
        # A successor of a dead gateway begins at other ports, because far ends still send to the old ones.
        self._free_ports.rotate(secrets.randbelow(len(self._free_ports) or 1))
        self._deliver_call = deliver
        self._loss_timeout_s = loss_timeout_s
        self._commands: deque[tuple[Callable[..., None], tuple[Any, ...]]] = deque()
        self._next_slot = 0
        self._slots: list[list[MediaLeg]] = [[] for _ in range(SLOTS)]
        self._legs: dict[int, MediaLeg] = {}
        self._epoll = EpollSet()
        self._receive_buffer = ReceiveBuffer()
        self.skipped_frames = 0

    def start(self) -> None:
        """Start to serve the streams."""
        self.pacer.start(self)

    def stop(self) -> None:
        """Close every stream, after the last slot has run."""
        self.pacer.stop()
        for leg in list(self._legs.values()):
            self.drop(leg)
        self._epoll.close()

    def open(self, listener: MediaListener) -> "MediaStream":
        """Open a port for a new leg.

        Raises:
            OutOfPorts: none is free.
        """
        leg = MediaLeg(
            socket=self._bind_free_port(),
            sender=Sender(secrets.randbits(32), secrets.randbits(16), secrets.randbits(32)),
            listener=listener,
            deliver=self._deliver,
            loss_timeout_s=self._loss_timeout_s,
        )
        self.post(self._add, leg)
        return MediaStream(self, leg)

    def post(self, command: Callable[..., None], *details: Any) -> None:
        """Run a command on the media thread, within 2 ms."""
        self._commands.append((command, details))
        self.pacer.wake()

    def _bind_free_port(self) -> MediaSocket:
        for _ in range(len(self._free_ports)):
            port = self._free_ports.popleft()
            try:
                return MediaSocket(self._bind, port)
            except OSError:
                self._free_ports.append(port)
        raise OutOfPorts("no RTP port is free")

    def _deliver(self, call: Callable[..., None], *details: Any) -> None:
        try:
            self._deliver_call(partial(call, *details))
        except RuntimeError:  # the owner's loop is closed
            log.warning("media_undelivered", call=getattr(call, "__name__", ""))

    def _add(self, leg: MediaLeg) -> None:
        leg.slot = min(range(SLOTS), key=lambda slot: len(self._slots[slot]))
        self._slots[leg.slot].append(leg)
        self._legs[leg.socket.fd] = leg
        self._epoll.watch(leg.socket.fd)

    def drop(self, leg: MediaLeg) -> None:
        """End a leg once, on the media thread; its port is the last to be reused."""
        if self._legs.pop(leg.socket.fd, None) is None:
            return
        self._slots[leg.slot].remove(leg)
        self._epoll.unwatch(leg.socket.fd)
        leg.close()
        self._free_ports.append(leg.socket.port)

    # The slots, on the media thread

    @property
    def is_idle(self) -> bool:
        """Whether there is neither a leg nor a command."""
        return not self._legs and not self._commands

    def run_slot(self) -> None:
        """Run the commands, send the packets of the next slot's legs, and receive those of all legs."""
        self._run_commands()
        self._send(self._next_slot)
        self._receive()
        self._next_slot = (self._next_slot + 1) % SLOTS

    def skip_frames(self, frames: int) -> None:
        """Leave out frames that were not sent in time."""
        self.skipped_frames += frames
        for leg in self._legs.values():
            leg.sender.advance(frames * FRAME_SAMPLES)

    def _run_commands(self) -> None:
        for _ in range(len(self._commands)):
            command, details = self._commands.popleft()
            try:
                command(*details)
            except Exception:
                log.exception("media_command_failed", command=getattr(command, "__name__", ""))

    def _send(self, slot: int) -> None:
        now = self.pacer.now()
        for leg in self._slots[slot]:
            try:
                leg.tick(now)
            except Exception:
                self._fail(leg)

    def _receive(self) -> None:
        now = self.pacer.now()
        for fd in self._epoll.readable():
            leg = self._legs[fd]
            try:
                leg.receive(self._receive_buffer, now)
            except Exception:
                self._fail(leg)

    def _fail(self, leg: MediaLeg) -> None:
        log.exception("media_leg_failed")
        leg.fail()
        self.post(self.drop, leg)


class MediaStream:
    """The media of one leg, for its owner. Every method may be called from any thread and returns at once."""

    def __init__(self, loop: MediaLoop, leg: MediaLeg) -> None:
        self.port = leg.socket.port
        self._loop = loop
        self._leg = leg
        self._law: Law = "PCMU"

    def connect(
        self,
        host: str,
        port: int,
        codec: Law,
        event_payload: int | None,
        *,
        sending: bool = True,
        receiving: bool = True,
        signalling: Signalling = BY_SDP,
        is_confirmed: bool = True,
    ) -> None:
        """Set the far end from its SDP; called for every new SDP.

        Args:
            host: an IPv4 literal; 0.0.0.0 means none (the hold of RFC 2543).
            port: its RTP port; 0 means none.
            codec: our sending codec; either G.711 law is received.
            event_payload: payload type of its telephone events, or None if it has none.
            sending: we may send.
            receiving: it sends; otherwise its voice is not passed on and its silence is no loss.
            signalling: the source of its SIP, and whether it may name another host.
            is_confirmed: it has proved its presence; before ``confirm`` only a trusted far end is sent anything, at
                the host of its SIP.

        Raises:
            BadMediaAddress: no voice can be sent there.
        """
        self._law = codec
        far = FarEnd(pack_address(host, port), codec, event_payload, sending, receiving, signalling, is_confirmed)
        self._do(MediaLeg.connect, far, self._loop.pacer.now())

    def confirm(self) -> None:
        """Let the far end hear what is played, after its ACK."""
        self._do(MediaLeg.confirm, self._loop.pacer.now())

    def play(self, command_id: str, sounds: tuple[str, ...], interruptible: bool) -> None:
        """Play sounds in sequence; ends the earlier play.

        Raises:
            UnknownSound: a sound has no such key; nothing changes.
        """
        self._do(MediaLeg.play, PlayingTrack(command_id, self._track(sounds), interruptible), self._loop.pacer.now())

    def stop_play(self) -> None:
        """End the play, if any, with ``interrupted``."""
        self._do(MediaLeg.stop_play, self._loop.pacer.now())

    def music(self, sound: str) -> None:
        """Loop a sound, after ending any play; empty to stop it.

        Raises:
            UnknownSound: no such key; nothing changes.
        """
        self._do(MediaLeg.music, self._track((sound,), is_looping=True) if sound else None, self._loop.pacer.now())

    def collect(
        self, command_id: str, max_digits: int, first_digit_s: float, between_digits_s: float, terminator: str, *,
        afresh: bool = False,
    ) -> None:  # fmt: skip
        """Collect digits; see ``telephony.port.Collect``. Replaces a waiting Collect, which then never ends.

        Raises:
            ValueError: it wants no digit, or more than 32.
        """
        request = CollectRequest(command_id, max_digits, first_digit_s, between_digits_s, terminator, afresh)
        self._do(MediaLeg.collect, request, self._loop.pacer.now())

    def press(self, digit: str) -> None:
        """Handle a digit from SIP INFO; the same digit by RTP within 100 ms is the same press.

        Raises:
            ValueError: not one key of a telephone.
        """
        if len(digit) != 1:
            raise ValueError(f"{digit!r} is not a single key of a telephone")
        check_keys(digit)
        self._do(MediaLeg.press, digit, "info", self._loop.pacer.now())

    def bridge(self, other: "MediaStream") -> None:
        """Connect two legs; ends what they were playing, and their bridges with other legs.

        Raises:
            ValueError: the other is this one, or belongs to another MediaLoop.
        """
        if other is self or other._loop is not self._loop:
            raise ValueError("only two legs of the same MediaLoop can be bridged")
        self._do(MediaLeg.bridge, other._leg, self._loop.pacer.now())

    def unbridge(self) -> None:
        """Separate the leg from the other; both then hear silence."""
        self._do(MediaLeg.unbridge)

    def mute(self, muted: bool) -> None:
        """Mute or unmute the leg's voice."""
        self._do(MediaLeg.mute, muted)

    def hold(self, is_held: bool, sound: str = "") -> None:
        """Hold the leg, with music, or take it back to its bridge.

        Raises:
            UnknownSound: no such key; nothing changes.
        """
        track = self._track((sound,), is_looping=True) if is_held and sound else None
        self._do(MediaLeg.hold, track, is_held, self._loop.pacer.now())

    def send_digits(self, digits: str) -> None:
        """Send digits to the far end, in sequence.

        Raises:
            ValueError: a character that is not a key.
        """
        check_keys(digits)
        self._do(MediaLeg.send_digits, digits)

    def start_capture(self, max_s: float = 30.0) -> None:
        """Keep the last received seconds, for `captured_audio`."""
        self._leg.capture_buffer = deque(maxlen=max(1, round(max_s / FRAME_S)))

    def captured_audio(self) -> bytes:
        """Return the audio of `start_capture` as u-law, in order of arrival; losses leave no gap."""
        captured = self._leg.capture_buffer
        return b"" if captured is None else b"".join(captured.copy())

    def stats(self) -> MediaStats:
        """Return the statistics so far."""
        return replace(self._leg.stats)

    def close(self) -> None:
        """End the leg's media and release its port; its listener gets no more callbacks."""
        self._loop.post(self._loop.drop, self._leg)

    def _do(self, command: Callable[..., None], *details: Any) -> None:
        self._loop.post(command, self._leg, *details)

    def _track(self, sounds: tuple[str, ...], is_looping: bool = False) -> Track:
        find = self._loop.sounds.alaw if self._law == "PCMA" else self._loop.sounds.ulaw
        return Track(tuple(find(sound) for sound in sounds), self._law, is_looping)
