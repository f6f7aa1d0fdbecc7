"""The fold of the floor: an earlier reading plus the later facts equals a later reading, after any events."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from agent_api.desk.domain.floor import EntityKey, Floor
from call_router.acts import CardStage
from call_router.errors import AdvisorUnavailable, OfferGone, RouterError, VersionConflict
from call_router.routing import QueueRules
from call_router.signals import SUPERVISOR_ACTIONS, AdvisorAsked, AdvisorChosen, OfferLapsed, SupervisorAsked
from calls import flow
from calls.call import Call, CallArrived, GatewayGone, Stage, decode
from calls.transitions.common import supervisor_leg
from storage.valkey import connect
from telephony import port
from telephony.port import CALLER, Signal
from tests.support.router.campaign_rig import CAMPAIGN, GATEWAY, CampaignRig
from tests.support.site_folders import sample_site
from tests.unit.calls.test_flow import MOBILE

pytestmark = pytest.mark.integration
ADVISORS = ("ana", "beto", "carla")


SEEN: Counter[str] = Counter()
"""Stages in which a call was compared; a run that misses one proves nothing about it."""


class FloorMachine(RuleBasedStateMachine):
    """Calls go through the real call flow on a real Valkey, and a floor follows by facts alone."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.rig = CampaignRig(connect(self.url))
        self.site = msgspec.structs.replace(sample_site(), campaign=CAMPAIGN)
        self.calls: list[str] = []
        self.mail = "0"

    def run(self, awaitable):  # type: ignore[no-untyped-def]
        """Run a coroutine to its end."""
        return self.runner.run(awaitable)

    @initialize()
    def begin(self) -> None:
        """Prepare an empty campaign, and an advisor who was there before the floor was read."""
        self.run(self._begin())

    async def _begin(self) -> None:
        await self.rig.redis.flushall()
        await self.rig.begin()
        await self.rig.router.configure({"credito": QueueRules(strategy="ring_all", ring_most=2)})
        self.floor = Floor(await self.rig.router.floor(), self.site)
        await self._one_call_back("no_answer")
        await self._one_call_back("answer")
        await self.rig.ready("ana", *list(self.site.queues)[:2])
        self.floor = Floor(await self.rig.router.floor(), self.site)
        await self._one_whole_call()

    async def _one_call_back(self, how: str) -> None:
        """Let a caller ask for a call-back with no advisor on duty; the caller is then reached or not."""
        name = f"promised-{how}"
        await self.drive(
            CallArrived(
                call_id=name, line="bogota", gateway=GATEWAY, caller_ref="r", caller_commitment="c", destination=MOBILE
            )
        )
        for _ in range(4):
            await self._go_on(name, "1")
        await self._pass_time(200_000)
        await self._compare()
        await self._go_on(name, "1")  # the announcement has ended
        accepted = await self.call(name)
        assert accepted is not None
        assert accepted.callback_offer_reason
        await self.drive(
            port.DigitsCollected(call_id=name, command_id=accepted.awaited_command, digits="1", ended="complete")
        )
        await self._compare()
        call_back = f"{name}-cb"
        await self.rig.ready("ana", *list(self.site.queues)[:2])
        await self._mail()
        await self._compare()
        await self._phone(call_back, "answer")
        await self._compare()
        await self._go_on(call_back, "1")
        await self._compare()
        if how == "answer":
            await self.drive(port.LegAnswered(call_id=call_back, leg=CALLER))
            await self._compare()
            await self.drive(port.LegHungUp(call_id=call_back, leg=CALLER))
        else:
            await self.drive(port.LegFailed(call_id=call_back, leg=CALLER, cause="no_answer"))
            await self._compare()
            await self._pass_time(5 * 86_400_000)
        await self._compare()
        await self.rig.router.go_offline("ana")
        await self.rig.router.complete("ana")
        await self._compare()

    async def _one_whole_call(self) -> None:
        """Play a call through all stages, since chance may leave one out."""
        name = "first"
        self.calls.append(name)
        await self.drive(
            CallArrived(call_id=name, line="bogota", gateway=GATEWAY, caller_ref="r", caller_commitment="c")
        )
        for _ in range(3):
            await self._compare()
            await self._go_on(name, "1")
        await self._compare()
        await self._phone(name, "answer")
        await self._compare()
        await self.drive(port.LegHungUp(call_id=name, leg=CALLER))
        await self._compare()
        await self.rig.router.complete("ana")
        await self._one_call_handed_on()

    async def _one_call_handed_on(self) -> None:
        """Let two phones ring; the advisor who answers transfers the call, and is in wrap-up when another talks."""
        name = "second"
        self.calls.append(name)
        await self.rig.ready("beto", *list(self.site.queues)[:2])
        await self.drive(
            CallArrived(call_id=name, line="bogota", gateway=GATEWAY, caller_ref="r", caller_commitment="c")
        )
        for _ in range(3):
            await self._go_on(name, "1")
        await self._compare()
        await self._phone(name, "answer")
        await self._compare()
        await self._ask(name, "hand_over")
        await self._compare()
        for action in ("listen", "whisper", "barge"):
            await self._supervise(name, action, picks_up=True)
            await self._compare()
        await self.rig.ready("carla", *list(self.site.queues)[:2])
        await self._ask(name, "consult", "advisor:carla")
        await self._phone(name, "answer")
        await self._compare()
        await self._ask(name, "join")
        await self._compare()
        await self._ask(name, "take_back")
        await self._compare()
        await self._ask(name, "transfer", "queue:pagos")
        await self._compare()
        await self._phone(name, "answer")
        await self._compare()
        await self.drive(port.LegHungUp(call_id=name, leg=CALLER))

    # Events

    @rule(line=st.sampled_from(("bogota", "nacional", "quejas")))
    def arrive(self, line: str) -> None:
        """Let a call enter."""
        name = f"call-{len(self.calls)}"
        self.calls.append(name)
        self.run(
            self.drive(CallArrived(call_id=name, line=line, gateway=GATEWAY, caller_ref="r", caller_commitment="c"))
        )

    @rule(line=st.sampled_from(("bogota", "nacional")), key=st.sampled_from("12"))
    def arrive_and_choose(self, line: str, key: str) -> None:
        """Let a call enter and go through the menu as far as keys lead."""
        self.arrive(line)
        for _ in range(3):
            self.run(self._go_on(self.calls[-1], key))

    @rule(data=st.data(), key=st.sampled_from(("", "1", "1", "1", "2", "3", "9")))
    def go_on(self, data: st.DataObject, key: str) -> None:
        """End the sound that a call waits for, or press a key."""
        if self.calls:
            name = self.pick(data, "menu")
            self.run(self._go_on(name, key))

    async def _go_on(self, name: str, key: str) -> None:
        call = await self.call(name)
        if call is not None and call.awaited_command:
            ended = "complete" if key else "timeout"
            digits = port.DigitsCollected(call_id=name, command_id=call.awaited_command, digits=key, ended=ended)  # type: ignore
            sound = port.PlaybackEnded(call_id=name, command_id=call.awaited_command, ended="finished")
            await self.drive(digits if call.stage is Stage.CHOOSING else sound)

    @rule(data=st.data(), how=st.sampled_from(("answer", "answer", "no_answer", "declined")))
    def phone(self, data: st.DataObject, how: str) -> None:
        """Answer an advisor's phone, or not."""
        if self.calls:
            self.run(self._phone(self.pick(data, "ringing"), how))

    async def _phone(self, name: str, how: str) -> None:
        call = await self.call(name)
        leg = f"advisor-{call.ringing_offers[-1][0]}" if call and call.ringing_offers else ""
        answered = port.LegAnswered(call_id=name, leg=leg)
        failed = port.LegFailed(call_id=name, leg=leg, cause=how)  # type: ignore[arg-type]
        await self.drive(answered if how == "answer" else failed)
        if how == "answer":
            await self._compare()
            await self.drive(port.LegBridged(call_id=name, leg=leg))

    @rule(data=st.data(), action=st.sampled_from(("hold", "retrieve", "mute", "unmute", "hang_up")))
    def ask(self, data: st.DataObject, action: str) -> None:
        """Send an advisor's request."""
        if self.calls:
            name = self.pick(data, "talking")
            self.run(self._ask(name, action))

    @rule(
        data=st.data(), to=st.sampled_from(("queue:pagos", "queue:credito", *(f"advisor:{each}" for each in ADVISORS)))
    )
    def hand_on(self, data: st.DataObject, to: str) -> None:
        """Transfer the call."""
        if self.calls:
            self.run(self._ask(self.pick(data, "talking"), "transfer", to))

    @rule(
        data=st.data(),
        action=st.sampled_from(("consult", "consult", "join", "hand_over", "take_back")),
        advisor=st.sampled_from(ADVISORS),
    )
    def consult(self, data: st.DataObject, action: str, advisor: str) -> None:
        """Consult another advisor, and then hand the call over or take it back."""
        if self.calls:
            target = f"advisor:{advisor}" if action == "consult" else ""
            self.run(self._ask(self.pick(data, "talking"), action, target))

    @rule(
        data=st.data(),
        action=st.sampled_from(sorted(SUPERVISOR_ACTIONS)),
        picks_up=st.sampled_from((None, True, True, False)),
    )
    def supervise(self, data: st.DataObject, action: str, picks_up: bool | None) -> None:
        """Begin, change or end a supervision; the supervisor's phone is answered, or not, or rings on."""
        if self.calls:
            self.run(self._supervise(self.pick(data, "talking"), action, picks_up))

    async def _supervise(self, name: str, action: str, picks_up: bool | None) -> None:
        await self.drive(SupervisorAsked(call_id=name, supervisor="jefa", action=action, address="sip:j@h"))  # type: ignore[arg-type]
        await self._compare()
        call = await self.call(name)
        if call is not None and call.supervision is not None and picks_up is not None:
            leg = supervisor_leg(call)
            failed = port.LegFailed(call_id=name, leg=leg, cause="no_answer")
            await self.drive(port.LegAnswered(call_id=name, leg=leg) if picks_up else failed)

    async def _ask(self, name: str, action: str, target: str = "") -> None:
        call = await self.call(name)
        if call is not None:
            signal = AdvisorAsked(call_id=name, advisor=call.advisor, action=action, target=target)  # type: ignore[arg-type]
            await self.drive(signal)

    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        """Hang up as the caller."""
        if self.calls:
            name = self.pick(data, "talking")
            self.run(self.drive(port.LegHungUp(call_id=name, leg=CALLER, cause="normal")))

    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        """Lose the gateway that held a call."""
        if self.calls:
            self.run(self.drive(GatewayGone(call_id=self.pick(data, "waiting"))))

    @rule(advisor=st.sampled_from(ADVISORS), queues=st.integers(1, 3))
    def ready(self, advisor: str, queues: int) -> None:
        """Make an advisor ready, by themselves or by a supervisor; queues change only in a state without a call."""
        state = self.run(self.rig.router.advisor_state(advisor))
        served = self.run(self.rig.router.queues_of(advisor))
        fresh = state in ("offline", "paused")
        if fresh or served:  # an advisor without queues is refused before the router
            self.run(self.rig.ready(advisor, *(list(self.site.queues)[:queues] if fresh else served)))

    @rule(advisor=st.sampled_from(ADVISORS), queues=st.integers(0, 3))
    def change_queues(self, advisor: str, queues: int) -> None:
        """Give an advisor other queues in any state."""
        levels = dict.fromkeys(list(self.site.queues)[:queues], 5)
        self.run(self.rig.router.set_queues(advisor, levels, "user:jefa"))

    @rule(
        advisor=st.sampled_from(ADVISORS),
        how=st.sampled_from(("pause", "leave", "complete")),
        actor=st.sampled_from(("", "user:jefa")),
    )
    def step_back(self, advisor: str, how: str, actor: str) -> None:
        """Pause, sign off or complete the wrap-up of an advisor, by themselves or by a supervisor."""
        self.run(self._step_back(advisor, how, actor))

    async def _step_back(self, advisor: str, how: str, actor: str) -> None:
        router = self.rig.router
        try:
            await {
                "pause": lambda: router.pause(advisor, "almuerzo", actor),
                "leave": lambda: router.go_offline(advisor, actor),
                "complete": lambda: router.complete(advisor, "", actor),
            }[how]()
        except RouterError as error:
            assert error.code == "not_in_wrap_up"  # noqa: PT017

    @rule(ms=st.sampled_from((1, 500, 3_000, 21_000, 61_000)))
    def pass_time(self, ms: int) -> None:
        """Let time pass, with a tick."""
        self.run(self._pass_time(ms))

    async def _pass_time(self, ms: int) -> None:
        await self.rig.set_time(self.rig.now_ms + ms)
        await self.rig.router.tick()
        await self._mail()

    # Comparison

    @invariant()
    def the_fold_is_the_reading(self) -> None:
        """Compare queues, advisors and calls to the millisecond, and check that untouched entities stay unchanged."""
        self.run(self._compare())

    async def _compare(self) -> None:
        before = (
            dict(self.floor.advisors),
            dict(self.floor.calls),
            {q: (self.floor.queue(q), self.floor.call_backs(q)) for q in self.floor.queues},
            {c: self.floor.refused_request(c) for c in self.floor.calls_with_refusals},
        )
        touched: set[EntityKey] = set()
        for envelope in await self.rig.log(str(self.floor.seq)):
            assert self.floor.is_next(envelope)
            touched |= self.floor.apply(envelope)
        for advisor in tuple(self.floor.unsure):
            touched |= self.floor.set_queues(advisor, await self.rig.router.queues_of(advisor))
        fresh = Floor(await self.rig.router.floor(), self.site)
        assert self.floor.values() == fresh.values()
        SEEN.update(card.stage for card in fresh.calls.values())
        SEEN["handed on"] += sum(bool(card.transferred_by) for card in fresh.calls.values())
        SEEN["supervised"] += sum(bool(card.supervised and card.supervised.present) for card in fresh.calls.values())
        SEEN["all three"] += sum(card.joined for card in fresh.calls.values())
        SEEN["refused"] += sum(bool(card.refused) for card in fresh.calls.values())
        SEEN["call-backs"] += sum(bool(card.call_back_of) for card in fresh.calls.values())
        SEEN["several phones"] += sum(len(fresh.ringing_advisors(call)) > 1 for call in fresh.calls)
        SEEN["wrapped up while it goes on"] += sum(
            card.stage == "talking" and len(fresh.advisors_of(call)) > 1 for call, card in fresh.calls.items()
        )
        counted = [{q: floor.call_backs(q) for q in self.floor.queues} for floor in (self.floor, fresh)]
        assert counted[0] == counted[1]
        after = (
            self.floor.advisors,
            self.floor.calls,
            {q: (self.floor.queue(q), self.floor.call_backs(q)) for q in self.floor.queues},
            {c: self.floor.refused_request(c) for c in self.floor.calls_with_refusals},
        )
        for kind, old, new in zip(("advisor", "call", "queue", "refusal"), before, after, strict=True):
            changed = {(kind, name) for name in {*old, *new} if old.get(name) != new.get(name)}
            assert changed <= touched

    def teardown(self) -> None:
        """Close the client; the server stays for the next example."""
        self.run(self.rig.redis.aclose())
        self.runner.close()

    # Helpers

    def pick(self, data: st.DataObject, stage: str) -> str:
        """Pick a call, mostly one in that stage if there is one."""
        fitting = [name for name, card in self.floor.calls.items() if card.stage == stage]
        return data.draw(st.sampled_from(fitting * 3 + self.calls[-2:]))

    async def call(self, name: str) -> Call | None:
        """Return the call's state now."""
        return decode((await self.rig.router.load(name)).state)

    async def drive(self, signal: Signal) -> None:
        """Send one signal through the call flow, and then the router's mail."""
        await self._step(signal, "")
        await self._mail()

    async def _mail(self) -> None:
        for mail_id, mail in await self.rig.router.read_mailbox(GATEWAY):
            await self._step(mail, mail_id)

    async def _step(self, signal: Signal, mail_id: str) -> None:
        stored = await self.rig.router.load(signal.call_id)
        noon = stored.now.replace(hour=16) + timedelta(days=(7 - stored.now.weekday()) % 7)  # a Monday in hours
        call = decode(stored.state)
        if call is not None and stored.gateway != GATEWAY:
            return  # as in the driver, a call-back that no gateway holds gets no signals
        call = None if call is None else msgspec.structs.replace(call, gateway=stored.gateway)
        step = flow.step(call, signal, noon, self.site)
        if step is None:
            if mail_id:
                await self.rig.router.acknowledge(GATEWAY, mail_id)
            return
        try:
            await self.rig.router.commit(step.to_act(mailbox_id=mail_id), self.rig.new_request_id())
        except (OfferGone, VersionConflict):
            assert isinstance(signal, port.LegBridged | port.LegFailed | AdvisorChosen | OfferLapsed)
        except AdvisorUnavailable:
            assert isinstance(signal, AdvisorAsked)


def test_the_floor_and_the_facts_behind_it_are_the_floor_of_later(valkey_url: str) -> None:
    """The fold of the floor equals a new reading after any events of callers, advisors and time."""
    FloorMachine.url = valkey_url
    run_state_machine_as_test(
        FloorMachine,
        settings=settings(
            max_examples=15,
            stateful_step_count=60,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),  # shrinking such a long history takes minutes
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
    assert {event for event, often in SEEN.items() if often} == {
        *get_args(CardStage),
        "call-backs",
        "handed on",
        "refused",
        "several phones",
        "supervised",
        "all three",
        "wrapped up while it goes on",
    }
