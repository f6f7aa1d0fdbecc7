"""Calls that are handed on, asked about, joined and supervised, through driver, router and gateway."""

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
async def test_a_call_is_handed_on_to_a_queue_and_to_an_advisor(room: DriverRig) -> None:
    """The caller hears words and music in between; each advisor has wrap-up; the call is ingressed once."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    await room.ask(call, "ana", "hold")
    await room.ask(call, "ana", "transfer", "queue:pagos")
    assert set(room.gateway.legs(call)) == {CALLER}
    assert room.gateway.hears(call).sounds == (SAMPLE.queues["pagos"].wait_prompt,)
    assert await room.router.state_of("ana") == "wrap_up"
    await room.ready("beto", "pagos")
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    assert room.gateway.hears(call).voices == {"advisor-2"}
    await room.ready("carla", "general")
    await room.ask(call, "beto", "transfer", "advisor:carla")
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-3"))
    await room.do(lambda: room.gateway.hang_up(call))
    assert [fact.to for fact in await room.facts(call) if isinstance(fact, CallTransferred)] == [
        "queue:pagos",
        "advisor:carla",
    ]
    said = await fact_kinds(room, call)
    assert (said.count("CallIngressed"), said.count("CallAnswered"), said.count("CallEnded")) == (1, 3, 1)
    await check_balance(room)


@with_queues()
async def test_a_call_for_one_advisor_who_is_away_is_for_all_of_the_queue(room: DriverRig) -> None:
    """Nobody by that name is on duty: the call goes on in the queue, and the next advisor of it answers."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    await room.ask(call, "ana", "transfer", "advisor:nadie")
    reasons = [fact.reason for fact in await room.facts(call) if isinstance(fact, CallQueued)]
    assert reasons == ["menu", "transfer", "overflow"]
    await room.ready("beto", "credito")
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    assert room.gateway.hears(call).voices == {"advisor-2"}
    await check_balance(room)


@with_queues()
async def test_an_advisor_asks_another_one_and_hands_the_call_over(room: DriverRig) -> None:
    """Music for the caller, then the second advisor; the first one is in their wrap-up, and the call ends once."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    await room.ready("beto", "pagos")
    await room.ask(call, "ana", "consult", "advisor:beto")
    assert room.gateway.hears(call).music
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    assert room.gateway.hears(call, "advisor-1").voices == {"advisor-2"}
    assert room.gateway.hears(call).music
    await room.ask(call, "ana", "hand_over")
    assert set(room.gateway.legs(call)) == {CALLER, "advisor-2"}
    assert room.gateway.hears(call).voices == {"advisor-2"}
    assert [await room.router.state_of(each) for each in ("ana", "beto")] == ["wrap_up", "talking"]
    await room.do(lambda: room.gateway.hang_up(call))
    assert room.gateway.calls() == ()
    assert (await fact_kinds(room, call)).count("CallEnded") == 1
    await check_balance(room)


async def refused(room: DriverRig, call: str) -> list[tuple[str, str]]:
    """What was asked for in vain in a call, and why; nothing of it waits in the mailbox any more."""
    assert await room.router.mailbox(room.gateway.name) == []
    return [(fact.action, fact.reason) for fact in await room.facts(call) if isinstance(fact, WishRefused)]


@with_queues()
async def test_a_consultation_that_cannot_be_or_is_taken_back_leaves_the_talk(room: DriverRig) -> None:
    """Asking for somebody who is away is refused, once; a call that is taken back goes on as before."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    await room.ask(call, "ana", "consult", "advisor:nadie")
    assert room.gateway.hears(call).voices == {"advisor-1"}
    assert await refused(room, call) == [("consult", "not_available")]
    await room.ready("beto", "pagos")
    await room.ask(call, "ana", "consult", "advisor:beto")
    await room.ask(call, "ana", "hand_over")
    assert await refused(room, call) == [("consult", "not_available"), ("hand_over", "not_picked_up")]
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    await room.ask(call, "ana", "take_back")
    assert room.gateway.hears(call).voices == {"advisor-1"}
    assert await room.router.state_of("beto") == "available"
    await room.ask(call, "ana", "hang_up")
    assert room.gateway.calls() == ()
    await check_balance(room)


