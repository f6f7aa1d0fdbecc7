"""The router on a real Valkey and the model: both get each request, and must agree after every answer.

Owns the requesting and the checking. It must not choose the requests.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from itertools import count, permutations
from typing import Any, NamedTuple

import msgspec
import redis.asyncio as redis
from redis.exceptions import ResponseError

from call_router import codec, library
from call_router.acts import Act, TickResult
from call_router.errors import RouterError
from call_router.model import Model, RoutedCall
from call_router.service import CallRouter
from config.milliseconds import from_milliseconds
from config.valkey_users import RULES
from eventlog.facts import AdvisorOffered, CallBackEnded, CallEnded, Envelope, SurveyAnswered, SurveyEnded
from storage.valkey import connect, url_for_user
from storage.valkey.cluster import Cluster
from tests.support.facts.totals import Totals
from tests.support.router.campaign_rig import START_MS
from tests.support.router.router_state import RouterState, StateReading, state_of_model, state_of_router

CLIENTS = 3
WORKER_METHODS = ("set_queues", "go_offline", "complete")
"""Requests that the worker sends, too: here it sends each of them, as its own user of a single server."""
_PASSWORD = "worker-of-the-model"


class Request(NamedTuple):
    """A request to a router: a method of CallRouter, which the model has too, and its arguments."""

    method: str
    arguments: tuple[Any, ...]


@dataclass
class RouterAndModel:
    """One campaign in the router and in the model."""

    url: str
    campaign: str
    clients: list[redis.Redis] = field(default_factory=list)
    turns: Any = field(default_factory=count)
    totals: Totals = field(default_factory=Totals)
    ends: Counter[str] = field(default_factory=Counter)
    compared: int = 0

    async def begin(self) -> None:
        """Connect several clients, each on its own connection, to an empty server with a stopped clock."""
        self.clients = [connect(self.url, connections=1) for _ in range(CLIENTS)]
        self.routers = [CallRouter(client, self.campaign) for client in self.clients]
        self.worker = await self._connect_worker()
        self.model = Model(self.campaign, START_MS)
        await self.clients[0].flushall()
        await self.routers[0].install()
        await self.set_clock(START_MS)

    async def _connect_worker(self) -> CallRouter | None:
        """Create the worker's user with its rules, and connect as that user; None for a cluster."""
        if isinstance(self.clients[0], Cluster):
            return None
        rules = next(line.split()[2:] for line in RULES.read_text().splitlines() if line.startswith("user worker "))
        words = [each.replace("$worker$", _PASSWORD) for each in rules]
        await self.clients[0].execute_command("ACL", "SETUSER", "worker", "reset", *words)
        self.clients.append(connect(url_for_user(self.url, "worker", _PASSWORD), connections=1))
        return CallRouter(self.clients[-1], self.campaign)

    async def end(self) -> None:
        """Close every connection."""
        for client in self.clients:
            await client.aclose()

    async def set_clock(self, ms: int) -> None:
        """Set the clock of both, in ms since the Unix epoch."""
        await self.routers[0].set_clock(from_milliseconds(ms))
        self.model.clock_ms = ms

    # Requests

    async def ask(self, request: Request) -> Any:
        """Send a request to both, by the next client; return the answer, or the class of the exception."""
        before = self.model.copy()
        answer = await _answer_of(self._router_for(request), request)
        expected = _answer_of_model(self.model, request)
        assert answer == expected, f"{request}: the library says {answer}, the model {expected}"
        self._judge(await self._read(), before)
        return answer

    async def ask_at_once(self, requests: Sequence[Request]) -> None:
        """Send several requests at once, each by another client; the result must equal one of their orders."""
        answers = await asyncio.gather(*(_answer_of(self._router_for(request), request) for request in requests))
        reading, before = await self._read(), self.model
        for order in permutations(range(len(requests))):
            self.model = before.copy()
            expected = {index: _answer_of_model(self.model, requests[index]) for index in order}
            answered = [expected[index] for index in range(len(requests))]
            if answered == answers and state_of_model(self.model, self.compared) == reading.state:
                self._judge(reading, before)
                return
        raise AssertionError(f"no order of {requests} gives {answers} and {reading.state}")

    async def ask_and_drop_answer(self, act: Act, request_id: str) -> Any:
        """Send an act and disconnect before its answer; then send it again by another client."""
        client = self.clients[next(self.turns) % CLIENTS]
        function, tag = f"{library.NAME}_{codec.function_name(act)}", f"{{{self.campaign}}}"
        words = ("FCALL", function, 1, tag, *codec.act_arguments(act, request_id))
        if isinstance(client, Cluster):
            with suppress(ResponseError):
                await client.execute_command(*words)
        else:
            connection = await client.connection_pool.get_connection()
            await connection.send_command(*words)
            await connection.disconnect()
            await client.connection_pool.release(connection)
        return await self.ask(Request("commit", (act, request_id)))

    def _router_for(self, request: Request) -> CallRouter:
        following = self.routers[next(self.turns) % CLIENTS]
        return self.worker if self.worker and request.method in WORKER_METHODS else following

    async def _read(self) -> StateReading:
        return await state_of_router(self.clients[0], self.routers[0], self.campaign, self.compared)

    # Checks

    def _judge(self, reading: StateReading, before: Model) -> None:
        """Check that the library's state equals the model's, and that it is valid."""
        actual, expected = reading.state, state_of_model(self.model, self.compared)
        for each in fields(RouterState):
            of_library, of_model = getattr(actual, each.name), getattr(expected, each.name)
            assert of_library == of_model, f"{each.name}: the library shows {of_library}, the model {of_model}"
        self._fold(actual.facts)
        folded = self.totals.counts()
        unlike = {name for name, _ in reading.totals.items() ^ folded.items()}
        assert not unlike, f"counters {[(n, reading.totals.get(n), folded.get(n)) for n in unlike]}: {actual.facts}"
        self._in_turn(before, actual.facts)
        self._check_starvation()
        for gateway, identities in reading.mail_ids.items():
            for mail, identity in zip(self.model.mail[gateway], identities, strict=True):
                mail.id = identity

    def _fold(self, facts: list[Envelope]) -> None:
        """Fold the log's new facts; a call has one end, and only a survey comes after it."""
        for entry in facts:
            assert not self.ends[entry.call_id] or isinstance(entry.fact, SurveyAnswered | SurveyEnded)
            self.ends[entry.call_id] += isinstance(entry.fact, CallEnded | CallBackEnded)
            self.totals.add(entry)
        self.compared += len(facts)

    def _in_turn(self, before: Model, facts: list[Envelope]) -> None:
        """Check that calls still waiting have a later place than the offered ones, except consultations."""
        waited = {call.id for call in before.calls.values() if call.phase == "waiting"}
        for entry in facts:
            call = self.model.calls.get(entry.call_id)
            if call and isinstance(entry.fact, AdvisorOffered) and entry.fact.advisor != call.consulted:
                others = [c for c in self._waiting() if c.id in waited and c.position_queue == call.position_queue]
                assert all(self.model.standing(call) <= self.model.standing(other) for other in others)

    def _check_starvation(self) -> None:
        """Check that no call waits while an advisor is ready for it, has two places, or shares an advisor.

        When time has opened a band, the next tick rings for it.
        """
        overdue = {name for name, at in self.model.timers.items() if at <= self.model.now}
        seen_to = [call for call in self._waiting() if f"band:{call.id}" not in overdue]
        assert not any(self.model.ready_for(call) for call in seen_to)
        holds = Counter(offer.advisor for call in self.model.calls.values() for offer in call.offers)
        holds.update(call.advisor for call in self.model.calls.values() if call.phase == "talking")
        holds.update(call.consulted for call in self.model.calls.values() if call.consulted)
        assert all(holds[advisor.id] == advisor.with_a_call for advisor in self.model.advisors.values())
        standing = [c.id for c in self.model.calls.values() if c.phase in ("waiting", "offered")]
        assert len(set(standing)) == len(standing)

    def _waiting(self) -> list[RoutedCall]:
        """Return the waiting calls that may be offered: their gateway, or one that could take them, is alive."""
        waiting = [call for call in self.model.calls.values() if call.phase == "waiting"]
        adopted = bool(self.model.living())
        return [c for c in waiting if (c.gateway not in self.model.gone if c.gateway else adopted)]


async def _answer_of(router: CallRouter, request: Request) -> Any:
    try:
        answer = await getattr(router, request.method)(*request.arguments)
    except RouterError as refusal:
        return type(refusal)
    if isinstance(answer, TickResult):
        return msgspec.structs.replace(answer, orphans=tuple(sorted(answer.orphans)))
    return answer


def _answer_of_model(model: Model, request: Request) -> Any:
    try:
        return getattr(model, request.method)(*request.arguments)
    except RouterError as refusal:
        return type(refusal)
