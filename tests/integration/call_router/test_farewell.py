"""A call that is over for all who count while its gateway keeps the caller for a last word."""

import pytest

from call_router.errors import VersionConflict, WrongPhase
from call_router.routing import Part, Release
from eventlog.facts import SurveyAnswered, SurveyEnded, VoiceMessageLeft
from tests.support.router.campaign_rig import GATEWAY, LINE, QUEUE, CampaignRig, call_ended, fact_kinds

pytestmark = pytest.mark.integration
ANSWERED = SurveyAnswered(line=LINE, queue=QUEUE, advisor="ana", question="trato", answer="5")
LEFT = VoiceMessageLeft(line=LINE, recording="a.0-2", lasted_ms=9_000)
OVER = SurveyEnded(line=LINE, queue=QUEUE, result="complete", answered=1)


async def parted(world: CampaignRig) -> None:
    """The talk of ``a`` with ana is over."""
    await world.ready("ana")
    await world.arrive("a")
    await world.answer("a", "ana")
    await world.at(1_000)
    await world.commit(world.act("a", call_ended("answered"), routing=Part()))


async def test_the_advisor_is_free_and_the_gateway_keeps_the_call(world: CampaignRig) -> None:
    """Wrap-up begins, nothing is open any more, and whoever lets the call go at last changes nothing of that."""
    await parted(world)
    floor, snapshot = await world.router.floor(), await world.router.snapshot()
    assert (floor.advisors["ana"].state, floor.calls["a"].stage, snapshot.open_calls) == ("wrap_up", "wrap_up", 0)
    assert floor.calls["a"].ended_at == world.moment(1_000)
    assert list(await world.router.calls_of(GATEWAY)) == ["a"]
    await world.at(1_500)
    await world.commit(world.act("a", ANSWERED))
    await world.commit(world.act("a", OVER, routing=Release()))
    assert (await world.router.floor()).calls["a"].ended_at == world.moment(1_000)
    assert list(await world.router.calls_of(GATEWAY)) == []
    assert fact_kinds(await world.facts())[-3:] == ["CallEnded", "SurveyAnswered", "SurveyEnded"]
    with pytest.raises(VersionConflict):
        await world.commit(world.act("a", OVER))


async def test_its_advisor_is_offered_the_next_call_at_once(world: CampaignRig) -> None:
    """Whoever waits rings when the wrap-up is over, however long the caller before goes on answering."""
    await parted(world)
    await world.arrive("b")
    await world.router.complete("ana", "a")
    assert (await world.router.floor()).advisors["ana"].call == "b"
    await world.commit(world.act("a", ANSWERED))


async def test_whoever_waits_may_have_a_last_word(world: CampaignRig) -> None:
    """The visit ends and is counted, nobody stands before the next one, and the phone that rings is another's."""
    await world.ready("ana")
    for name in ("a", "b", "c"):
        await world.arrive(name)
    for name in ("a", "b"):  # the one rings already, the other waits
        await world.commit(world.act(name, call_ended("message"), routing=Part()))
    floor, snapshot = await world.router.floor(), await world.router.snapshot()
    assert (set(floor.calls), snapshot.open_calls, [each.waiting for each in snapshot.queues]) == ({"c"}, 1, [1])
    assert (floor.advisors["ana"].state, floor.advisors["ana"].call) == ("offered", "c")
    totals = await world.router.totals()
    assert totals[f"left|{LINE}|{QUEUE}|message"] == 2
    assert set(await world.router.calls_of(GATEWAY)) == {"a", "b", "c"}
    await world.commit(world.act("a", LEFT))
    await world.commit(world.act("a", routing=Release()))
    assert set(await world.router.calls_of(GATEWAY)) == {"b", "c"}


async def test_only_a_talk_or_a_wait_has_a_last_word(world: CampaignRig) -> None:
    """Not who is in a menu, nor what was parted already."""
    await world.open("chooses")
    with pytest.raises(WrongPhase):
        await world.commit(world.act("chooses", call_ended("message"), routing=Part()))
    await world.end("chooses")
    await parted(world)
    with pytest.raises(WrongPhase):
        await world.commit(world.act("a", OVER, routing=Part()))


async def test_a_caller_whose_gateway_dies_is_let_go_by_others(world: CampaignRig) -> None:
    """It is an orphan like any other, though it counts no more."""
    await parted(world)
    await world.router.release_lease(GATEWAY)
    assert (await world.router.tick()).orphans == (("a", GATEWAY),)
    await world.commit(world.act("a", OVER, routing=Release(), by_gateway=False))
    assert (await world.router.tick()).orphans == ()