@with_queues()
async def test_what_a_gateway_cannot_do_is_refused_before_anything_is_written(
    room: DriverRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a gateway that cannot hold, a consultation never begins, the advisor learns why, and the talk goes on."""
    monkeypatch.setitem(ABILITIES, "plain", ABILITIES["fake"] - {Hold})
    room.gateway.kind = "plain"
    await room.ready("ana", "credito")
    await room.ready("beto", "pagos")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    await room.ask(call, "ana", "consult", "advisor:beto")
    assert await refused(room, call) == [("consult", "unsupported")]
    assert not any(isinstance(fact, ConsultationBegan) for fact in await room.facts(call))
    assert room.gateway.hears(call).voices == {"advisor-1"}
    assert await room.router.state_of("beto") == "available"


async def supervisor(room: DriverRig, call: str, action: SupervisorAction) -> str:
    """A supervisor asks for something, and picks up if their phone rings; the leg."""
    request = f"jefa-{action}-{room.now_ms}"
    await room.do(lambda: room.router.supervise(call, "jefa", action, request, "sip:jefa@127.0.0.1"))
    legs = room.gateway.legs(call)
    leg = next((leg for leg in legs if leg.startswith("supervisor-")), "")
    if legs.get(leg) == "calling":
        await room.do(lambda: room.gateway.phone_answers(call, leg))
    return leg


@with_queues()
async def test_a_supervisor_hears_a_talk_in_each_way_and_leaves_it_as_it_was(room: DriverRig) -> None:
    """Heard by nobody, by the advisor, by both; the facts tell from when to when, and the mailbox is empty."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    leg = await supervisor(room, call, "listen")
    assert room.gateway.hears(call, leg).voices == {CALLER, "advisor-1"}
    assert room.gateway.hears(call, "advisor-1").voices == {CALLER}
    await supervisor(room, call, "whisper")
    assert room.gateway.hears(call, "advisor-1").voices == {CALLER, leg}
    assert room.gateway.hears(call).voices == {"advisor-1"}
    await supervisor(room, call, "barge")
    assert room.gateway.hears(call).voices == {"advisor-1", leg}
    await supervisor(room, call, "stop")
    assert set(room.gateway.legs(call)) == {CALLER, "advisor-1"}
    assert room.gateway.hears(call).voices == {"advisor-1"}
    told = [kind for kind in await fact_kinds(room, call) if kind.startswith("Supervision")]
    changed = ["SupervisionChanged"] * 2
    assert told == ["SupervisionAsked", "SupervisionBegan", *changed, "SupervisionEnded"]
    assert await room.router.mailbox(room.gateway.name) == []
    await check_balance(room)


@with_queues()
async def test_all_three_talk_and_whoever_leaves_leaves_two(room: DriverRig) -> None:
    """A supervisor who talks along is heard by all three; the first advisor goes, and the call is the second's."""
    await room.ready("ana", "credito")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    leg = await supervisor(room, call, "barge")
    await room.ready("beto", "pagos")
    await room.ask(call, "ana", "consult", "advisor:beto")
    assert room.gateway.hears(call).music
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    assert room.gateway.hears(call, leg).voices == {"advisor-1", "advisor-2"}
    await room.ask(call, "ana", "join")
    assert room.gateway.hears(call).voices == {"advisor-1", "advisor-2", leg}
    assert room.gateway.hears(call, "advisor-1").voices == {CALLER, "advisor-2", leg}
    await room.do(lambda: room.gateway.hang_up(call, "advisor-1"))
    assert room.gateway.hears(call).voices == {"advisor-2", leg}
    assert [await room.router.state_of(each) for each in ("ana", "beto")] == ["wrap_up", "talking"]
    await room.do(lambda: room.gateway.hang_up(call))
    assert room.gateway.calls() == ()
    await check_balance(room)


@with_queues()
async def test_a_gateway_for_two_lets_nobody_join_and_nobody_listen(
    room: DriverRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The advisor learns it by name; no supervisor's phone is rung; and the talk goes on."""
    monkeypatch.setitem(ABILITIES, "plain", ABILITIES["fake"] - {Join, Snoop})
    room.gateway.kind = "plain"
    await room.ready("ana", "credito")
    await room.ready("beto", "pagos")
    call = await room.call_in()
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-1"))
    assert await supervisor(room, call, "listen") == ""
    await room.ask(call, "ana", "consult", "advisor:beto")
    await room.do(lambda: room.gateway.phone_answers(call, "advisor-2"))
    await room.ask(call, "ana", "join")
    assert await refused(room, call) == [("join", "unsupported")]
    assert room.gateway.hears(call, "advisor-1").voices == {"advisor-2"}
