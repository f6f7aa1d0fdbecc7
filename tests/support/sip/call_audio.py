"""The sound of a test's phone: tones to play and to detect, and the RTP of one call.

Owns the parts of RFC 3551 and 4733 that a correct phone needs, written separately from the gateway's own media. It must
not know SIP.
"""

import asyncio
import audioop
import itertools
import math
import random
import re
import struct
from collections import deque
from collections.abc import Iterable, Sequence

KEYS = "0123456789*#ABCD"
FRAME = 160  # samples of 20 ms
EVENT_PAYLOAD = 101
_WINDOW_S = 0.16
_READ_PACKETS = 4
_MEMORY_PACKETS = 500  # ten seconds
_LOUD = 900.0  # of 32,768; voices and sounds are at 8,000


def tone(hertz: int, seconds: float) -> bytes:
    """Return a sine at a quarter of full scale, as G.711 u-law at 8 kHz."""
    wave = (int(8000 * math.sin(2 * math.pi * hertz * n / 8000)) for n in range(int(8000 * seconds)))
    return audioop.lin2ulaw(b"".join(struct.pack("<h", sample) for sample in wave), 2)


def ulaw_to_alaw(ulaw: bytes) -> bytes:
    """Return the sound in the A-law of G.711."""
    return audioop.lin2alaw(audioop.ulaw2lin(ulaw, 2), 2)


def loudness(ulaw: bytes, hertz: int) -> float:
    """Return the amplitude of one frequency in u-law sound (Goertzel's algorithm)."""
    return amplitude(struct.unpack(f"<{len(ulaw)}h", audioop.ulaw2lin(ulaw, 2)), hertz)


def amplitude(samples: Sequence[int], hertz: int) -> float:
    """Return the amplitude of one frequency in linear samples, 8,000 a second."""
    factor = 2 * math.cos(2 * math.pi * hertz / 8000)
    before, last = 0.0, 0.0
    for sample in samples:
        before, last = last, sample + factor * last - before
    return 2 * math.sqrt(abs(before**2 + last**2 - factor * before * last)) / max(len(samples), 1)


def _now() -> float:
    return asyncio.get_running_loop().time()


class CallMedia:
    """The sound of a phone: its voice, the sound received last, and the keys of either side."""

    def __init__(self, hertz: int) -> None:
        self.transport: asyncio.DatagramTransport | None = None
        self.keys_heard = ""
        self.key_released = asyncio.Event()
        self.key_received = asyncio.Event()
        self._frames = itertools.cycle(self._cut(tone(hertz, 1.0)))
        self._heard: deque[tuple[float, bytes]] = deque(maxlen=50)
        self._unread: deque[bytes] = deque(maxlen=_MEMORY_PACKETS)
        self._peer: tuple[str, int] | None = None
        self._event_payload = EVENT_PAYLOAD
        self._sequence = random.randrange(1000)
        self._timestamp = random.randrange(1000)
        self._events: deque[tuple[int, int, bool]] = deque()
        self._event_at = self._last_event = -1
        self._talk: asyncio.Task[None] | None = None
        self._is_stopped = False
        self._source = random.getrandbits(32)

    @staticmethod
    def _cut(sound: bytes) -> list[bytes]:
        return [sound[at : at + FRAME] for at in range(0, len(sound), FRAME)]

    def connect(self, sdp: str) -> None:
        """Send to the address of a session description."""
        address = re.search(r"c=IN IP4 (\S+)", sdp)
        port = re.search(r"m=audio (\d+)", sdp)
        event = re.search(r"a=rtpmap:(\d+) telephone-event", sdp)
        assert address, sdp
        assert port, sdp
        self._peer = (address[1], int(port[1]))
        self._event_payload = int(event[1]) if event else EVENT_PAYLOAD
        if self._talk is None:
            self._talk = asyncio.create_task(self._speak())

    def stop(self) -> None:
        """Stop the voice, and release the key that is being pressed."""
        self._is_stopped = True
        self.key_released.set()
        if self._talk is not None:
            self._talk.cancel()

    def press(self, key: str) -> None:
        """Send a key as a telephone event: 100 ms, its end three times, then 60 ms of voice; nothing after the end."""
        if self._is_stopped:
            return
        code = KEYS.index(key)
        self._events.extend((code, 160 * (n + 1), False) for n in range(5))
        self._events.extend((code, 800, True) for _ in range(3))
        self._events.extend((-1, 0, False) for _ in range(3))
        self.key_released.clear()

    async def _speak(self) -> None:
        due = _now()
        while True:
            self._send_frame()
            due += 0.02
            await asyncio.sleep(max(0.0, due - _now()))

    def _send_frame(self) -> None:
        voice = next(self._frames)
        code, length, ends = self._events.popleft() if self._events else (-1, 0, False)
        if not self._events:
            self.key_released.set()
        if code < 0:
            self._send(0, self._timestamp, voice)
        else:
            begins = length == FRAME and not ends
            self._event_at = self._timestamp if begins else self._event_at
            event = struct.pack("!BBH", code, (0x80 if ends else 0) | 10, length)
            self._send(self._event_payload | (0x80 if begins else 0), self._event_at, event)
        self._timestamp += FRAME

    def _send(self, payload_type: int, timestamp: int, payload: bytes) -> None:
        self._sequence = (self._sequence + 1) & 0xFFFF
        head = struct.pack("!BBHII", 0x80, payload_type, self._sequence, timestamp & 0xFFFFFFFF, self._source)
        if self.transport is not None and self._peer is not None:
            self.transport.sendto(head + payload, self._peer)

    def receive(self, packet: bytes) -> None:
        """Receive an RTP packet."""
        payload_type, timestamp, payload = packet[1] & 0x7F, struct.unpack_from("!I", packet, 4)[0], packet[12:]
        if payload_type in (0, 8):
            sound = payload if payload_type == 0 else audioop.lin2ulaw(audioop.alaw2lin(payload, 2), 2)
            self._heard.append((_now(), sound))
            self._unread.append(sound)
        elif timestamp != self._last_event:
            self._last_event = timestamp
            self.keys_heard += KEYS[payload[0]]
            self.key_received.set()

    def hears(self, hertz: int) -> bool:
        """Return whether this tone is in the sound of the last 160 ms."""
        since = _now() - _WINDOW_S
        lately = b"".join(sound for at, sound in self._heard if at >= since)
        return len(lately) >= 2 * FRAME and loudness(lately, hertz) > _LOUD

    def read_tone(self, among: Iterable[int]) -> int | None:
        """Return the tone of the next 80 ms of unread sound: 0 for none of these, None if they have not come yet.

        The sound is read in its order, so that a busy machine, which reads late, misses nothing of the last seconds.
        """
        if len(self._unread) < _READ_PACKETS:
            return None
        sound = b"".join(self._unread.popleft() for _ in range(_READ_PACKETS))
        return next((hertz for hertz in among if loudness(sound, hertz) > _LOUD), 0)
