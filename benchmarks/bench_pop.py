"""Measures the time from the router's choice of an advisor to the painted screen-pop, on the whole system.

Owns the measurement: callers and the advisors' phones are our own SIP phones, the advisors' screens are pages of one
Chromium. First one desk alone, then 20 desks of which the router chooses one at a time: they share the cores of this
machine, which the computers of 20 advisors do not. The time of an offer is the log's, by Valkey's clock; that of the
message, the API's; those of the page are the moment that its script receives the message, the moment that the call is
in the document, and the moment that the frame with the possible customer is presented. All are clocks of this machine.
Loopback only. Run it with ``python benchmarks/run.py pop``.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle, pairwise
from typing import Any, NamedTuple

import uvloop
from playwright.async_api import CDPSession, Page

from atencion.phones.sample_phones import save_phones
from benchmarks.system.advisors import make_advisors
from benchmarks.system.browser import chromium, open_page
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

DESKS = 20
PAIRS, AT_ONCE = 20, 6
ANSWERS_S = 0.5
"""How long the advisor's phone rings; no person answers faster."""
BAR_MS, GOAL_MS = 150.0, 80.0
DEADLINE_S = 60.0
CLOCKS_APART_MS = 5.0
SETTLES_S = 3.0
"""The work of a desk after it is opened is no part of an offer."""
WRAP_UP_S = 1.0
"""How long a wrap-up lasts; no person ends it sooner."""
FREE_S = 1.5
"""How long no call comes before one for a free advisor; a desk reads its lists within it after a call."""
VOICE = bytes([0xFF]) * 8000
_PHONE_PORTS = range(24_000, 28_000)

# The page notes when its script receives the message with the ringing call, when the possible customer's name is in
# the document, and when the frame that first shows it was presented (W3C Element Timing). If the advisor answers before
# the screen-pop, it appears during the conversation, so both states count.
WATCH = """
window.painted = [];
const heard = {}, committed = {};
const now = () => performance.timeOrigin + performance.now();
const hear = ({data}) => {
  const at = now();
  if (!data.includes('"ringing"')) return;
  const message = JSON.parse(data);
  for (const {kind, id, value} of message.put ?? [])
    if (kind === 'call' && value.stage === 'ringing') heard[id] ??= {sent: Date.parse(message.now), heard: at};
};
window.WebSocket = class extends WebSocket {
  constructor(...address) {
    super(...address);
    this.addEventListener('message', hear);
  }
};
new PerformanceObserver((list) => {
  for (const {identifier: call, renderTime} of list.getEntries()) {
    const painted = performance.timeOrigin + renderTime;
    window.painted.push({call, ...heard[call], committed: committed[call], painted});
  }
}).observe({type: 'element', buffered: true});
let was = '';
const look = () => {
  const card = document.querySelector('section[data-state="offered"], section[data-state="talking"]');
  const lines = [...(card?.querySelectorAll('p') ?? [])];
  const heading = lines.find((each) => each.textContent.startsWith('Posible cliente'));
  const is = heading ? card.dataset.call : '';
  if (is && is !== was) {
    committed[is] = now();
    heading.nextElementSibling.setAttribute('elementtiming', is);
  }
  was = is;
};
new MutationObserver(look).observe(
  document, {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-state']});
"""


class Offer(NamedTuple):
    """An offer in the log."""

    advisor: str
    at: datetime


@dataclass
class ObservedLog:
    """The facts read from the log so far, by call."""

    calls: list[str] = field(default_factory=list)
    in_menu: set[str] = field(default_factory=set)
    queued: set[str] = field(default_factory=set)
    offers: dict[str, Offer] = field(default_factory=dict)
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
                self.offers[envelope.call_id] = Offer(envelope.fact.advisor, envelope.at)
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
        first: whether the desk had no call before, so that the browser runs its code for the first time.
        waited: whether the call waited in the queue, so that the screen-pop could be prepared before the offer.
        painted_ms: from the offer to the painted screen-pop.
        parts_ms: the same in four parts: until the API sends the message, until the page's script receives it, until
            the call is in the document, and until it is painted.
        answered_ms: from the offer to the answer of the advisor's phone.
        cpu_ms: the page's main thread from before the offer until after the painting, by Chromium's measure.
    """

    first: bool
    waited: bool
    painted_ms: float
    parts_ms: tuple[float, float, float, float]
    answered_ms: float
    cpu_ms: float


@dataclass(frozen=True)
class Desk:
    """An advisor's page.

    Attributes:
        token: of a session of the advisor, for the acts that the benchmark does for them.
        cpu: Chromium's counters of the page.
    """

    page: Page
    token: str
    cpu: CDPSession

    async def busy_ms(self) -> float:
        """Return the CPU time of the page's main thread so far."""
        metrics = (await self.cpu.send("Performance.getMetrics"))["metrics"]
        return 1000 * float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


