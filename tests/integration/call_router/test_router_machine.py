"""Any sequence of what can happen, asked of the router on a real Valkey and of a model beside it: they never disagree.

ATENCION_MACHINE chooses how it looks: ``short`` by default, ``long`` for a night, ``small`` to make a fault that was
found as small as can be, ``hunt`` in the same way each time.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from call_router.acts import Act, AdvisorPhone, CallCard
from call_router.routing import STRATEGIES, AnswerOffer, Band, DeclineOffer, Enqueue, QueueRules, Release, Routing
from call_router.wire import moment
from eventlog.facts import (
    OVERFLOW,
    AnyFact,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallQueued,
    MenuEntered,
    Outcome,
    SiteImported,
)
from tests.integration.call_router.model import Call, Model, Offer
from tests.integration.call_router.twins import Request, Twins
from tests.integration.call_router.world import LINE, START_MS, THRESHOLD_MS

pytestmark = pytest.mark.integration
ADVISORS = {
    "ana": {"first": 9},
    "eva": {"second": 5},
    "luz": {"first": 2, "second": 7},
    "sol": {"second": 3, "first": 6},
}
QUEUES = ("first", "second")
OTHER_QUEUES: tuple[dict[str, int], ...] = ({"first": 4}, {"second": 10}, {})
BANDS = (
    (Band(after_ms=0, level=1),),
    (Band(after_ms=0, level=6), Band(after_ms=300, level=3)),
    (Band(after_ms=0, level=8), Band(after_ms=700, level=5), Band(after_ms=6_000, level=1)),
)
FOREVER_MS = 10**12
RING_MS, WRAP_UP_MS = 1_000, 700
COMMON = settings(deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False)
PROFILES = {
    "short": settings(COMMON, max_examples=60, stateful_step_count=50, phases=(Phase.reuse, Phase.generate)),
    "long": settings(COMMON, max_examples=5_000, stateful_step_count=100, phases=(Phase.reuse, Phase.generate)),
    "small": settings(COMMON, max_examples=200, stateful_step_count=50, phases=set(Phase) - {Phase.explain}),
    "hunt": settings(COMMON, max_examples=60, stateful_step_count=50, phases=(Phase.generate,), derandomize=True),
}
ENTRIES: dict[str, tuple[Any, ...]] = {
    "wrap_up_ms": (WRAP_UP_MS, 0),
    "head_start_ms": (0, 0, 300, 6_000),
    "misses": (1, 2, 3),
    "advisor": ("", "", "", "", *sorted(ADVISORS)),
    "most_waiting": (0, 0, 1, 2),
    "most_wait_ms": (0, 0, 700, 6_000),
    "most_estimate_ms": (0, 0, 500),
    "needs_advisor": (False, True),
    "announce_ms": (0, 0, 300),
}
ACTORS = st.sampled_from(("", "supervisor:s1"))
Result = TypeVar("Result")
Maker = Callable[["RouterMachine", st.DataObject], Request]
_campaigns = count(1)


class RouterMachine(RuleBasedStateMachine):
    """Calls, advisors, gateways, clients and time, in any order."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.twins = Twins(self.url, f"machine-{next(_campaigns)}")
        self.numbers = count()
        self.gateways: list[str] = []
        self.acts: list[tuple[Act, str]] = []
        self.run(self.twins.begin())
        self.start_gateway()

    @property
    def model(self) -> Model:
        """The model as it is now."""
        return self.twins.model

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do it now."""
        return self.runner.run(work)

    def ask(self, method: str, *arguments: Any) -> Any:
        """Ask both."""
        return self.run(self.twins.ask(Request(method, arguments)))

    # What can happen

    @initialize(data=st.data(), advisors=st.sets(st.sampled_from(sorted(ADVISORS)), min_size=1))
    def begin_the_day(self, data: st.DataObject, advisors: set[str]) -> None:
        """Some advisors and two calls are there."""
        for advisor in sorted(advisors):
            self.ask("ready", phone(advisor))
        for _ in QUEUES:
            self.run(self.twins.ask(arrival(self, data)))

    @rule(data=st.data(), make=st.deferred(lambda: st.sampled_from(MAKERS)))
    def happen(self, data: st.DataObject, make: Maker) -> None:
        """Something is asked of the router, fitting or not."""
        self.run(self.twins.ask(make(self, data)))

    @rule(data=st.data(), makes=st.deferred(lambda: st.lists(st.sampled_from(MAKERS), min_size=2, max_size=3)))
    def happen_at_once(self, data: st.DataObject, makes: list[Maker]) -> None:
        """Several clients ask at the same moment."""
        self.run(self.twins.ask_at_once([make(self, data) for make in makes]))

    @rule(data=st.data(), times=st.integers(1, 6))
    def go_on(self, data: st.DataObject, times: int) -> None:
        """What is next in the life of a call happens: without this, chance alone seldom leads a call to its answer."""
        for _ in range(times):
            call = self.some_call(data)
            self.run(self.twins.ask(NEXT[call.phase](self, data, call)))

    @rule(data=st.data())
    def lose_an_answer(self, data: st.DataObject) -> None:
        """A client breaks off before it has its answer, and the act is sent again."""
        call = self.some_call(data)
        request = NEXT[call.phase](self, data, call)
        if request.method == "commit":
            self.run(self.twins.ask_and_lose(*request.arguments))

    @precondition(lambda self: self.acts)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        """An act is sent again: the last one of its call gets its first answer, any other changes nothing."""
        self.ask("commit", *data.draw(st.sampled_from(self.acts[-8:])))

    @precondition(lambda self: len(self.living()) < 3)
    @rule()
    def start_gateway(self) -> None:
        """A new instance takes a lease."""
        self.gateways.append(f"gateway-{len(self.gateways)}")
        self.ask("acquire_lease", self.gateways[-1], FOREVER_MS)

    @precondition(lambda self: len(self.living()) > 1)
    @rule(data=st.data(), way=st.sampled_from(("dies", "dies unseen", "goes")))
    def stop_gateway(self, data: st.DataObject, way: str) -> None:
        """An instance dies: its lease runs out, seen by a tick or not yet; or it gives the lease back."""
        gateway = data.draw(st.sampled_from(self.living()))
        if way == "goes":
            self.ask("release_lease", gateway)
        else:
            self.ask("renew_lease", gateway, 0)
        if way == "dies":
            self.ask("tick")
        for call in self.model.held_by(gateway)[:1]:
            self.run(self.twins.ask(NEXT[call.phase](self, data, call)))

    @rule(
        queue=st.sampled_from(QUEUES),
        strategy=st.sampled_from(STRATEGIES),
        weight=st.sampled_from((1.0, 0.25, 3.0)),
        bands=st.sampled_from(BANDS),
        ring_most=st.integers(1, 3),
    )
    def configure(self, queue: str, **rules: Any) -> None:
        """A queue chooses by other rules from now on."""
        self.ask("configure", {queue: QueueRules(**rules)})

    @rule(data=st.data(), method=st.sampled_from(("renew_lease", "acquire_lease")))
    def prolong(self, data: st.DataObject, method: str) -> None:
        """An instance, perhaps a dead one, asks for more time."""
        self.ask(method, data.draw(st.sampled_from(self.gateways)), FOREVER_MS)

    @rule(ms=st.sampled_from((0, 1, 300, 700, 6_000, 20_000)), ending=st.booleans())
    def pass_time(self, ms: int, ending: bool) -> None:
        """Time passes, and is seen; the open calls of the dead may be ended then."""
        self.turn_clock(ms)
        ticked = self.ask("tick")
        for name, _ in ticked.orphans if ending else ():
            self.end_for_the_dead(name)

    @rule(ms=st.sampled_from((1, 400, 6_000)))
    def pass_time_unseen(self, ms: int) -> None:
        """Time passes while no router runs."""
        self.turn_clock(ms)

    @rule(ms=st.sampled_from((0, 700, 6_000)), blink_ms=st.sampled_from((2_000, 2_001)))
    def pass_time_and_blink(self, ms: int, blink_ms: int) -> None:
        """A router ticks that may have looked away for too long to judge leases."""
        self.turn_clock(ms)
        self.ask("tick", moment(self.model.now - blink_ms))

    @precondition(lambda self: self.model.last_ms == self.model.clock_ms)
    @rule()
    def turn_back_the_clock(self) -> None:
        """The machine's clock is set back: the campaign's is not."""
        self.turn_clock(-5_000)

    @rule(site=st.sampled_from(("site-1", "site-2")))
    def import_site(self, site: str) -> None:
        """Another site is in force."""
        self.ask("append", [SiteImported(digest=site)], "system", site)

    def teardown(self) -> None:
        """At last every call ends, and nothing is held by anybody."""
        for call in self.open_calls():
            self.end_for_the_dead(call.id)
        assert {"offered", "talking"}.isdisjoint(advisor.state for advisor in self.model.advisors.values())
        assert sum(self.twins.ends.values()) == len(self.model.calls)
        self.run(self.twins.end())
        self.runner.close()

    # Its own hands

    def turn_clock(self, ms: int) -> None:
        """The clock goes on, or back."""
        self.run(self.twins.set_clock(self.model.clock_ms + ms))

    def end_for_the_dead(self, name: str) -> None:
        """End a call in nobody's name."""
        call = self.model.calls[name]
        outcome: Outcome = "answered" if call.answered_at >= 0 else "technical_failure"
        end = CallEnded(line=LINE, queue=call.queue, outcome=outcome, stage=call.phase, ended_by="failure")
        self.run(self.twins.ask(self.act(call, end, routing=Release(), by_gateway=False)))

    def living(self) -> list[str]:
        """Gateways that are not known to be dead."""
        return [gateway for gateway in self.gateways if gateway not in self.model.gone]

    def open_calls(self, phase: str = "") -> list[Call]:
        """Calls that are not ended."""
        return [c for c in self.model.calls.values() if not c.ended and phase in ("", c.phase)]

    def some_call(self, data: st.DataObject, phase: str = "") -> Call:
        """Any call; mostly one in that phase whose gateway lives, if there is one."""
        fitting = [call for call in self.open_calls(phase) if call.gateway not in self.model.gone]
        calls = list(self.model.calls.values())
        if fitting and data.draw(st.integers(0, 5)):
            calls = fitting
        return data.draw(st.sampled_from(calls))

    def act(self, call: Call, *facts: AnyFact, routing: Routing | None = None, **changes: Any) -> Request:
        """An act on a call as it is, with what it answers of the mailbox."""
        mails = [mail.id for mail in self.model.mail.get(call.gateway, []) if mail.signal.call_id == call.id]
        number = next(self.numbers)
        values: dict[str, Any] = {
            "call_id": call.id,
            "expects": call.version,
            "state": f"state {number}".encode(),
            "facts": facts,
            "actor": "caller",
            "site_version": call.site,
            "gateway": call.gateway,
            "routing": routing,
            "mailbox_id": mails[0] if mails else "",
            "card": CallCard(line=LINE, menu=f"menu-{number}"),
        }
        self.acts.append((Act(**{**values, **changes}), f"request-{number}"))
        return Request("commit", self.acts[-1])


