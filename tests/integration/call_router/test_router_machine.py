"""Any sequence of what can happen, on a real Valkey with a clock of our own: what must never be, never is."""

import asyncio
from collections.abc import Coroutine
from itertools import count
from typing import Any, TypeVar

import msgspec
import pytest
import redis.asyncio as redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from call_router.acts import Act, Committed
from call_router.errors import LeaseLost, NotInWrapUp, NotTalking, OfferGone, VersionConflict
from call_router.routing import AnswerOffer, DeclineOffer, Enqueue, Release
from call_router.wire import moment
from eventlog.facts import CallAnswered, CallHeld, CallIngressed, CallQueued, CallRetrieved, MenuEntered
from storage.valkey import connect
from tests.integration.call_router.replay import Replay, ReplayedCall
from tests.integration.call_router.world import LINE, THRESHOLD_MS, World, ended

pytestmark = pytest.mark.integration
ADVISORS = {"ana": ("first",), "eva": ("second",), "luz": ("first", "second"), "sol": ("second", "first")}
QUEUES = ("first", "second")
FOREVER_MS = 10**12
RING_MS, WRAP_UP_MS = 1_000, 700
Result = TypeVar("Result")
_campaigns = count(1)


class RouterMachine(RuleBasedStateMachine):
    """Calls, advisors, gateways and time, in any order; after each step the log and the keys are judged."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = World(self.run(self._connect()), f"machine-{next(_campaigns)}")
        self.replay = Replay(queues_of=ADVISORS, lasts_ms={"offered": RING_MS, "wrap_up": WRAP_UP_MS})
        self.gateways: list[str] = []
        self.calls: list[str] = []
        self.last: tuple[Act, str, Committed] | None = None
        self.run(self.world.router.install())
        self.run(self.world.at(0))
        self.start_gateway()

    async def _connect(self) -> redis.Redis:
        return connect(self.url)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do it now."""
        return self.runner.run(work)

    # What can happen

    @initialize(advisors=st.sets(st.sampled_from(sorted(ADVISORS)), min_size=1), data=st.data())
    def begin_the_day(self, advisors: set[str], data: st.DataObject) -> None:
        """Some advisors and two calls are there."""
        for advisor in sorted(advisors):
            self.ready(advisor)
        for queue in QUEUES:
            self.arrive(data, queue, WRAP_UP_MS)

    @precondition(lambda self: len(self.living()) < 3)
    @rule()
    def start_gateway(self) -> None:
        """A new instance takes a lease."""
        name = f"gateway-{len(self.gateways)}"
        self.gateways.append(name)
        self.run(self.world.router.acquire_lease(name, FOREVER_MS))

    @precondition(lambda self: len(self.living()) > 1)
    @rule(data=st.data())
    def lose_gateway(self, data: st.DataObject) -> None:
        """An instance dies: its lease runs out, and a tick sees it."""
        self.run(self.world.router.renew_lease(data.draw(st.sampled_from(self.living())), 0))
        self.tick()

    @rule(data=st.data(), queue=st.sampled_from(QUEUES), wrap_up_ms=st.sampled_from((0, WRAP_UP_MS)))
    def arrive(self, data: st.DataObject, queue: str, wrap_up_ms: int) -> None:
        """A call enters and waits."""
        self.open(data.draw(st.sampled_from(self.living())))
        self.enqueue(self.calls[-1], queue, wrap_up_ms)

    @rule(data=st.data())
    def come_in(self, data: st.DataObject) -> None:
        """A call enters, perhaps at a gateway that is taken as dead."""
        self.open(data.draw(st.sampled_from(self.gateways)))

    @rule(data=st.data(), queue=st.sampled_from(QUEUES), wrap_up_ms=st.sampled_from((0, WRAP_UP_MS)))
    def choose(self, data: st.DataObject, queue: str, wrap_up_ms: int) -> None:
        """A call begins to wait, or tries to again."""
        self.enqueue(self.some_call(data, "idle"), queue, wrap_up_ms)

    @precondition(lambda self: self.in_phase("offered"))
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """An advisor picks up."""
        self.pick_up(data.draw(st.sampled_from(self.in_phase("offered"))), 0)

    @rule(data=st.data(), times=st.integers(1, 6))
    def go_on(self, data: st.DataObject, times: int) -> None:
        """What is next in the life of a call happens: without this, chance alone seldom leads a call to its answer."""
        for _ in range(times):
            name = data.draw(st.sampled_from(self.calls))
            call = self.replay.calls[name]
            if call.phase == "idle":
                self.enqueue(name, data.draw(st.sampled_from(QUEUES)), WRAP_UP_MS)
            elif call.phase == "waiting":
                self.ready(data.draw(st.sampled_from([a for a in sorted(ADVISORS) if call.queue in ADVISORS[a]])))
                self.learn()
            elif call.phase == "offered":
                self.pick_up(name, 0)
            elif call.phase == "talking":
                self.act_on(name, self.world.act(name, ended("answered"), routing=Release()), None)

    @rule(data=st.data(), off=st.sampled_from((-1, 1)))
    def answer_wrongly(self, data: st.DataObject, off: int) -> None:
        """An advisor picks up for an offer that does not stand."""
        self.pick_up(self.some_call(data, "offered"), off)

    @rule(data=st.data(), off=st.sampled_from((0, 0, 1)), reason=st.sampled_from(("declined", "busy", "no_answer")))
    def decline(self, data: st.DataObject, off: int, reason: Any) -> None:
        """An advisor does not pick up."""
        name = self.some_call(data, "offered")
        call = self.replay.calls[name]
        refusal = None if call.phase == "offered" and not off else OfferGone
        self.act_on(name, self.world.act(name, routing=DeclineOffer(offer=call.offer + off, reason=reason)), refusal)

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        """Something that is not the router's happens in a call."""
        name = self.some_call(data, "idle")
        self.act_on(name, self.world.act(name, MenuEntered(line=LINE, menu="principal")), None)

    @rule(data=st.data())
    def hold(self, data: st.DataObject) -> None:
        """A talking call is put on hold, or taken back."""
        for name in self.in_phase("talking")[:1]:
            call = self.replay.calls[name]
            kind = CallRetrieved if call.seen.held else CallHeld
            self.act_on(name, self.world.act(name, kind(line=LINE, queue=call.queue, advisor=call.advisor)), None)

    @rule(data=st.data(), advisor=st.sampled_from(sorted(ADVISORS)))
    def ask(self, data: st.DataObject, advisor: str) -> None:
        """An advisor asks for something in a call, which may not be theirs."""
        name = self.some_call(data, "talking")
        asking = self.world.router.ask(name, advisor, "hold", self.world.new_request())
        if name in self.in_phase("talking") and self.replay.calls[name].advisor == advisor:
            self.run(asking)
        else:
            with pytest.raises(NotTalking):
                self.run(asking)

    @rule(data=st.data(), advisor=st.sampled_from(sorted(ADVISORS)), named=st.booleans())
    def complete(self, data: st.DataObject, advisor: str, named: bool) -> None:
        """An advisor is done with a wrap-up, or believes so."""
        call = data.draw(st.sampled_from(self.calls)) if named else ""
        if call and self.replay.calls[call] in self.replay.with_advisor(advisor):
            with pytest.raises(NotInWrapUp):
                self.run(self.world.router.complete(advisor, call))
        else:
            state = self.run(self.world.router.complete(advisor, call))
            self.learn()
            assert state == self.replay.state_of(advisor)

    @rule(data=st.data(), phase=st.sampled_from(("idle", "waiting", "offered", "talking", "talking")))
    def end(self, data: st.DataObject, phase: str) -> None:
        """A call ends, wherever it is."""
        name = self.some_call(data, phase)
        self.act_on(name, self.world.act(name, ended(), routing=Release()), None)

    @rule(data=st.data(), by=st.sampled_from((-1, 1)))
    def be_late(self, data: st.DataObject, by: int) -> None:
        """Somebody acts on a version that is not the call's."""
        name = self.some_call(data, "talking")
        gateway, expects = self.replay.calls[name].gateway, self.world.versions[name] + by
        self.refused(
            self.world.act(name, ended(), routing=Release(), gateway=gateway, expects=expects), VersionConflict
        )

    @precondition(lambda self: self.last)
    @rule()
    def send_again(self) -> None:
        """The last act is sent again: the same answer."""
        assert self.last is not None
        act, request, answer = self.last
        assert self.run(self.world.router.commit(act, request)) == answer

    @rule(advisor=st.sampled_from(sorted(ADVISORS)))
    def ready(self, advisor: str) -> None:
        """An advisor takes calls."""
        self.run(self.world.ready(advisor, *ADVISORS[advisor]))

    @rule(advisor=st.sampled_from(sorted(ADVISORS)), reason=st.sampled_from(("", "almuerzo", "capacitacion")))
    def step_back(self, advisor: str, reason: str) -> None:
        """An advisor wants a pause, or, without a reason, to go home."""
        router = self.world.router
        self.run(router.pause(advisor, reason) if reason else router.leave(advisor))

    @rule(ms=st.sampled_from((0, 1, 300, 700, 6_000, 20_000)), ending=st.booleans())
    def pass_time(self, ms: int, ending: bool) -> None:
        """Time passes, and is seen."""
        self.run(self.world.at(self.world.now_ms + ms))
        self.tick(ending)

    @rule(ms=st.sampled_from((1, 6_000)))
    def pass_time_unseen(self, ms: int) -> None:
        """Time passes while no router runs."""
        self.run(self.world.at(self.world.now_ms + ms))

    # How it is judged

    @invariant()
    def the_log_is_right(self) -> None:
        """Every fact follows from those before; nobody starves; the counters are the log's fold."""
        self.learn()
        self.replay.nobody_starves()
        assert all(ends == 1 for ends in self.replay.ends.values())
        assert self.run(self.world.router.totals()) == self.replay.totals.counted()

    @invariant()
    def the_keys_agree_with_the_log(self) -> None:
        """Each call stands in the one place that the log says, each advisor likewise; ended calls hold nothing."""
        self.learn()
        calls, advisors = self.open_calls(), self.replay.advisors.items()
        waiting = {name for name, call in calls if call.phase == "waiting"}
        stranded = {name for name, call in calls if call.phase == "waiting" and call.gateway in self.replay.gone}
        ringing = {name for name, call in calls if call.phase == "offered"}
        standing = self.run(self.members("waiting", QUEUES))
        assert len(set(standing)) == len(standing)
        assert waiting - stranded <= {place.partition(":")[2] for place in standing} <= waiting
        assert sorted(place.partition(":")[2] for place in self.run(self.members("ringing", QUEUES))) == sorted(ringing)
        for queue in QUEUES:
            idle = {n: a.idle_since for n, a in advisors if a.state == "available" and queue in ADVISORS[n]}
            ready = self.run(self.world.redis.zrange(self.world.key(f"ready:{queue}:0"), 0, -1, withscores=True))
            assert {name.decode(): moment(int(since)) for name, since in ready} == idle
        timers = {f"offer:{name}" for name in ringing} | {f"wrap_up:{n}" for n, a in advisors if a.state == "wrap_up"}
        assert {
            timer.decode() for timer in self.run(self.world.redis.zrange(self.world.key("timers"), 0, -1))
        } == timers
        assert self.run(self.names("open")) == {name for name, _ in calls}
        for gateway in self.gateways:
            assert self.run(self.names(f"calls:{gateway}")) == {n for n, call in calls if call.gateway == gateway}

    @invariant()
    def the_floor_is_the_fold_of_the_log(self) -> None:
        """What people see at one instant is what the facts up to it have told, to the millisecond."""
        self.learn()
        floor = self.run(self.world.router.floor())
        assert str(floor.seq) == f"1-{self.replay.seq}"
        assert floor.calls == self.replay.cards()
        assert {queue: now for queue, now in floor.queues.items() if now.waiting} == self.replay.queues()
        assert floor.advisors == self.replay.advisors_now(floor.advisors)

    def teardown(self) -> None:
        """At last every call ends, and nothing is held by anybody."""
        for name, _ in self.open_calls():
            self.end_for_the_dead(name)
        self.the_log_is_right()
        self.the_keys_agree_with_the_log()
        assert set(self.replay.ends) == set(self.calls)
        assert {"offered", "talking"}.isdisjoint(advisor.state for advisor in self.replay.advisors.values())
        self.run(self.world.redis.aclose())
        self.runner.close()

    # Its own hands

    def learn(self) -> None:
        """Read what was logged since."""
        for entry in self.run(self.world.log(self.replay.last_id)):
            self.replay.add(entry)

    def open_calls(self) -> list[tuple[str, ReplayedCall]]:
        """Calls that are not ended."""
        return [(name, call) for name, call in self.replay.calls.items() if not self.replay.ends[name]]

    def in_phase(self, phase: str) -> list[str]:
        """Calls in a phase whose gateway lives."""
        return [name for name, call in self.open_calls() if call.phase == phase and call.gateway in self.living()]

    def living(self) -> list[str]:
        """Gateways that were not lost."""
        return [gateway for gateway in self.gateways if gateway not in self.replay.gone]

    def some_call(self, data: st.DataObject, phase: str) -> str:
        """Any call; mostly one in that phase, if there is one."""
        fitting = self.in_phase(phase)
        return data.draw(st.sampled_from(fitting * 3 + self.calls if fitting else self.calls))

    def tick(self, ending: bool = False) -> None:
        """A router ticks; it names the open calls of the dead, which may be ended then."""
        ticked = self.run(self.world.router.tick())
        self.learn()
        orphans = {(name, call.gateway) for name, call in self.open_calls() if call.gateway in self.replay.gone}
        assert set(ticked.orphans) == orphans
        assert not ticked.more
        for name, _ in sorted(orphans) if ending else ():
            self.end_for_the_dead(name)

    def open(self, gateway: str) -> None:
        """A call enters at a gateway."""
        name = f"call-{len(self.calls)}"
        fact = CallIngressed(line=LINE, gateway=gateway, caller_ref="", caller_commitment="", in_hours=True)
        act = self.world.act(name, fact, gateway=gateway)
        if gateway in self.replay.gone:
            self.refused(act, LeaseLost)
        else:
            self.calls.append(name)
            self.commit(act)

    def enqueue(self, name: str, queue: str, wrap_up_ms: int) -> None:
        """A call begins to wait."""
        fact = CallQueued(line=LINE, queue=queue, reason="menu", threshold_ms=THRESHOLD_MS)
        routing = Enqueue(line=LINE, queue=queue, threshold_ms=THRESHOLD_MS, ring_ms=RING_MS, wrap_up_ms=wrap_up_ms)
        if self.replay.calls[name].phase in ("idle", "released"):
            self.act_on(name, self.world.act(name, fact, routing=routing), None)

    def pick_up(self, name: str, off: int) -> None:
        """An advisor picks up for the offer that stands, or for one beside it."""
        call = self.replay.calls[name]
        fact = CallAnswered(line=LINE, queue=call.queue, advisor=call.advisor, offer=call.offer)
        refusal = None if call.phase == "offered" and not off else OfferGone
        self.act_on(name, self.world.act(name, fact, routing=AnswerOffer(offer=call.offer + off)), refusal)

    def act_on(self, name: str, act: Act, refusal: type[Exception] | None) -> None:
        """An act by the call's own gateway, which is refused for the first reason that there is."""
        call = self.replay.calls[name]
        act = msgspec.structs.replace(act, gateway=call.gateway)
        if self.replay.ends[name]:
            self.refused(act, VersionConflict)
        elif call.gateway in self.replay.gone:
            self.refused(act, LeaseLost)
        elif refusal:
            self.refused(act, refusal)
        else:
            self.commit(act)

    def commit(self, act: Act) -> None:
        """Carry out an act."""
        request, act = self.world.new_request(), msgspec.structs.replace(act, card=self.replay.card_after(act))
        self.last = (act, request, self.run(self.world.commit(act, request)))
        self.learn()

    def refused(self, act: Act, refusal: type[Exception]) -> None:
        """The act is refused, and has written nothing."""
        before = self.run(self.world.length())
        with pytest.raises(refusal):
            self.run(self.world.router.commit(act, self.world.new_request()))
        assert self.run(self.world.length()) == before

    def end_for_the_dead(self, name: str) -> None:
        """End a call in nobody's name."""
        act = self.world.act(name, ended("technical_failure"), routing=Release(), by_gateway=False)
        self.commit(act)

    async def members(self, kind: str, queues: tuple[str, ...]) -> list[str]:
        """Everybody in a kind of queue."""
        found = [await self.world.redis.zrange(self.world.key(f"{kind}:{queue}"), 0, -1) for queue in queues]
        return [name.decode() for names in found for name in names]

    async def names(self, key: str) -> set[str]:
        """The members of a set."""
        return {name.decode() for name in await self.world.redis.smembers(self.world.key(key))}


def test_whatever_happens_the_router_stays_true(valkey_address: str) -> None:
    """No call in two places or lost, no advisor with two, one end each, fair order, counters equal to the fold."""
    RouterMachine.url = valkey_address
    run_state_machine_as_test(
        RouterMachine,
        settings=settings(
            max_examples=5 if "cluster" in valkey_address else 50,
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
