"""A campaign on a real Valkey with a clock that stands still until it is told to move; tests speak to it in few words.

Owns what tests say and read. It must not know how the library works: what it reads are the log and the public answers.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
import redis.asyncio as redis

from call_router.acts import Act, AdvisorPhone, CommitResult
from call_router.routing import AnswerOffer, DeclineOffer, Enqueue, ReleaseCall, Routing
from call_router.service import CallRouter
from call_router.signals import RouterSignal
from config.schema.short_forms import MIDDLE_LEVEL
from eventlog.facts import (
    AdvisorStateChanged,
    AnyFact,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallQueued,
    Envelope,
    OfferEnd,
    Outcome,
)

CAMPAIGN = "bogota"
GATEWAY = "pyvoip-1"
LINE, QUEUE = "nacional", "general"
START_MS = 1_800_000_000_000
RING_MS, WRAP_UP_MS, THRESHOLD_MS = 15_000, 20_000, 20_000
GRACE_MS = 5_000
LEASE_MS = 1_000_000_000


class CampaignRig:
    """A campaign, one gateway that lives, and a clock in milliseconds since the test began."""

    def __init__(self, client: redis.Redis, campaign: str = CAMPAIGN) -> None:
        self.redis = client
        self.campaign = campaign
        self.router = CallRouter(client, campaign)
        self.versions: dict[str, int] = {}
        self.now_ms = 0
        self._requests = 0

    async def begin(self) -> None:
        """Install the library, set the clock, let the gateway live."""
        await self.router.install()
        await self.set_time(0)
        await self.router.acquire_lease(GATEWAY, LEASE_MS)

    async def set_time(self, ms: int) -> None:
        """It is so many milliseconds since the beginning."""
        self.now_ms = ms
        await self.router.set_clock(self.moment(ms))

    def key(self, name: str) -> str:
        """A key of the campaign."""
        return f"{{{self.campaign}}}:{name}"

    def moment(self, ms: int) -> datetime:
        """So many milliseconds since the beginning, as the router says it."""
        return datetime.fromtimestamp(START_MS / 1000, UTC) + timedelta(milliseconds=ms)

    def new_request_id(self) -> str:
        """An id that no request had."""
        self._requests += 1
        return f"request-{self._requests}"

    def act(self, call: str, *facts: AnyFact, routing: Routing | None = None, **changes: object) -> Act:
        """An act on a call at the version that this world knows."""
        act = Act(
            call_id=call,
            expects=self.versions.get(call, 0),
            state=f"state of {call}".encode(),
            facts=facts,
            actor="caller",
            site_version="site-1",
            gateway=GATEWAY,
            routing=routing,
        )
        return msgspec.structs.replace(act, **changes)

    async def commit(self, act: Act, request: str = "") -> CommitResult:
        """Carry out an act and remember the version."""
        result = await self.router.commit(act, request or self.new_request_id())
        self.versions[act.call_id] = result.version
        return result

    async def open(self, call: str, **changes: object) -> CommitResult:
        """A call enters."""
        return await self.commit(self.act(call, call_ingressed(), **changes))

    async def enqueue(
        self, call: str, queue: str = QUEUE, wrap_up_ms: int = WRAP_UP_MS, **changes: object
    ) -> CommitResult:
        """A call begins to wait."""
        fact = CallQueued(line=LINE, queue=queue, reason="menu", threshold_ms=THRESHOLD_MS)
        return await self.commit(self.act(call, fact, routing=queue_entry(queue, wrap_up_ms=wrap_up_ms), **changes))

    async def enqueue_with(self, call: str, queue: str = QUEUE, **settings: object) -> CommitResult:
        """A call, new or not, begins to wait by these settings; one that overflowed goes on with its wait."""
        reason = "overflow" if settings.get("keeps_wait") else "transfer"
        if call not in self.versions:
            await self.open(call)
            reason = "menu"
        fact = CallQueued(line=LINE, queue=queue, reason=reason, threshold_ms=THRESHOLD_MS)
        return await self.commit(self.act(call, fact, routing=queue_entry(queue, **settings)))

    async def arrive(self, call: str, queue: str = QUEUE, wrap_up_ms: int = WRAP_UP_MS) -> None:
        """A call enters and begins to wait."""
        await self.open(call)
        await self.enqueue(call, queue, wrap_up_ms)

    async def answer(self, call: str, advisor: str, offer: int = 1, queue: str = QUEUE) -> CommitResult:
        """The offered advisor picks up."""
        fact = CallAnswered(line=LINE, queue=queue, advisor=advisor, offer=offer)
        return await self.commit(self.act(call, fact, routing=AnswerOffer(offer=offer)))

    async def decline(self, call: str, offer: int = 1, reason: OfferEnd = "declined") -> CommitResult:
        """The offered advisor does not."""
        return await self.commit(self.act(call, routing=DeclineOffer(offer=offer, reason=reason)))

    async def end(self, call: str, outcome: Outcome = "abandoned_queue", **changes: object) -> CommitResult:
        """A call leaves for good."""
        return await self.commit(self.act(call, call_ended(outcome), routing=ReleaseCall(), **changes))

    async def ready(self, advisor: str, *queues: str, **levels: int) -> str:
        """An advisor takes calls, of the middle level in queues for which no other is given."""
        served = dict.fromkeys(queues or (() if levels else (QUEUE,)), MIDDLE_LEVEL) | levels
        return await self.router.ready(AdvisorPhone(id=advisor, address=f"sip:{advisor}@x", queues=served))

    async def log(self, after: str = "") -> list[Envelope]:
        """Every fact behind an id, decoded to the letter."""
        entries = await self.redis.xrange(self.key("log"), min=f"({after}" if after else "-")
        return [envelope(entry, fields) for entry, fields in entries]

    async def facts(self) -> list[AnyFact]:
        """Every fact, without its envelope."""
        return [entry.fact for entry in await self.log()]

    async def last_facts(self, since: int) -> list[AnyFact]:
        """The facts behind the first so many."""
        return (await self.facts())[since:]

    async def fact_count(self) -> int:
        """How many facts there are."""
        return int(await self.redis.xlen(self.key("log")))

    async def keys(self) -> list[str]:
        """The name of every key that there is."""
        return [key.decode() async for key in self.redis.scan_iter()]

    async def mailbox(self) -> list[RouterSignal]:
        """What the gateway was told and has not answered."""
        return [signal for _, signal in await self.router.read_mailbox(GATEWAY)]

    async def states(self) -> dict[str, str]:
        """The last state of each advisor, by the log."""
        return {fact.advisor: fact.state for fact in await self.facts() if isinstance(fact, AdvisorStateChanged)}


def queue_entry(queue: str = QUEUE, **settings: object) -> Enqueue:
    """A place in a queue; what is not said is as every call here has it."""
    plain = Enqueue(line=LINE, queue=queue, threshold_ms=THRESHOLD_MS, ring_ms=RING_MS, wrap_up_ms=WRAP_UP_MS)
    return msgspec.structs.replace(plain, **settings)


def call_ingressed() -> CallIngressed:
    """A call that entered."""
    return CallIngressed(line=LINE, gateway=GATEWAY, caller_ref="r", caller_commitment="c", in_hours=True)


def call_ended(outcome: Outcome = "abandoned_queue") -> CallEnded:
    """A call that is over."""
    return CallEnded(line=LINE, queue=QUEUE, outcome=outcome, stage="waiting", ended_by="caller")


def envelope(entry: bytes, fields: dict[bytes, bytes]) -> Envelope:
    """An entry of the stream as the recorder will read it."""
    return Envelope(
        id=entry.decode(),
        at=datetime.fromtimestamp(int(fields[b"at"]) / 1000, UTC),
        campaign=CAMPAIGN,
        call_id=fields[b"call"].decode(),
        actor=fields[b"actor"].decode(),
        site_version=fields[b"site"].decode(),
        fact=msgspec.json.decode(fields[b"fact"], type=AnyFact, strict=True),
    )


def fact_kinds(facts: list[AnyFact]) -> list[str]:
    """The names of facts, in order."""
    return [type(fact).__name__ for fact in facts]


def count_kinds(facts: list[AnyFact]) -> Counter[str]:
    """How many of each."""
    return Counter(fact_kinds(facts))