def phone(advisor: str, queues: dict[str, int] | None = None) -> AdvisorPhone:
    """Where an advisor takes calls, and for whom."""
    return AdvisorPhone(id=advisor, address=f"sip:{advisor}@x", queues=ADVISORS[advisor] if queues is None else queues)


def ended(data: st.DataObject, call: Call) -> CallEnded:
    """A call that is over: answered if it ever was."""
    by = data.draw(st.sampled_from(("caller", "advisor", "system", "failure")))
    outcome: Outcome = "abandoned_queue" if call.queue else "abandoned_ivr"
    return CallEnded(
        line=LINE,
        queue=call.queue,
        outcome="answered" if call.answered_at >= 0 else outcome,
        stage=call.phase,
        ended_by=by,
    )


def enqueuing(data: st.DataObject) -> tuple[CallQueued, Enqueue]:
    """A wait that begins."""
    keeps_wait, queue = data.draw(st.booleans()), data.draw(st.sampled_from(QUEUES))
    reason = OVERFLOW if keeps_wait else "menu"
    fact = CallQueued(line=LINE, queue=queue, reason=reason, threshold_ms=THRESHOLD_MS)
    settings = {name: data.draw(st.sampled_from(values)) for name, values in ENTRIES.items()}
    how = Enqueue(line=LINE, queue=queue, threshold_ms=THRESHOLD_MS, ring_ms=RING_MS, keeps_wait=keeps_wait, **settings)
    return fact, how