class PopScene:
    """Callers, advisors and their screens."""

    def __init__(self, stage: RunningSystem, log: ObservedLog, media: MediaLoop, desks: dict[str, Desk]) -> None:
        self._stage, self._log, self._media, self._desks = stage, log, media, desks
        customers = load_sample_customers(stage.settings.site)
        self._numbers = cycle([each.phones[0].removeprefix("+57") for each in customers if each.phones])
        self._ready: asyncio.Queue[tuple[PhoneCall, str]] = asyncio.Queue()
        self._dialling = asyncio.Lock()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._painted = dict.fromkeys(desks, 0)

    async def play(self) -> list[OfferTiming]:
        """Measure offers one after another: with one desk in pairs, with more desks each to a free advisor."""
        alone = len(self._desks) == 1
        offers = 2 * PAIRS if alone else 2 * PAIRS + len(self._desks)
        callers = [asyncio.create_task(self._bring_caller()) for _ in range(offers)]
        timings: list[OfferTiming] = []
        while len(timings) < offers:
            timings += await self._measure_pair() if alone else [await self._measure_single()]
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
        """Measure the offer of a call to the free advisor, and that of a call that waits for them."""
        first, first_id = await asyncio.wait_for(self._ready.get(), DEADLINE_S)
        second, second_id = await asyncio.wait_for(self._ready.get(), DEADLINE_S)
        await asyncio.sleep(FREE_S)
        busy = await self._busy_ms()
        first.press("1")
        free = await self._measure_offer(first_id, busy, waited=False)
        second.press("1")
        await self._log.wait_until(lambda: second_id in self._log.queued)
        await asyncio.sleep(0.2)
        busy = await self._busy_ms()
        await self._leave(first, first_id)
        waited = await self._measure_offer(second_id, busy, waited=True)
        await self._leave(second, second_id)
        return [free, waited]

    async def _measure_single(self) -> OfferTiming:
        """Measure an offer to one of the free advisors."""
        call, call_id = await asyncio.wait_for(self._ready.get(), DEADLINE_S)
        await asyncio.sleep(FREE_S)
        busy = await self._busy_ms()
        call.press("1")
        timing = await self._measure_offer(call_id, busy, waited=False)
        await self._leave(call, call_id)
        return timing

    async def _busy_ms(self) -> dict[str, float]:
        return {advisor: await desk.busy_ms() for advisor, desk in self._desks.items()}

    async def _measure_offer(self, call_id: str, busy: dict[str, float], *, waited: bool) -> OfferTiming:
        """Measure an offer up to its answer."""
        await self._log.wait_until(lambda: call_id in self._log.answered)
        offer = self._log.offers[call_id]
        desk = self._desks[offer.advisor]
        number = self._painted[offer.advisor] = self._painted[offer.advisor] + 1
        async with asyncio.timeout(DEADLINE_S):
            while len(painted := await desk.page.evaluate("window.painted")) < number:  # noqa: ASYNC110 - a page
                await asyncio.sleep(0.05)
        cpu_ms = await desk.busy_ms() - busy[offer.advisor]
        if painted[-1]["call"] != call_id or len(painted) != number:
            raise AssertionError("an offer was painted that was not made, or made twice")
        at = offer.at.timestamp() * 1000
        moments = [at, *(painted[-1][name] for name in ("sent", "heard", "committed", "painted"))]
        first, second, third, fourth = (after - before for before, after in pairwise(moments))
        answered_ms = (self._log.answered[call_id] - offer.at).total_seconds() * 1000
        return OfferTiming(number == 1, waited, moments[-1] - at, (first, second, third, fourth), answered_ms, cpu_ms)

    async def _leave(self, call: PhoneCall, call_id: str) -> None:
        """Hang up, and end the advisor's wrap-up."""
        advisor = self._log.offers[call_id].advisor
        call.hang_up()
        while await self._stage.router.advisor_state(advisor) == "talking":  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
        await asyncio.sleep(WRAP_UP_S)
        await asyncio.to_thread(self._stage.send, "POST", "/api/v1/me/wrap-up/end", self._desks[advisor].token)
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
async def telephones(stage: RunningSystem, advisors: Sequence[str]) -> AsyncIterator[MediaLoop]:
    """Run the media of all phones and one phone for all advisors, saved as the demo's sample phones."""
    sounds = InMemorySounds({"caller": VOICE})
    media = MediaLoop(
        bind=HOST, ports=_PHONE_PORTS, sounds=sounds, deliver=asyncio.get_running_loop().call_soon_threadsafe
    )
    media.start()
    phone, redis = Softphone(bind=HOST, user=advisors[0], media=media), connect(stage.settings.redis_url or "")
    await phone.start()
    answering = asyncio.create_task(answer_all(phone))
    try:
        await save_phones(redis, stage.site.campaign, dict.fromkeys(advisors, phone.uri))
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


