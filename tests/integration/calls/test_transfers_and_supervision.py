"""Transfers, consultations, conferences and supervision, through driver, router and gateway."""

import pytest

from call_router.signals import SupervisorAction
from eventlog.facts import (
    CallQueued,
    CallTransferred,
    ConsultationBegan,
    WishRefused,
)
from telephony.port import ABILITIES, CALLER, Hold, Join, Snoop
from tests.support.calls.driver_rig import SAMPLE, DriverRig, check_balance, fact_kinds, with_queues

pytestmark = pytest.mark.integration


@with_queues()
async def test_a_call_is_handed_on_to_a_queue_and_to_an_advisor(driver_rig: DriverRig) -> None:
    """The caller hears words and music in between; each advisor has wrap-up; the call is ingressed once."""
    await driver_rig.ready("ana", "credito")
    call = await driver_rig.dial_and_choose()
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-1"))
    await driver_rig.ask(call, "ana", "hold")
    await driver_rig.ask(call, "ana", "transfer", "queue:pagos")
    assert set(driver_rig.gateway.legs(call)) == {CALLER}
    assert driver_rig.gateway.audible_to(call).sounds == (SAMPLE.queues["pagos"].wait_prompt,)
    assert await driver_rig.router.advisor_state("ana") == "wrap_up"
    await driver_rig.ready("beto", "pagos")
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-2"))
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-2"}
    await driver_rig.ready("carla", "general")
    await driver_rig.ask(call, "beto", "transfer", "advisor:carla")
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-3"))
    await driver_rig.run_each(lambda: driver_rig.gateway.hang_up(call))
    assert [fact.to for fact in await driver_rig.facts(call) if isinstance(fact, CallTransferred)] == [
        "queue:pagos",
        "advisor:carla",
    ]
    kinds = await fact_kinds(driver_rig, call)
    assert (kinds.count("CallIngressed"), kinds.count("CallAnswered"), kinds.count("CallEnded")) == (1, 3, 1)
    await check_balance(driver_rig)


@with_queues()
async def test_call_for_absent_advisor_goes_to_whole_queue(driver_rig: DriverRig) -> None:
    """The advisor is off duty: the call goes on in the queue, and its next advisor answers."""
    await driver_rig.ready("ana", "credito")
    call = await driver_rig.dial_and_choose()
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-1"))
    await driver_rig.ask(call, "ana", "transfer", "advisor:nadie")
    reasons = [fact.reason for fact in await driver_rig.facts(call) if isinstance(fact, CallQueued)]
    assert reasons == ["menu", "transfer", "overflow"]
    await driver_rig.ready("beto", "credito")
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-2"))
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-2"}
    await check_balance(driver_rig)


@with_queues()
async def test_an_advisor_asks_another_one_and_hands_the_call_over(driver_rig: DriverRig) -> None:
    """The caller hears music, then the second advisor; the first one is in wrap-up, and the call ends once."""
    await driver_rig.ready("ana", "credito")
    call = await driver_rig.dial_and_choose()
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-1"))
    await driver_rig.ready("beto", "pagos")
    await driver_rig.ask(call, "ana", "consult", "advisor:beto")
    assert driver_rig.gateway.audible_to(call).music
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-2"))
    assert driver_rig.gateway.audible_to(call, "advisor-1").voices == {"advisor-2"}
    assert driver_rig.gateway.audible_to(call).music
    await driver_rig.ask(call, "ana", "hand_over")
    assert set(driver_rig.gateway.legs(call)) == {CALLER, "advisor-2"}
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-2"}
    assert [await driver_rig.router.advisor_state(each) for each in ("ana", "beto")] == ["wrap_up", "talking"]
    await driver_rig.run_each(lambda: driver_rig.gateway.hang_up(call))
    assert driver_rig.gateway.calls() == ()
    assert (await fact_kinds(driver_rig, call)).count("CallEnded") == 1
    await check_balance(driver_rig)


async def refused(driver_rig: DriverRig, call: str) -> list[tuple[str, str]]:
    """Return the refused requests of a call with their reasons, and check that the mailbox is empty."""
    assert await driver_rig.router.read_mailbox(driver_rig.gateway.name) == []
    return [(fact.action, fact.reason) for fact in await driver_rig.facts(call) if isinstance(fact, WishRefused)]


@with_queues()
async def test_request_for_absent_advisor_is_refused_once(driver_rig: DriverRig) -> None:
    """A request for an absent advisor is refused once; a call that is taken back goes on as before."""
    await driver_rig.ready("ana", "credito")
    call = await driver_rig.dial_and_choose()
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-1"))
    await driver_rig.ask(call, "ana", "consult", "advisor:nadie")
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1"}
    assert await refused(driver_rig, call) == [("consult", "not_available")]
    await driver_rig.ready("beto", "pagos")
    await driver_rig.ask(call, "ana", "consult", "advisor:beto")
    await driver_rig.ask(call, "ana", "hand_over")
    assert await refused(driver_rig, call) == [("consult", "not_available"), ("hand_over", "not_picked_up")]
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-2"))
    await driver_rig.ask(call, "ana", "take_back")
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1"}
    assert await driver_rig.router.advisor_state("beto") == "available"
    await driver_rig.ask(call, "ana", "hang_up")
    assert driver_rig.gateway.calls() == ()
    await check_balance(driver_rig)