def some_offer(data: st.DataObject, call: Call) -> Offer:
    """One of a call's offers that stand; one that never was if there is none."""
    return data.draw(st.sampled_from(call.offers)) if call.offers else Offer(call.offer, call.advisor, 0)


# --- what can be asked ------------------------------------------------------------------------------------------------


def opening(machine: RouterMachine, data: st.DataObject, *facts: AnyFact, routing: Routing | None = None) -> Request:
    """A call enters, perhaps at a gateway that is dead."""
    gateway = data.draw(st.sampled_from(machine.living() * 3 + machine.gateways))
    call = Call(id=f"call-{next(machine.numbers)}", gateway=gateway, site="site-1", arrived_at=START_MS)
    fact = CallIngressed(line=LINE, gateway=gateway, caller_ref="", caller_commitment="", in_hours=True)
    return machine.act(call, fact, *facts, routing=routing)


def arrival(machine: RouterMachine, data: st.DataObject) -> Request:
    """A call enters and waits at once."""
    fact, how = enqueuing(data)
    return opening(machine, data, fact, routing=how)


def rejection(machine: RouterMachine, data: st.DataObject) -> Request:
    """A call enters and is refused in the same act."""
    end = CallEnded(line=LINE, queue="", outcome="capacity_rejected", stage="arriving", ended_by="system")
    return opening(machine, data, end, routing=Release())


