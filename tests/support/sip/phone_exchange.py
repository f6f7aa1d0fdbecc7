"""Phones by the hundred in one process, with one thread for their sound: each plays and hears tones.

Owns the tones of site and voices, and their detection. It must not know the phones' users.
"""

import asyncio
import audioop
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

from telephony.pyvoip.media.loop import MediaLoop
from telephony.softphone.phone import InMemorySounds, PhoneCall, Softphone
from tests.support.sip.call_audio import tone

CALLER_HZ, ADVISOR_HZ = 350, 1750
TONES: Mapping[str, tuple[int, float]] = MappingProxyType(
    {
        "saludo": (450, 0.3),
        "aviso": (550, 0.3),
        "menu": (650, 1.0),
        "segundo": (1550, 1.0),
        "silencio": (750, 0.3),
        "tecla_equivocada": (850, 0.4),
        "paso_a_asesor": (950, 0.3),
        "espera": (1050, 0.4),
        "horarios": (1150, 0.6),
        "despedida": (1250, 0.3),
        "disculpa": (1450, 1.5),
        "musica": (1850, 2.0),
    }
)
"""Frequency and seconds of each sound of the site."""
_NAMES = {hertz: name for name, (hertz, _) in TONES.items()} | {ADVISOR_HZ: "advisor", CALLER_HZ: "caller"}

HEARING_TIMEOUT_S = 40.0
SILENCE_S = 4.0
"""Seconds of silence after which a caller gives up."""
POLL_INTERVAL_S = 0.05
_FRAME, _WINDOW_SAMPLES = 160, 320  # bytes of u-law: 20 ms, and the length that identifies a tone
_FRAME_S = 0.02
_MEMORY_S = 3.0  # seconds of stored sound: on a busy machine, listening is late
_TOLERANCE_HZ = 30
_RTP_PORTS = range(24_000, 28_000)  # below the ports that the system gives out: no other program's SIP gets our voice


class CallerGaveUp(Exception):
    """Raised when the caller's patience ends."""


class PhoneExchange:
    """The media of all phones of this process."""

    def __init__(self) -> None:
        voices = InMemorySounds({"caller": tone(CALLER_HZ, 2.0), "advisor": tone(ADVISOR_HZ, 2.0)})
        loop = asyncio.get_running_loop()
        self.media = MediaLoop(bind="127.0.0.1", ports=_RTP_PORTS, sounds=voices, deliver=loop.call_soon_threadsafe)
        self.media.start()

    async def close(self) -> None:
        """End every stream."""
        await asyncio.to_thread(self.media.stop)


class ExchangePhone(Softphone):
    """A phone with its own SIP port and the exchange's sound."""

    def __init__(self, exchange: PhoneExchange, user: str) -> None:
        super().__init__(user=user)
        self._media = exchange.media

    async def start(self) -> None:
        """Open the SIP socket."""
        await self.agent.open("127.0.0.1", 0)

    async def stop(self) -> None:
        """Close the socket once open requests are answered, or after two seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(2.0):
                while self.agent.sip.endpoint.has_pending_requests:  # noqa: ASYNC110 - the endpoint has no event
                    await asyncio.sleep(POLL_INTERVAL_S)
        self.agent.close()


class CallListener:
    """The sounds that one call's phone hears, while it hears them.

    Attributes:
        heard: every sound heard so far, by name.
        longest_silence_s: the longest time without a packet.
    """

    def __init__(self, call: PhoneCall) -> None:
        self.heard: set[str] = set()
        self.longest_silence_s = 0.0
        self._call = call
        if call.stream is not None:
            call.stream.start_capture(_MEMORY_S)
        self._received = 0
        self._loop = asyncio.get_running_loop()
        self._quiet_since = self._loop.time()

    async def hears(self, *names: str) -> str:
        """Wait until one of these is heard and return its name.

        Raises:
            CallerGaveUp: there was silence for too long, or none of these for longer still.
        """
        until = self._loop.time() + HEARING_TIMEOUT_S
        while not self._call.is_over:
            heard = self.listen().intersection(names)
            if heard:
                return heard.pop()
            if self._loop.time() > until or self._loop.time() - self._quiet_since > SILENCE_S:
                raise CallerGaveUp
            await asyncio.sleep(POLL_INTERVAL_S)
        raise CallerGaveUp

    def listen(self) -> set[str]:
        """Return the sounds since the last call; a sound that is just beginning comes next time."""
        stream = self._call.stream
        assert stream is not None
        received, now = stream.stats().received, self._loop.time()
        fresh, self._received = received - self._received, received
        # Packets that came while this process was late are no silence.
        silence_s = now - self._quiet_since - fresh * _FRAME_S
        self.longest_silence_s = max(self.longest_silence_s, silence_s)
        if not fresh:
            return set()
        self._quiet_since = now
        latest = stream.captured_audio()[-_FRAME * fresh - 2 * _WINDOW_SAMPLES + _FRAME :]
        names = {_tone_name(latest[at : at + 2 * _WINDOW_SAMPLES]) for at in range(0, len(latest), _FRAME)} - {""}
        self.heard |= names
        return names


def _tone_name(ulaw: bytes) -> str:
    """Return the tone of two pieces, if both are the same: a sine crosses zero twice in each of its periods."""
    names = {_tone_of(ulaw[:_WINDOW_SAMPLES]), _tone_of(ulaw[_WINDOW_SAMPLES:])}
    return names.pop() if len(names) == 1 else ""


def _tone_of(piece: bytes) -> str:
    if len(piece) < _WINDOW_SAMPLES:
        return ""
    hertz = audioop.cross(audioop.ulaw2lin(piece, 2), 2) * 8000 / len(piece) / 2
    return next((name for at, name in _NAMES.items() if abs(at - hertz) < _TOLERANCE_HZ), "")