@with_queues()
async def test_unsupported_command_is_refused_before_any_write(
    driver_rig: DriverRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a gateway without hold no consultation begins, the advisor learns the reason, and the talk goes on."""
    monkeypatch.setitem(ABILITIES, "plain", ABILITIES["fake"] - {Hold})
    driver_rig.gateway.kind = "plain"
    await driver_rig.ready("ana", "credito")
    await driver_rig.ready("beto", "pagos")
    call = await driver_rig.dial_and_choose()
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-1"))
    await driver_rig.ask(call, "ana", "consult", "advisor:beto")
    assert await refused(driver_rig, call) == [("consult", "unsupported")]
    assert not any(isinstance(fact, ConsultationBegan) for fact in await driver_rig.facts(call))
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1"}
    assert await driver_rig.router.advisor_state("beto") == "available"


async def supervisor(driver_rig: DriverRig, call: str, action: SupervisorAction) -> str:
    """Send a supervisor's request, and answer if their phone rings; return the leg."""
    request = f"jefa-{action}-{driver_rig.now_ms}"
    await driver_rig.run_each(lambda: driver_rig.router.supervise(call, "jefa", action, request, "sip:jefa@127.0.0.1"))
    legs = driver_rig.gateway.legs(call)
    leg = next((leg for leg in legs if leg.startswith("supervisor-")), "")
    if legs.get(leg) == "calling":
        await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, leg))
    return leg


@with_queues()
async def test_a_supervisor_hears_a_talk_in_each_way_and_leaves_it_as_it_was(driver_rig: DriverRig) -> None:
    """Neither side, the advisor, or both hear the supervisor; the facts have the times, and the mailbox is empty."""
    await driver_rig.ready("ana", "credito")
    call = await driver_rig.dial_and_choose()
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-1"))
    leg = await supervisor(driver_rig, call, "listen")
    assert driver_rig.gateway.audible_to(call, leg).voices == {CALLER, "advisor-1"}
    assert driver_rig.gateway.audible_to(call, "advisor-1").voices == {CALLER}
    await supervisor(driver_rig, call, "whisper")
    assert driver_rig.gateway.audible_to(call, "advisor-1").voices == {CALLER, leg}
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1"}
    await supervisor(driver_rig, call, "barge")
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1", leg}
    await supervisor(driver_rig, call, "stop")
    assert set(driver_rig.gateway.legs(call)) == {CALLER, "advisor-1"}
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1"}
    kinds = [kind for kind in await fact_kinds(driver_rig, call) if kind.startswith("Supervision")]
    changed = ["SupervisionChanged"] * 2
    assert kinds == ["SupervisionAsked", "SupervisionBegan", *changed, "SupervisionEnded"]
    assert await driver_rig.router.read_mailbox(driver_rig.gateway.name) == []
    await check_balance(driver_rig)


@with_queues()
async def test_three_talk_and_two_continue_when_one_leaves(driver_rig: DriverRig) -> None:
    """All three hear a supervisor who joins; the first advisor leaves, and the call is the second's."""
    await driver_rig.ready("ana", "credito")
    call = await driver_rig.dial_and_choose()
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-1"))
    leg = await supervisor(driver_rig, call, "barge")
    await driver_rig.ready("beto", "pagos")
    await driver_rig.ask(call, "ana", "consult", "advisor:beto")
    assert driver_rig.gateway.audible_to(call).music
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-2"))
    assert driver_rig.gateway.audible_to(call, leg).voices == {"advisor-1", "advisor-2"}
    await driver_rig.ask(call, "ana", "join")
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-1", "advisor-2", leg}
    assert driver_rig.gateway.audible_to(call, "advisor-1").voices == {CALLER, "advisor-2", leg}
    await driver_rig.run_each(lambda: driver_rig.gateway.hang_up(call, "advisor-1"))
    assert driver_rig.gateway.audible_to(call).voices == {"advisor-2", leg}
    assert [await driver_rig.router.advisor_state(each) for each in ("ana", "beto")] == ["wrap_up", "talking"]
    await driver_rig.run_each(lambda: driver_rig.gateway.hang_up(call))
    assert driver_rig.gateway.calls() == ()
    await check_balance(driver_rig)


@with_queues()
async def test_gateway_for_two_legs_refuses_join_and_snoop(
    driver_rig: DriverRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The advisor gets the reason by name, no supervisor's phone rings, and the talk goes on."""
    monkeypatch.setitem(ABILITIES, "plain", ABILITIES["fake"] - {Join, Snoop})
    driver_rig.gateway.kind = "plain"
    await driver_rig.ready("ana", "credito")
    await driver_rig.ready("beto", "pagos")
    call = await driver_rig.dial_and_choose()
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-1"))
    assert await supervisor(driver_rig, call, "listen") == ""
    await driver_rig.ask(call, "ana", "consult", "advisor:beto")
    await driver_rig.run_each(lambda: driver_rig.gateway.phone_answers(call, "advisor-2"))
    await driver_rig.ask(call, "ana", "join")
    assert await refused(driver_rig, call) == [("join", "unsupported")]
    assert driver_rig.gateway.audible_to(call, "advisor-1").voices == {"advisor-2"}
