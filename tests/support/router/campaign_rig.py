"""A campaign on a real Valkey with a clock that only tests move, and short methods for tests.

Owns the test's actions and views. It must not know how the library works: it reads the log and the public answers.
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
    StreamId,
)

CAMPAIGN = "bogota"
GATEWAY = "pyvoip-1"
LINE, QUEUE = "nacional", "general"
START_MS = 1_800_000_000_000
RING_MS, WRAP_UP_MS, THRESHOLD_MS = 15_000, 20_000, 20_000
GRACE_MS = 5_000
LEASE_MS = 1_000_000_000


class CampaignRig:
    """A campaign, one live gateway, and a clock in milliseconds since the test began."""

    def __init__(self, client: redis.Redis, campaign: str = CAMPAIGN) -> None:
        self.redis = client
        self.campaign = campaign
        self.router = CallRouter(client, campaign)
        self.versions: dict[str, int] = {}
        self.now_ms = 0
        self._requests = 0

    async def begin(self) -> None:
        """Install the library, set the clock and acquire the gateway's lease."""
        await self.router.install()
        await self.set_time(0)
        await self.router.acquire_lease(GATEWAY, LEASE_MS)

    async def set_time(self, ms: int) -> None:
        """Set the clock to milliseconds since the beginning."""
        self.now_ms = ms
        await self.router.set_clock(self.moment(ms))

    def key(self, name: str) -> str:
        """Return a key of the campaign."""
        return f"{{{self.campaign}}}:{name}"

    def moment(self, ms: int) -> datetime:
        """Return the router's time for milliseconds since the beginning."""
        return datetime.fromtimestamp(START_MS / 1000, UTC) + timedelta(milliseconds=ms)

    def new_request_id(self) -> str:
        """Return an unused request id."""
        self._requests += 1
        return f"request-{self._requests}"

    def act(self, call: str, *facts: AnyFact, routing: Routing | None = None, **changes: object) -> Act:
        """Return an act on a call at the version known here."""
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
        """Commit an act and remember the version."""
        result = await self.router.commit(act, request or self.new_request_id())
        self.versions[act.call_id] = result.version
        return result

    async def open(self, call: str, **changes: object) -> CommitResult:
        """Open a call."""
        return await self.commit(self.act(call, call_ingressed(), **changes))

    async def enqueue(
        self, call: str, queue: str = QUEUE, wrap_up_ms: int = WRAP_UP_MS, **changes: object
    ) -> CommitResult:
        """Put a call in a queue."""
        fact = CallQueued(line=LINE, queue=queue, reason="menu", threshold_ms=THRESHOLD_MS)
        return await self.commit(self.act(call, fact, routing=queue_entry(queue, wrap_up_ms=wrap_up_ms), **changes))

    async def enqueue_with(self, call: str, queue: str = QUEUE, **settings: object) -> CommitResult:
        """Put a new or existing call in a queue with these settings; an overflowed one keeps its wait."""
        reason = "overflow" if settings.get("keeps_wait") else "transfer"
        if call not in self.versions:
            await self.open(call)
            reason = "menu"
        fact = CallQueued(line=LINE, queue=queue, reason=reason, threshold_ms=THRESHOLD_MS)
        return await self.commit(self.act(call, fact, routing=queue_entry(queue, **settings)))

    async def arrive(self, call: str, queue: str = QUEUE, wrap_up_ms: int = WRAP_UP_MS) -> None:
        """Open a call and put it in a queue."""
        await self.open(call)
        await self.enqueue(call, queue, wrap_up_ms)

    async def answer(self, call: str, advisor: str, offer: int = 1, queue: str = QUEUE) -> CommitResult:
        """Answer an offer."""
        fact = CallAnswered(line=LINE, queue=queue, advisor=advisor, offer=offer)
        return await self.commit(self.act(call, fact, routing=AnswerOffer(offer=offer)))

    async def decline(self, call: str, offer: int = 1, reason: OfferEnd = "declined") -> CommitResult:
        """Decline an offer."""
        return await self.commit(self.act(call, routing=DeclineOffer(offer=offer, reason=reason)))

    async def end(self, call: str, outcome: Outcome = "abandoned_queue", **changes: object) -> CommitResult:
        """End a call."""
        return await self.commit(self.act(call, call_ended(outcome), routing=ReleaseCall(), **changes))

    async def ready(self, advisor: str, *queues: str, **levels: int) -> str:
        """Make an advisor ready, at the middle level in queues without another level."""
        served = dict.fromkeys(queues or (() if levels else (QUEUE,)), MIDDLE_LEVEL) | levels
        return await self.router.ready(AdvisorPhone(id=advisor, address=f"sip:{advisor}@x", queues=served))

    async def log(self, after: str = "") -> list[Envelope]:
        """Return every fact after an id, decoded strictly."""
        entries = await self.redis.xrange(self.key("log"), min=f"({after}" if after else "-")
        return [envelope(entry, fields) for entry, fields in entries]

    async def newest_entry(self) -> StreamId | None:
        """Return the id of the last fact in the log, or None if there is none."""
        entries = await self.redis.xrevrange(self.key("log"), count=1)
        return StreamId.parse(entries[0][0].decode()) if entries else None

    async def facts(self) -> list[AnyFact]:
        """Return every fact, without its envelope."""
        return [entry.fact for entry in await self.log()]

    async def last_facts(self, since: int) -> list[AnyFact]:
        """Return the facts after the first ones."""
        return (await self.facts())[since:]

    async def fact_count(self) -> int:
        """Count the facts."""
        return int(await self.redis.xlen(self.key("log")))

    async def keys(self) -> list[str]:
        """Return the name of every key."""
        return [key.decode() async for key in self.redis.scan_iter()]

    async def mailbox(self) -> list[RouterSignal]:
        """Return the signals in the gateway's mailbox that it has not acknowledged."""
        return [signal for _, signal in await self.router.read_mailbox(GATEWAY)]

    async def states(self) -> dict[str, str]:
        """Return the last state of each advisor in the log."""
        return {fact.advisor: fact.state for fact in await self.facts() if isinstance(fact, AdvisorStateChanged)}


def queue_entry(queue: str = QUEUE, **settings: object) -> Enqueue:
    """Return the entry into a queue, with the defaults of these tests."""
    plain = Enqueue(line=LINE, queue=queue, threshold_ms=THRESHOLD_MS, ring_ms=RING_MS, wrap_up_ms=WRAP_UP_MS)
    return msgspec.structs.replace(plain, **settings)


def call_ingressed() -> CallIngressed:
    return CallIngressed(line=LINE, gateway=GATEWAY, caller_ref="r", caller_commitment="c", in_hours=True)


def call_ended(outcome: Outcome = "abandoned_queue") -> CallEnded:
    return CallEnded(line=LINE, queue=QUEUE, outcome=outcome, stage="waiting", ended_by="caller")


def envelope(entry: bytes, fields: dict[bytes, bytes]) -> Envelope:
    """Return an entry of the stream as the recorder will read it."""
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
    """Return the kinds of facts, in order."""
    return [type(fact).__name__ for fact in facts]


def count_kinds(facts: list[AnyFact]) -> Counter[str]:
    """Count the facts of each kind."""
    return Counter(fact_kinds(facts))
