"""Measures the time from the router's choice of an advisor to the painted screen-pop, on the whole system.

Owns the measurement: callers and the advisor's phone are our own SIP phones, the advisor's screen is Chromium. The time
of an offer is the log's, by Valkey's clock; the time of the screen-pop is the page's, when the frame that shows the
possible customer is presented. Both clocks are this machine's. Loopback only. Run it with
``python benchmarks/run.py pop``.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from typing import Any

import uvloop
from playwright.async_api import Page

from atencion.phones.sample_phones import save_phones
from benchmarks.system.browser import signed_in_page
from benchmarks.system.running_system import (
    HOST,
    LINE,
    Row,
    RunningSystem,
    load_average,
    percentile,
    row,
    running_system,
)
from config.site.loader import load_sample_customers
from eventlog.facts import AdvisorOffered, CallAnswered, CallIngressed, CallQueued, Envelope, MenuEntered
from eventlog.journal.codec import read_entry
from eventlog.stream import Stream
from storage.valkey import connect
from telephony.pyvoip.media.loop import MediaLoop, steady_interpreter
from telephony.softphone.phone import InMemorySounds, PhoneCall, Softphone
from telephony.softphone.scripted_users import CALLER_PORTS

ADVISOR = "asesor1"
PAIRS, AT_ONCE = 20, 6
ANSWERS_S = 0.5
"""How long the advisor's phone rings; no person answers faster."""
BAR_MS, GOAL_MS = 150.0, 80.0
DEADLINE_S = 60.0
CLOCKS_APART_MS = 5.0
VOICE = bytes([0xFF]) * 8000
_PHONE_PORTS = range(24_000, 28_000)

# The browser reports when the frame that first shows the possible customer's name was presented (W3C Element Timing).
# If the advisor answers before the screen-pop, it appears during the conversation, so both states count.
WATCH = """
window.painted = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries())
    window.painted.push(performance.timeOrigin + each.renderTime);
}).observe({type: 'element', buffered: true});
let was = '';
const look = () => {
  const card = document.querySelector('section[data-state="offered"], section[data-state="talking"]');
  const lines = [...(card?.querySelectorAll('p') ?? [])];
  const heading = lines.find((each) => each.textContent.startsWith('Posible cliente'));
  const is = heading ? card.dataset.call : '';
  if (is && is !== was)
    heading.nextElementSibling.setAttribute('elementtiming', is);
  was = is;
};
new MutationObserver(look).observe(
  document, {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-state']});
"""


@dataclass
class ObservedLog:
    """The facts read from the log so far, by call.

    Attributes:
        offers: call and time, in order.
    """

    calls: list[str] = field(default_factory=list)
    in_menu: set[str] = field(default_factory=set)
    queued: set[str] = field(default_factory=set)
    offers: list[tuple[str, datetime]] = field(default_factory=list)
    answered: dict[str, datetime] = field(default_factory=dict)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def add(self, envelope: Envelope) -> None:
        """Add a fact, and notify the waiters."""
        match envelope.fact:
            case CallIngressed():
                self.calls.append(envelope.call_id)
            case MenuEntered():
                self.in_menu.add(envelope.call_id)
            case CallQueued():
                self.queued.add(envelope.call_id)
            case AdvisorOffered():
                self.offers.append((envelope.call_id, envelope.at))
            case CallAnswered():
                self.answered[envelope.call_id] = envelope.at
        async with self.news:
            self.news.notify_all()

    async def wait_until(self, condition: Any) -> None:
        """Wait until the condition is true; it is checked after each fact."""
        async with asyncio.timeout(DEADLINE_S), self.news:
            await self.news.wait_for(condition)


@dataclass(frozen=True)
class OfferTiming:
    """Times of one offer.

    Attributes:
        waited: whether the call waited in the queue, so that the screen-pop could be prepared before the offer.
        painted_ms: from the offer to the painted screen-pop.
        answered_ms: from the offer to the answer of the advisor's phone.
    """

    waited: bool
    painted_ms: float
    answered_ms: float


