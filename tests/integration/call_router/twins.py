"""The router on a real Valkey and the model beside it: both are asked, and must agree after every answer.

Owns the asking and the comparing: answers, facts, counters, mailboxes, the floor, and what lies under the keys that the
library's map names. It must not decide what is asked.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count, permutations
from typing import Any, NamedTuple

import msgspec
import redis.asyncio as redis

from call_router import library, wire
from call_router.acts import Act, FloorNow, Ticked
from call_router.errors import RouterError
from call_router.service import CallRouter
from call_router.signals import RouterSignal
from eventlog.counts import Totals
from eventlog.facts import AdvisorOffered, CallEnded, Envelope
from tests.integration.call_router.model import Model
from tests.integration.call_router.world import START_MS, envelope

CLIENTS = 3


class Request(NamedTuple):
    """What is asked of a router: a method of CallRouter, which the model has too, and its arguments."""

    method: str
    arguments: tuple[Any, ...]


@dataclass
class Seen:
    """All that a router shows at one instant: what is new in the log, and how things stand."""

    facts: list[Envelope]
    mail: dict[str, list[RouterSignal]]
    floor: FloorNow
    serving: dict[tuple[str, str], int]
    open_calls: int


@dataclass
class Twins:
    """One campaign, twice."""

    url: str
    campaign: str
    clients: list[redis.Redis] = field(default_factory=list)
    turns: Any = field(default_factory=count)
    totals: Totals = field(default_factory=Totals)
    ends: Counter[str] = field(default_factory=Counter)
    compared: int = 0

    async def begin(self) -> None:
        """Several clients, each with a connection of its own; an empty server; the clock stands."""
        self.clients = [redis.from_url(self.url, max_connections=1) for _ in range(CLIENTS)]
        self.routers = [CallRouter(client, self.campaign) for client in self.clients]
        self.model = Model(self.campaign, START_MS)
        await self.clients[0].flushall()
        await self.routers[0].install()
        await self.set_clock(START_MS)

    async def end(self) -> None:
        """Close every connection."""
        for client in self.clients:
            await client.aclose()

    def key(self, name: str) -> str:
        """A key of the campaign."""
        return f"{{{self.campaign}}}:{name}"

    async def set_clock(self, ms: int) -> None:
        """It is so late, ms since the Unix epoch."""
        await self.clients[0].set(self.key("clock"), ms)
        self.model.clock_ms = ms

    # Asking

    async def ask(self, request: Request) -> Any:
        """Ask both, by the next client; the answer, or the class of the refusal."""
        before = self.model.copy()
        answer = await _answer_of(self._next_router(), request)
        expected = answer_of_model(self.model, request)
        assert answer == expected, f"{request}: the library says {answer}, the model {expected}"
        await self.agree(before)
        return answer

    async def ask_at_once(self, requests: Sequence[Request]) -> None:
        """Ask several at the same moment, each by a client of its own: it is as if they had come one by one."""
        asked = (_answer_of(self._next_router(), request) for request in requests)
        answers = await asyncio.gather(*asked)
        seen, before = await self.seen(), self.model
        for order in permutations(range(len(requests))):
            model = before.copy()
            expected = {place: answer_of_model(model, requests[place]) for place in order}
            if [expected[place] for place in range(len(requests))] == answers and self.expected(model) == seen:
                self.model = model
                await self.agree(before)
                return
        raise AssertionError(f"no order of {requests} gives {answers} and {seen}")

    async def ask_and_lose(self, act: Act, request_id: str) -> Any:
        """Send an act and break off before its answer; then send it again by another client."""
        client = self.clients[next(self.turns) % CLIENTS]
        connection = await client.connection_pool.get_connection()
        name = f"{library.NAME}_{wire.verb(act)}"
        arguments = wire.act_arguments(act, request_id)
        await connection.send_command("FCALL", name, 1, f"{{{self.campaign}}}", *arguments)
        await connection.disconnect()
        await client.connection_pool.release(connection)
        return await self.ask(Request("commit", (act, request_id)))

    def _next_router(self) -> CallRouter:
        return self.routers[next(self.turns) % CLIENTS]

    # Agreeing

    async def agree(self, before: Model) -> None:
        """What the library shows is what the model says, and is as it must be."""
        seen, expected = await self.seen(), self.expected(self.model)
        for name in Seen.__dataclass_fields__:
            of_library, of_model = getattr(seen, name), getattr(expected, name)
            assert of_library == of_model, f"{name}: the library shows {of_library}, the model {of_model}"
        self._fold(seen)
        assert await self.routers[0].totals() == self.totals.counted(), "the counters are not the fold of the log"
        self._in_turn(before, seen.facts)
        self.nobody_starves()
        await self._name_the_mail()
        await self.keys_agree()

    async def seen(self) -> Seen:
        """All that the library shows now."""
        reading = self.clients[0].pipeline(transaction=False)
        reading.xrange(self.key("log"), min=f"(1-{self.compared}" if self.compared else "-")
        reading.keys(self.key("mailbox:*"))
        log, mailboxes = await reading.execute()
        snapshot = await self.routers[0].snapshot()
        gateways = [name.decode().partition(":mailbox:")[2] for name in mailboxes]
        mail = {name: [signal for _, signal in await self.routers[0].mailbox(name)] for name in gateways}
        return Seen(
            facts=[self._envelope(*entry) for entry in log],
            mail={name: signals for name, signals in mail.items() if signals},
            floor=await self.routers[0].floor(),
            serving=snapshot.advisors,
            open_calls=snapshot.open_calls,
        )

    def _envelope(self, entry: bytes, fields: dict[bytes, bytes]) -> Envelope:
        return msgspec.structs.replace(envelope(entry, fields), campaign=self.campaign)

    def expected(self, model: Model) -> Seen:
        """All that the model would show."""
        return Seen(
            facts=model.log[self.compared :],
            mail={name: [mail.signal for mail in mails] for name, mails in model.mail.items() if mails},
            floor=model.floor(),
            serving=model.serving(),
            open_calls=sum(not call.ended for call in model.calls.values()),
        )

    def _fold(self, seen: Seen) -> None:
        """The log grows; a call's last fact is its end, and there is one."""
        for entry in seen.facts:
            assert not self.ends[entry.call_id]
            self.ends[entry.call_id] += isinstance(entry.fact, CallEnded)
            self.totals.add(entry)
        self.compared += len(seen.facts)

    def _in_turn(self, before: Model, facts: list[Envelope]) -> None:
        """Whoever waited and still waits stands behind whoever was rung for in the meantime."""
        offered = [self.model.calls[entry.call_id] for entry in facts if isinstance(entry.fact, AdvisorOffered)]
        for call in offered:
            for other in self.model.waiting_in(call.queue):
                known = before.calls.get(other.id)
                if known and known.phase == "waiting" and other is not call:
                    assert self.model.standing(call) < self.model.standing(other)

    def nobody_starves(self) -> None:
        """No call waits while somebody is ready who may be rung for it; no advisor has two calls."""
        for call in self.model.calls.values():
            if call.phase == "waiting" and call.gateway not in self.model.gone:
                assert not self.model.ready_for(call)
        for advisor in self.model.advisors.values():
            calls = [c.phase for c in self.model.calls.values() if c.id == advisor.call and c.advisor == advisor.id]
            assert calls == ([advisor.state] if advisor.with_a_call else calls)

    async def _name_the_mail(self) -> None:
        for gateway, mails in self.model.mail.items():
            for mail, (identity, _) in zip(mails, await self.routers[0].mailbox(gateway), strict=True):
                mail.id = identity

    # The keys, by the map at the head of the library

    async def keys_agree(self) -> None:
        """Each call stands in the one place that it has, each advisor likewise; ended calls hold nothing."""
        waiting, ringing = await self._members("waiting:*"), await self._members("ringing:*")
        standing = [place.partition(":")[2] for place in waiting + ringing]
        assert len(set(standing)) == len(standing), "a call in two places"
        must = {call.id for queue in self.model.queues for call in self.model.waiting_in(queue)}
        may = {call.id for call in self.model.calls.values() if call.phase == "waiting"}
        assert must <= {place.partition(":")[2] for place in waiting} <= may
        assert sorted(place.partition(":")[2] for place in ringing) == sorted(self._in_phase("offered"))
        ready = set(await self._members("ready:*"))
        assert ready == {a.id for a in self.model.advisors.values() if a.state == "available" and a.queues}
        assert sorted(await self._members("timers")) == sorted(self.model.timers)
        assert set(await self._set("open")) == {call.id for call in self.model.calls.values() if not call.ended}

    def _in_phase(self, phase: str) -> list[str]:
        return [call.id for call in self.model.calls.values() if call.phase == phase]

    async def _members(self, pattern: str) -> list[str]:
        keys = await self.clients[0].keys(self.key(pattern))
        found = [await self.clients[0].zrange(key, 0, -1) for key in keys]
        return [name.decode() for names in found for name in names]

    async def _set(self, name: str) -> list[str]:
        return [member.decode() for member in await self.clients[0].smembers(self.key(name))]


async def _answer_of(router: CallRouter, request: Request) -> Any:
    try:
        answer = await getattr(router, request.method)(*request.arguments)
    except RouterError as refusal:
        return type(refusal)
    if isinstance(answer, Ticked):
        return msgspec.structs.replace(answer, orphans=tuple(sorted(answer.orphans)))
    return answer


def answer_of_model(model: Model, request: Request) -> Any:
    """What the model answers, or the class of its refusal."""
    try:
        return getattr(model, request.method)(*request.arguments)
    except RouterError as refusal:
        return type(refusal)
