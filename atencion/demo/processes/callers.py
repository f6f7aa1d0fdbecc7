"""The sample callers of the demo: real SIP calls to our own gateway, by callers who choose, wait, talk and hang up.

They keep the board busy. `atencion.demo.traffic` plans the calls; this process makes them. When a call has waited long,
the sample callers end their conversations to free advisors.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

import structlog

from agent_api.tickets.status.service import documents_of
from agent_api.tickets.store import list_open_due_by
from atencion.demo.advisor_behaviour import LONG_WAIT_S
from atencion.demo.traffic import INVENTED_NUMBERS, KeyedPetition, SampleCall, next_call
from atencion.runtime.context import Context
from atencion.runtime.tasks import run_until
from call_router.errors import RouterAway
from call_router.service import CallRouter
from config.settings import Settings
from config.site.loader import load_sample_customers
from config.site.model import Site
from config.site.samples import ADVISOR_KEY, CALLER_KEY
from ivr.audio.waveform import RATE
from ivr.sounds import RenderedSounds, load_sounds
from storage.errors import StorageError
from storage.periodic import run_periodically
from storage.postgres.engine import read_connection
from telephony.background_tasks import BackgroundTasks
from telephony.port import TelephonyError
from telephony.pyvoip.media.loop import MediaLoop, steady_interpreter
from telephony.softphone.phone import RTP_PORTS, PhoneCall, Softphone
from telephony.softphone.scripted_users import CALLER_PORTS, press_keys, wait_until_answered, wait_while_up
from telephony.softphone.voice_detector import VoiceDetector

log = structlog.get_logger(__name__)

MAX_CONCURRENT_CALLS = 8
MAX_PETITIONS = 60
_POLL_INTERVAL_S, _LISTEN_INTERVAL_S = 1.0, 0.2
_SPEAKS_AFTER_S = 2.5  # the advisor greets first
_SHORTEST_TALK_S = 10.0  # before a caller ends a conversation early; the least that a plan has


async def run(context: Context, stop: asyncio.Event) -> None:
    """Place calls until `stop` is set; then hang up."""
    site, loop = context.sites.current, asyncio.get_running_loop()
    sounds = await asyncio.to_thread(load_sounds, site, context.settings.site, context.sounds_folder)
    media = MediaLoop(
        bind=str(context.settings.bind), ports=RTP_PORTS, sounds=sounds, deliver=loop.call_soon_threadsafe
    )
    steady_interpreter()
    media.start()
    petitions = await _find_petitions(context, site)
    callers = SampleCallers(context.settings, site, context.router, media=media, sounds=sounds, petitions=petitions)
    try:
        await run_until(stop, {"flow": callers.place_calls(), "watch": callers.watch_queues()})
    finally:
        await callers.hang_up_all()
        await asyncio.to_thread(media.stop)


async def _find_petitions(context: Context, site: Site) -> tuple[KeyedPetition, ...]:
    """Return open petitions that a caller can ask for with the keys of a telephone; none without PostgreSQL."""
    engine, cipher = context.database.engine, context.cipher
    found: list[KeyedPetition] = []
    with suppress(StorageError):
        async with read_connection(engine) as connection:
            filed = await list_open_due_by(connection, site.campaign, date.max, MAX_PETITIONS)
        for each in filed:
            documents = await documents_of(engine, cipher, site, each)
            digits = documents[0].rpartition(" ")[2] if documents else ""
            if digits.isascii() and digits.isdigit():
                found.append(KeyedPetition(number=each.number.replace("-", ""), document=digits))
    return tuple(found)


class SampleCallers:
    """The people who call.

    Args:
        settings: with the gateway's address and the calls per minute.
        site: the called site.
        router: of the campaign, to read the queues.
        media: the media thread of all their phones.
        sounds: what the gateway plays, and what they say.
        petitions: those for which they ask.
    """

    def __init__(
        self,
        settings: Settings,
        site: Site,
        router: CallRouter,
        *,
        media: MediaLoop,
        sounds: RenderedSounds,
        petitions: Sequence[KeyedPetition],
    ) -> None:
        self._settings, self._site, self._router, self._media = settings, site, router, media
        self._petitions = petitions
        self._lasts_s = {key: len(sounds.ulaw(key)) / RATE for key in sounds.keys}
        self._ear = VoiceDetector(
            sounds.ulaw(key) for key in sounds.keys if not key.startswith((ADVISOR_KEY, CALLER_KEY))
        )
        self._is_open = self._is_pressing = False
        self._calls = BackgroundTasks()

    async def place_calls(self) -> None:
        """Place the planned calls; skip a call if too many are active or no gateway is available."""
        loop = asyncio.get_running_loop()
        chance, numbers, began_s = random.Random().random, self._numbers(), loop.time()
        while True:
            pause_s, plan = next_call(
                chance,
                self._site,
                at_s=loop.time() - began_s,
                a_minute=self._settings.demo_traffic,
                numbers=numbers,
                lasts_s=self._lasts_s,
                petitions=self._petitions,
            )
            await asyncio.sleep(pause_s)
            if self._is_open and len(self._calls.running) < MAX_CONCURRENT_CALLS:
                self._calls.start(self._call(plan), "sample call")

    async def watch_queues(self) -> None:
        """Poll whether a gateway is available, and whether a caller has waited long."""
        await run_periodically(self._read_queues, interval_s=_POLL_INTERVAL_S)

    async def _read_queues(self) -> None:
        try:
            self._is_open = bool(await self._router.gateways())
            waits = [queue.longest_s for queue in (await self._router.snapshot()).queues if queue.waiting]
            self._is_pressing = max(waits, default=0.0) >= LONG_WAIT_S
        except RouterAway:
            self._is_open = False

    async def hang_up_all(self) -> None:
        """Hang up all calls, and wait until their phones have stopped."""
        await self._calls.cancel()

    def _numbers(self) -> tuple[str, ...]:
        """Return the sample customers' numbers, and half as many unknown ones."""
        known_numbers = [phone for each in load_sample_customers(self._settings.site) for phone in each.phones]
        return (*known_numbers, *INVENTED_NUMBERS[: len(known_numbers) // 2 or None])

    async def _call(self, plan: SampleCall) -> None:
        settings = self._settings
        phone = Softphone(bind=str(settings.bind), ports=CALLER_PORTS, user=plan.number, media=self._media)
        try:
            await phone.start()
            call = await phone.call(f"sip:{plan.dials}@{settings.bind}:{settings.sip_port}")
            if await wait_until_answered(call):
                await self._behave(call, plan)
        except TelephonyError as error:
            log.warning("sample_call_not_placed", error=str(error))
        finally:
            await phone.stop()

    async def _behave(self, call: PhoneCall, plan: SampleCall) -> None:
        """Press the keys, wait for a person, talk; hang up when the patience or the conversation is over."""
        await press_keys(call, plan.presses)
        if await self._hears_a_person(call, plan.patience_s):
            await self._talk(call, plan)

    async def _hears_a_person(self, call: PhoneCall, patience_s: float) -> bool:
        """Wait for a person's voice; return False when the call or the patience is over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + patience_s
        while not call.is_over and call.stream is not None and loop.time() < until:
            if self._ear.detects_voice(call.stream.captured_audio()):
                return True
            await wait_while_up(call, _LISTEN_INTERVAL_S)
        return False

    async def _talk(self, call: PhoneCall, plan: SampleCall) -> None:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        await wait_while_up(call, _SPEAKS_AFTER_S)
        if plan.sentence and call.stream is not None and not call.is_over:
            call.stream.play("says", (f"{CALLER_KEY}{plan.sentence}",), interruptible=False)
        while not call.is_over and not self._is_talk_over(loop.time() - began_s, plan):
            await wait_while_up(call, _POLL_INTERVAL_S)

    def _is_talk_over(self, for_s: float, plan: SampleCall) -> bool:
        return for_s >= (_SHORTEST_TALK_S if self._is_pressing else plan.talk_s)