def choice(machine: RouterMachine, data: st.DataObject, call: Call | None = None) -> Request:
    """A call begins to wait: from its menu, from another queue, or handed on in talk."""
    fact, how = enqueuing(data)
    phase = data.draw(st.sampled_from(("idle", "waiting", "offered", "talking")))
    return machine.act(call or machine.some_call(data, phase), fact, routing=how)


def answer(machine: RouterMachine, data: st.DataObject, call: Call | None = None) -> Request:
    """An advisor picks up."""
    call = call or machine.some_call(data, "offered")
    offer = some_offer(data, call)
    fact = CallAnswered(line=LINE, queue=call.queue, advisor=offer.advisor, offer=offer.number)
    return machine.act(call, fact, routing=AnswerOffer(offer=offer.number))


def answer_or_decline_wrongly(machine: RouterMachine, data: st.DataObject) -> Request:
    """An advisor speaks of an offer that does not stand."""
    call = machine.some_call(data, "offered")
    offer = data.draw(st.integers(0, call.offer + 1))
    fact = CallAnswered(line=LINE, queue=call.queue, advisor=call.advisor, offer=call.offer)
    if data.draw(st.booleans()):
        return machine.act(call, fact, routing=AnswerOffer(offer=offer))
    return machine.act(call, routing=DeclineOffer(offer=offer, reason="declined"))


def decline(machine: RouterMachine, data: st.DataObject) -> Request:
    """An advisor does not pick up."""
    call, reason = machine.some_call(data, "offered"), data.draw(st.sampled_from(("declined", "busy", "no_answer")))
    return machine.act(call, routing=DeclineOffer(offer=some_offer(data, call).number, reason=reason))  # type: ignore[arg-type]