class PopScene:
    """Callers, an advisor and the advisor's screen."""

    def __init__(self, stage: RunningSystem, log: ObservedLog, media: MediaLoop, page: Page, token: str) -> None:
        self._stage, self._log, self._media, self._page, self._token = stage, log, media, page, token
        customers = load_sample_customers(stage.settings.site)
        self._numbers = cycle([each.phones[0].removeprefix("+57") for each in customers if each.phones])
        self._ready: asyncio.Queue[tuple[PhoneCall, str]] = asyncio.Queue()
        self._dialling = asyncio.Lock()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def play(self) -> list[OfferTiming]:
        """Measure pairs of offers: the first to a free advisor, the second of a call that waits for the advisor."""
        callers = [asyncio.create_task(self._bring_caller()) for _ in range(2 * PAIRS)]
        timings: list[OfferTiming] = []
        for _ in range(PAIRS):
            timings += await self._measure_pair()
        await asyncio.gather(*callers)
        return timings

    async def _bring_caller(self) -> None:
        """Place a call and wait until it is in the menu."""
        await self._places.acquire()
        phone = Softphone(bind=HOST, ports=CALLER_PORTS, user=next(self._numbers), media=self._media)
        await phone.start()
        async with self._dialling:
            already = len(self._log.calls)
            call = await phone.call(f"sip:{LINE}@{HOST}:{self._stage.settings.sip_port}")
            await self._log.wait_until(lambda: len(self._log.calls) > already)
        call_id = self._log.calls[already]
        await call.wait_for("answered")
        assert call.stream is not None
        call.stream.music("caller")
        await self._log.wait_until(lambda: call_id in self._log.in_menu)
        self._ready.put_nowait((call, call_id))

    async def _measure_pair(self) -> list[OfferTiming]:
        first, first_id = await asyncio.wait_for(self._ready.get(), DEADLINE_S)
        second, second_id = await asyncio.wait_for(self._ready.get(), DEADLINE_S)
        first.press("1")
        free = await self._measure_offer(first_id, waited=False)
        second.press("1")
        await self._log.wait_until(lambda: second_id in self._log.queued)
        await asyncio.sleep(0.2)
        await self._leave(first)
        waited = await self._measure_offer(second_id, waited=True)
        await self._leave(second)
        return [free, waited]

    async def _measure_offer(self, call_id: str, *, waited: bool) -> OfferTiming:
        """Measure an offer up to its answer."""
        already = len(self._log.answered)
        await self._log.wait_until(lambda: len(self._log.answered) > already)
        number = len(self._log.offers)
        async with asyncio.timeout(DEADLINE_S):
            while len(painted := await self._page.evaluate("window.painted")) < number:  # noqa: ASYNC110 - a page
                await asyncio.sleep(0.05)
        offered_call, at = self._log.offers[-1]
        if offered_call != call_id or len(painted) != number:
            raise AssertionError("an offer was painted that was not made, or made twice")
        answered_ms = (self._log.answered[call_id] - at).total_seconds() * 1000
        return OfferTiming(waited, painted[-1] - at.timestamp() * 1000, answered_ms)

    async def _leave(self, call: PhoneCall) -> None:
        """Hang up, and end the advisor's wrap-up as soon as it begins."""
        call.hang_up()
        while await self._stage.router.advisor_state(ADVISOR) == "talking":  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
        await asyncio.to_thread(self._stage.send, "POST", "/api/v1/me/wrap-up/end", self._token)
        await call.phone.stop()
        self._places.release()


async def answer_all(phone: Softphone) -> None:
    """Answer each call of the advisor's phone after ANSWERS_S."""
    while True:
        call = await phone.incoming.get()
        asyncio.get_running_loop().call_later(ANSWERS_S, call.answer)


async def follow(stage: RunningSystem, log: ObservedLog) -> None:
    """Read new entries of the log until cancelled."""
    redis = connect(stage.settings.redis_url or "")
    try:
        stream, after = Stream(redis, stage.site.campaign), (await stage.router.head()).stream
        while True:
            for entry in await stream.read_after(after, 100, 1000):
                envelope = read_entry(stage.site.campaign, *entry)
                after = type(after).parse(envelope.id)
                await log.add(envelope)
    finally:
        await redis.aclose()


@asynccontextmanager
async def telephones(stage: RunningSystem) -> AsyncIterator[MediaLoop]:
    """Run the media of all phones and the advisor's phone, saved as one of the demo's sample phones."""
    sounds = InMemorySounds({"caller": VOICE})
    media = MediaLoop(
        bind=HOST, ports=_PHONE_PORTS, sounds=sounds, deliver=asyncio.get_running_loop().call_soon_threadsafe
    )
    media.start()
    phone, redis = Softphone(bind=HOST, user=ADVISOR, media=media), connect(stage.settings.redis_url or "")
    await phone.start()
    answering = asyncio.create_task(answer_all(phone))
    try:
        await save_phones(redis, stage.site.campaign, {ADVISOR: phone.uri})
        yield media
    finally:
        answering.cancel()
        await phone.stop()
        await asyncio.to_thread(media.stop)
        await redis.aclose()


async def _check_clocks(page: Page) -> None:
    for _ in range(5):
        before = time.time() * 1000
        of_page = await page.evaluate("performance.timeOrigin + performance.now()")
        if before - CLOCKS_APART_MS <= of_page <= time.time() * 1000 + CLOCKS_APART_MS:
            return
    raise AssertionError("the page's clock is not the machine's")


async def _measure() -> list[OfferTiming]:
    async with (
        running_system() as stage,
        telephones(stage) as media,
        signed_in_page(stage, ADVISOR, WATCH, "/escritorio") as page,
    ):
        log = ObservedLog()
        following = asyncio.create_task(follow(stage, log))
        token = await asyncio.to_thread(stage.token, ADVISOR)
        await asyncio.to_thread(stage.send, "PUT", "/api/v1/me/presence", token, {"state": "available"})
        steady_interpreter()
        try:
            timings = await PopScene(stage, log, media, page, token).play()
            await _check_clocks(page)
            return timings
        finally:
            following.cancel()


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    timings = uvloop.run(_measure())
    free = [each.painted_ms for each in timings if not each.waited]
    waited = [each.painted_ms for each in timings if each.waited]
    in_time = 100 * sum(each.painted_ms < each.answered_ms for each in timings) / len(timings)
    name, bar, goal = "oferta → pantalla emergente pintada", f"< {BAR_MS:g}", f"< {GOAL_MS:g}"
    both = free + waited
    return [
        row(f"{name}, p50 de {len(both)}", percentile(both, 0.5), "ms"),
        row(f"{name}, p95", percentile(both, 0.95), "ms", bar, goal),
        row(f"{name}, máximo", max(both), "ms"),
        row(f"{name}, asesor libre, p95", percentile(free, 0.95), "ms", bar, goal),
        row(f"{name}, llamada en cola, p95", percentile(waited, 0.95), "ms", bar, goal),
        row(f"pintadas antes de contestar un teléfono que timbra {ANSWERS_S} s", in_time, "%", "≥ 100", "≥ 100"),
        row("carga de la máquina al terminar", load_average(), "procesos"),
    ]
