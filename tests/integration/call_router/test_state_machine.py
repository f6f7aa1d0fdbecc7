"""Random sequences of events, sent to the router on a real Valkey and to a model beside it: they never disagree.

ATENCION_MACHINE chooses the search: ``short`` by default, ``long`` for a night, ``small`` to shrink a failure that
was found, ``hunt`` for the same sequence each time.
"""

import asyncio
import os
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from itertools import count
from typing import Any, TypeVar, get_args

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from call_router.routing import QueueRules, ReleaseCall, Strategy
from config.milliseconds import from_milliseconds
from eventlog.facts import AnyFact, CallBackEnded, CallEnded, Outcome, SiteImported, SurveyEnded
from tests.support.router.campaign_rig import LINE
from tests.support.router.random_requests import (
    ADVISOR_REQUESTS,
    ADVISORS,
    BANDS,
    CALL_REQUESTS,
    QUEUES,
    RequestMaker,
    RouterScene,
    advisor_phone,
    arrival,
    next_request,
    next_request_of_any_call,
)
from tests.support.router.router_and_model import Request, RouterAndModel

pytestmark = pytest.mark.integration
FOREVER_MS = 10**12
COMMON = settings(deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False)
PROFILES = {
    "short": settings(COMMON, max_examples=50, stateful_step_count=50, phases=(Phase.reuse, Phase.generate)),
    "long": settings(COMMON, max_examples=5_000, stateful_step_count=100, phases=(Phase.reuse, Phase.generate)),
    "small": settings(COMMON, max_examples=200, stateful_step_count=50, phases=set(Phase) - {Phase.explain}),
    "hunt": settings(COMMON, max_examples=50, stateful_step_count=50, phases=(Phase.generate,), derandomize=True),
}
RULES = st.builds(
    QueueRules,
    strategy=st.sampled_from((*get_args(Strategy), "ring_all", "ring_all")),
    weight=st.sampled_from((1.0, 0.25, 3.0)),
    bands=st.sampled_from(BANDS),
    ring_most=st.integers(1, 3),
)
PASSING_MS = (0, 1, 300, 700, 1_000, 6_000, 20_000)
Result = TypeVar("Result")
_campaigns = count(1)