def step(machine: RouterMachine, data: st.DataObject) -> Request:
    """Something that is not the router's happens in a call."""
    return machine.act(machine.some_call(data, "idle"), MenuEntered(line=LINE, menu="principal"))


def end(machine: RouterMachine, data: st.DataObject, call: Call | None = None) -> Request:
    """A call ends, wherever it is."""
    phase = data.draw(st.sampled_from(("idle", "waiting", "offered", "talking", "talking")))
    call = call or machine.some_call(data, phase)
    return machine.act(call, ended(data, call), routing=Release())


def late_act(machine: RouterMachine, data: st.DataObject) -> Request:
    """Somebody acts on a version that is not the call's, or in any gateway's name."""
    call = machine.some_call(data)
    changes = st.sampled_from(
        (
            {"expects": call.version - 1},
            {"expects": call.version + 1},
            {"gateway": data.draw(st.sampled_from(machine.gateways))},
        )
    )
    return machine.act(call, ended(data, call), routing=Release(), **data.draw(changes))


def readiness(machine: RouterMachine, data: st.DataObject, call: Call | None = None) -> Request:
    """An advisor takes calls, perhaps of other queues than before."""
    fitting = sorted(a for a in ADVISORS if call is None or call.stands_in in (*ADVISORS[a], f"@{a}"))
    advisor = data.draw(st.sampled_from(fitting))
    queues = data.draw(st.sampled_from((None, None, None, *OTHER_QUEUES)))
    return Request("ready", (phone(advisor, queues), data.draw(ACTORS)))


def pause(machine: RouterMachine, data: st.DataObject) -> Request:
    """An advisor wants a pause."""
    reason = data.draw(st.sampled_from(("almuerzo", "capacitacion")))
    return Request("pause", (data.draw(st.sampled_from(sorted(ADVISORS))), reason, data.draw(ACTORS)))


def leave(machine: RouterMachine, data: st.DataObject) -> Request:
    """An advisor goes home."""
    return Request("leave", (data.draw(st.sampled_from(sorted(ADVISORS))), data.draw(ACTORS)))


def completion(machine: RouterMachine, data: st.DataObject) -> Request:
    """An advisor is done with a wrap-up, or believes so."""
    advisor = data.draw(st.sampled_from(sorted(ADVISORS)))
    at_hand = machine.model.call_at_hand(advisor)
    return Request(
        "complete", (advisor, data.draw(st.sampled_from(("", at_hand, *machine.model.calls))), data.draw(ACTORS))
    )


def wish(machine: RouterMachine, data: st.DataObject) -> Request:
    """An advisor asks for something in a call, which may not be theirs."""
    call = machine.some_call(data, "talking")
    advisor = data.draw(st.sampled_from((call.advisor or "ana", *sorted(ADVISORS))))
    number = data.draw(st.sampled_from((next(machine.numbers), 0)))
    return Request("ask", (call.id, advisor, "hold", f"wish-{number}"))


MAKERS: tuple[Maker, ...] = (
    opening, arrival, arrival, rejection, choice, answer, answer, answer_or_decline_wrongly, decline, step, end, end,
    late_act, readiness, readiness, pause, leave, completion, wish,
)  # fmt: skip
NEXT: dict[str, Callable[[RouterMachine, st.DataObject, Call], Request]] = {
    "idle": choice,
    "waiting": readiness,
    "offered": answer,
    "talking": end,
    "released": end,
}


def test_whatever_happens_the_router_stays_true(valkey_url: str) -> None:
    """Library and model agree; no call in two places, no advisor with two, one end each, fair order, true counters."""
    RouterMachine.url = valkey_url
    chosen = PROFILES[os.environ.get("ATENCION_MACHINE", "short")]
    run_state_machine_as_test(RouterMachine, settings=chosen)
