"""The sample caller of practices: it calls our own gateway and says the sentences of a scenario, one after each answer.

Owns its phone, its media thread (which runs only while it calls) and when it speaks and hangs up. A call is placed only
while the gateway has room for real callers, and ends when its advisor becomes available for real calls. It must not
know how the call is routed.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

import structlog

from atencion.runtime.listed_trunks import own_address
from calls.peers.sounds import KeyedSounds
from calls.practice_requests import PracticeCall, PracticeRequests
from config.settings import Settings
from config.site.samples import CALLER_KEY
from ivr.audio.waveform import RATE
from storage.errors import StorageError
from storage.periodic import run_periodically
from telephony.background_tasks import BackgroundTasks
from telephony.port import TelephonyError
from telephony.pyvoip.media.loop import MediaLoop
from telephony.softphone.phone import PhoneCall, Softphone
from telephony.softphone.scripted_users import PRACTICE_PORTS, is_loud, wait_until_answered, wait_while_up
from telephony.softphone.voice_detector import VoiceDetector

log = structlog.get_logger(__name__)

_RTP_PORTS: Final = range(36000, 36400)
_POLL_INTERVAL_S, _LISTEN_INTERVAL_S, _CHECK_INTERVAL_S = 0.5, 0.1, 1.0
_PAUSE_S = 1.2
"""Silence after which the advisor has finished a sentence."""
_LONGEST_SILENCE_S = 20.0
"""The caller speaks again, or leaves after the last sentence, if the advisor says nothing for this time."""
_LONGEST_SENTENCE_S = 20.0
"""A louder line than that never pauses: the caller speaks all the same."""
_LAST_WORDS_S = 4.0

ShouldEnd = Callable[[PracticeCall], Awaitable[bool]]
"""Return whether a practice must end now: it was ended, or its advisor has become available for real calls."""


class _Media(NamedTuple):
    """The media thread, the sounds that it plays, and the detector of a person among the gateway's sounds."""

    loop: MediaLoop
    sounds: KeyedSounds
    ear: VoiceDetector


class PracticeCaller:
    """The people who call in practices.

    Args:
        settings: with the gateway's address.
        requests: of the practice campaign.
        load_sounds: loads the sounds of the practice site, with the sentences.
        has_room: whether the gateway has room for a call that no real caller needs.
        should_end: see `ShouldEnd`.
    """

    def __init__(
        self,
        settings: Settings,
        requests: PracticeRequests,
        load_sounds: Callable[[], Awaitable[KeyedSounds]],
        *,
        has_room: Callable[[], bool],
        should_end: ShouldEnd,
    ) -> None:
        self._host = own_address(settings)
        self._sip_port, self._requests, self._load_sounds = settings.sip_port, requests, load_sounds
        self._has_room, self._should_end = has_room, should_end
        self._calls = BackgroundTasks()
        self._media: _Media | None = None

    async def run(self) -> None:
        """Take requests and place their calls, until cancelled; then hang up."""
        try:
            await run_periodically(
                self._take,
                interval_s=_POLL_INTERVAL_S,
                retryable_errors=(StorageError,),
                failure_event="practice_requests_unread",
            )
        finally:
            await self._calls.cancel()
            await self._stop_media()

    async def _take(self) -> None:
        """Take one request while there is room; without a call, stop the media thread."""
        if not self._has_room():
            return
        call = await self._requests.take()
        if call is not None:
            self._calls.start(self.place(call), "practice call")
        elif not self._calls.running:
            await self._stop_media()

    async def place(self, practice: PracticeCall) -> None:
        """Place one call and behave as its scenario says."""
        media = await self._open_media()
        phone = Softphone(bind=self._host, ports=PRACTICE_PORTS, user=practice.number, media=media.loop)
        ends = asyncio.create_task(self._wait_for_end(practice))
        try:
            await phone.start()
            call = await phone.call(f"sip:{practice.dials}@{self._host}:{self._sip_port}", practice.most_s)
            talk = asyncio.create_task(_talk(call, practice, media))
            await asyncio.wait({talk, ends}, timeout=practice.most_s, return_when=asyncio.FIRST_COMPLETED)
            talk.cancel()
            await asyncio.gather(talk, return_exceptions=True)
            call.hang_up()
        except TelephonyError as error:
            log.warning("practice_call_not_placed", practice=practice.practice, error=str(error))
        finally:
            ends.cancel()
            await phone.stop()

    async def _wait_for_end(self, practice: PracticeCall) -> None:
        while self._has_room():
            try:
                if await self._should_end(practice):
                    return
            except StorageError as error:
                log.warning("practice_end_unknown", practice=practice.practice, error=str(error))
            await asyncio.sleep(_CHECK_INTERVAL_S)

    async def _open_media(self) -> _Media:
        if self._media is None:
            sounds = await self._load_sounds()
            ear = await asyncio.to_thread(_detector_of, sounds)
            deliver = asyncio.get_running_loop().call_soon_threadsafe
            loop = MediaLoop(bind=self._host, ports=_RTP_PORTS, sounds=sounds, deliver=deliver)
            loop.start()
            self._media = _Media(loop, sounds, ear)
        return self._media

    async def _stop_media(self) -> None:
        media, self._media = self._media, None
        if media is not None:
            await asyncio.to_thread(media.loop.stop)


def _detector_of(sounds: KeyedSounds) -> VoiceDetector:
    return VoiceDetector(sounds.ulaw(key) for key in sounds.keys if not key.startswith(CALLER_KEY))


async def _talk(call: PhoneCall, practice: PracticeCall, media: _Media) -> None:
    """Say each sentence after the advisor has said something; return after the last words."""
    if not await wait_until_answered(call) or not await _hears_a_sentence(call, media.ear, patience_s=math.inf):
        return
    for sentence in practice.sentences:
        if call.is_over or call.stream is None:
            return
        key = f"{CALLER_KEY}{sentence}"
        call.stream.play(sentence, (key,), interruptible=False)
        await wait_while_up(call, len(media.sounds.ulaw(key)) / RATE)
        await _hears_a_sentence(call, media.ear, patience_s=_LONGEST_SILENCE_S)
    await wait_while_up(call, _LAST_WORDS_S)


async def _hears_a_sentence(call: PhoneCall, ear: VoiceDetector, patience_s: float) -> bool:
    """Wait until the advisor has said something and paused; False if the call or the patience ends first."""
    loop = asyncio.get_running_loop()
    began_s, first_s, heard_s = loop.time(), 0.0, 0.0
    while not call.is_over and call.stream is not None and loop.time() - began_s < patience_s:
        audio = call.stream.captured_audio()
        if is_loud(audio) and ear.detects_voice(audio):
            heard_s = loop.time()
            first_s = first_s or heard_s
        if heard_s and (loop.time() - heard_s >= _PAUSE_S or loop.time() - first_s >= _LONGEST_SENTENCE_S):
            return True
        await wait_while_up(call, _LISTEN_INTERVAL_S)
    return False