@asynccontextmanager
async def open_desks(stage: RunningSystem, advisors: Sequence[str]) -> AsyncIterator[dict[str, Desk]]:
    """Open the desks of available advisors, each in a session of its own, in one browser."""
    async with chromium() as browser:
        desks: dict[str, Desk] = {}
        for advisor in advisors:
            page = await open_page(browser, stage, advisor, WATCH, "/escritorio")
            cpu = await page.context.new_cdp_session(page)
            await cpu.send("Performance.enable", {"timeDomain": "threadTicks"})
            desks[advisor] = Desk(page, await asyncio.to_thread(stage.token, advisor), cpu)
        for desk in desks.values():
            await asyncio.to_thread(stage.send, "PUT", "/api/v1/me/presence", desk.token, {"state": "available"})
            await desk.page.get_by_role("heading", name="Listo para atender").wait_for()
        await asyncio.sleep(SETTLES_S)
        yield desks


async def _measure(count: int) -> list[OfferTiming]:
    async with running_system() as stage:
        advisors = await make_advisors(stage, count)
        async with telephones(stage, advisors) as media, open_desks(stage, advisors) as desks:
            log = ObservedLog()
            following = asyncio.create_task(follow(stage, log))
            steady_interpreter()
            try:
                timings = await PopScene(stage, log, media, desks).play()
                await _check_clocks(desks[advisors[0]].page)
                return timings
            finally:
                following.cancel()


PARTS = ("oferta → mensaje", "mensaje → página", "página → documento", "documento → pintada")


def report_one(timings: Sequence[OfferTiming]) -> list[Row]:
    """Return the rows of one desk alone."""
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
        *report_parts("un escritorio", timings),
    ]


def report_many(timings: Sequence[OfferTiming]) -> list[Row]:
    """Return the rows of many desks, the first offer of each apart: it is one of about eighty of a day."""
    first = [each.painted_ms for each in timings if each.first]
    later = [each for each in timings if not each.first]
    painted = [each.painted_ms for each in later]
    name = f"con {DESKS} escritorios: oferta → pantalla emergente pintada"
    return [
        row(f"{name}, p50 de {len(painted)}", percentile(painted, 0.5), "ms"),
        row(f"{name}, p95", percentile(painted, 0.95), "ms", f"< {BAR_MS:g}", f"< {GOAL_MS:g}"),
        row(f"{name}, máximo", max(painted), "ms"),
        row(f"{name}, primera llamada de cada escritorio, p50", percentile(first, 0.5), "ms"),
        *report_parts(f"{DESKS} escritorios", later),
    ]


def report_parts(desks: str, timings: Sequence[OfferTiming]) -> list[Row]:
    """Return the rows of the parts of offers, and of the CPU of the page."""
    rows = []
    for number, part in enumerate(PARTS):
        values = [each.parts_ms[number] for each in timings]
        rows += [
            row(f"{desks}, {part}, {label}", percentile(values, share), "ms")
            for label, share in (("p50", 0.5), ("p95", 0.95))
        ]
    cpu = [each.cpu_ms for each in timings]
    return [*rows, row(f"{desks}, CPU de la página por oferta hasta contestar, p50", percentile(cpu, 0.5), "ms")]


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    one = report_one(uvloop.run(_measure(1)))
    many = report_many(uvloop.run(_measure(DESKS)))
    return [*one, *many, row("carga de la máquina al terminar", load_average(), "procesos")]