class RouterMachine(RuleBasedStateMachine):
    """Calls, advisors, gateways, clients and time, in any order."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.twins = RouterAndModel(self.url, f"machine-{next(_campaigns)}")
        self.scene = RouterScene(self.twins)
        self.run(self.twins.begin())
        for _ in range(2):
            self.start_gateway()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine to its end."""
        return self.runner.run(work)

    def ask(self, method: str, *arguments: Any) -> Any:
        """Send a request to both, and compare the answers."""
        return self.run(self.twins.ask(Request(method, arguments)))

    # Calls and advisors

    @initialize(data=st.data(), rules=st.lists(RULES, max_size=2), absent=st.sets(st.sampled_from(sorted(ADVISORS))))
    def begin_the_day(self, data: st.DataObject, rules: list[QueueRules], absent: set[str]) -> None:
        """Make some advisors ready, and let two calls enter."""
        self.ask("configure", dict(zip(QUEUES, rules, strict=False)))
        for advisor in sorted(set(ADVISORS) - absent):
            self.ask("ready", advisor_phone(advisor))
        for _ in QUEUES:
            self.run(self.twins.ask(arrival(self.scene, data)))

    @rule(data=st.data(), make=st.sampled_from(CALL_REQUESTS))
    def happen_to_a_call(self, data: st.DataObject, make: RequestMaker) -> None:
        """Send a request about a call, valid or not."""
        self.run(self.twins.ask(make(self.scene, data)))

    @rule(data=st.data(), make=st.sampled_from(ADVISOR_REQUESTS))
    def happen_to_an_advisor(self, data: st.DataObject, make: RequestMaker) -> None:
        """Send a request about an advisor."""
        self.run(self.twins.ask(make(self.scene, data)))

    @rule(data=st.data(), times=st.integers(1, 3))
    def arrive(self, data: st.DataObject, times: int) -> None:
        """Let calls enter and wait."""
        for _ in range(times):
            self.run(self.twins.ask(arrival(self.scene, data)))

    @rule(data=st.data(), makes=st.lists(st.sampled_from((*CALL_REQUESTS, *ADVISOR_REQUESTS)), min_size=2, max_size=3))
    def happen_at_once(self, data: st.DataObject, makes: list[RequestMaker]) -> None:
        """Send requests of several clients at the same moment."""
        self.run(self.twins.ask_at_once([make(self.scene, data) for make in makes]))

    @rule(data=st.data(), times=st.integers(1, 6))
    def go_on(self, data: st.DataObject, times: int) -> None:
        """Take the next step in a call's life; chance alone seldom leads a call to its answer."""
        for _ in range(times):
            self.run(self.twins.ask(next_request_of_any_call(self.scene, data)))

    @rule(data=st.data())
    def lose_an_answer(self, data: st.DataObject) -> None:
        """Lose the answer to an act, and send the act again."""
        request = next_request_of_any_call(self.scene, data)
        if request.method == "commit":
            self.run(self.twins.ask_and_drop_answer(*request.arguments))

    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        """Repeat an act: the last one of its call gets its first answer, and any other changes nothing."""
        self.ask("commit", *data.draw(st.sampled_from(self.scene.acts[-8:])))

    # Time

    @rule(ms=st.sampled_from(PASSING_MS), ending=st.booleans())
    def pass_time(self, ms: int, ending: bool) -> None:
        """Let time pass with a tick, and perhaps end the orphans that it names."""
        self.turn_clock(ms)
        ticked = self.ask("tick")
        for name, _ in ticked.orphans if ending else ():
            self.end_for_the_dead(name)

    @rule(ms=st.sampled_from(PASSING_MS), look=st.sampled_from((None, 2_000, 2_001)))
    def pass_time_unseen(self, ms: int, look: int | None) -> None:
        """Let time pass while no router runs, or none that may judge leases after its own pause."""
        self.turn_clock(ms)
        if look:
            self.ask("tick", from_milliseconds(self.twins.model.now - look))

    # Rare events

    @rule(data=st.data(), way=st.sampled_from(("comes", "dies", "dies unseen", "goes", "renew_lease", "acquire_lease")))
    def happen_to_a_gateway(self, data: st.DataObject, way: str) -> None:
        """Start, stop or lose an instance, with or without a tick, or renew a lease, perhaps of a lost one."""
        living = self.scene.living()
        if way.endswith("lease"):
            self.ask(way, data.draw(st.sampled_from(self.scene.gateways)), FOREVER_MS)
        elif way == "comes" or len(living) < 2:
            self.start_gateway()
        else:
            self.stop_gateway(data, data.draw(st.sampled_from(living)), way)

    def start_gateway(self) -> None:
        """Start an instance, which takes a lease."""
        self.scene.gateways.append(f"gateway-{len(self.scene.gateways)}")
        self.ask("acquire_lease", self.scene.gateways[-1], FOREVER_MS)

    def stop_gateway(self, data: st.DataObject, gateway: str, way: str) -> None:
        """Release a gateway's lease or let it expire, with or without a tick; then let it act on a call."""
        if way == "goes":
            self.ask("release_lease", gateway)
        else:
            self.ask("renew_lease", gateway, 0)
        if way == "dies":
            self.ask("tick")
        for call in self.twins.model.held_by(gateway)[:1]:
            self.run(self.twins.ask(next_request(self.scene, data, call)))

    @rule(data=st.data(), event=st.sampled_from(("rules", "rules", "site", "clock")))
    def happen_to_the_campaign(self, data: st.DataObject, event: str) -> None:
        """Change a queue's rules, import another site, or set the machine's clock back."""
        if event == "rules":
            self.ask("configure", {data.draw(st.sampled_from(QUEUES)): data.draw(RULES)})
        elif event == "site":
            site = data.draw(st.sampled_from(("site-1", "site-2")))
            self.ask("append", [SiteImported(digest=site)], "system", site)
        elif self.twins.model.last_ms == self.twins.model.clock_ms:
            self.turn_clock(-5_000)

    def teardown(self) -> None:
        """End all calls, and check that no advisor holds one."""
        model = self.twins.model
        for call in self.scene.open_calls():
            self.end_for_the_dead(call.id)
        assert {"offered", "talking"}.isdisjoint(advisor.state for advisor in model.advisors.values())
        assert sum(self.twins.ends.values()) == len(model.calls)
        self.run(self.twins.end())
        self.runner.close()

    # Helpers

    def turn_clock(self, ms: int) -> None:
        """Move the clock forward or back."""
        self.run(self.twins.set_clock(self.twins.model.clock_ms + ms))

    def end_for_the_dead(self, name: str) -> None:
        """End a call on behalf of no gateway."""
        call = self.twins.model.calls[name]
        outcome: Outcome = "answered" if call.answered_at >= 0 else "technical_failure"
        end: AnyFact = CallEnded(line=LINE, queue=call.queue, outcome=outcome, stage=call.phase, ended_by="failure")
        if call.phase == "parting":
            end = SurveyEnded(line=LINE, queue=call.queue, result="failed", answered=0)
        if call.promised:
            end = CallBackEnded(line=LINE, queue=call.queue, result="failed", attempts=call.promised.attempt)
        self.run(self.twins.ask(self.scene.act(call, end, routing=ReleaseCall(), by_gateway=False)))


@pytest.mark.timeout(600)
def test_library_and_model_agree(valkey_address: str) -> None:
    """Library and model agree; no call in two places, no advisor with two, one end each, fair order, true counters.

    Concurrent requests may run in another order when Hypothesis replays them, and other steps are possible then.
    Hypothesis then reports that it cannot replay, which disproves nothing, and searches again.
    """
    RouterMachine.url = valkey_address
    chosen = PROFILES[os.environ.get("ATENCION_MACHINE", "short")]
    examples = chosen.max_examples // (10 if "cluster" in valkey_address else 1)
    look = partial(run_state_machine_as_test, RouterMachine, settings=settings(chosen, max_examples=examples))
    for _ in range(2):
        with suppress(FlakyStrategyDefinition):
            return look()
    look()
