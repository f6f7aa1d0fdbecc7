"""A call that has ended in the log while its gateway keeps the caller for a survey or a message."""

import pytest

from call_router.errors import VersionConflict, WrongPhase
from call_router.routing import PartCall, ReleaseCall
from eventlog.facts import SurveyAnswered, SurveyEnded, VoiceMessageLeft
from tests.support.router.campaign_rig import GATEWAY, LINE, QUEUE, CampaignRig, call_ended, fact_kinds

pytestmark = pytest.mark.integration
ANSWERED = SurveyAnswered(line=LINE, queue=QUEUE, advisor="ana", question="trato", answer="5")
LEFT = VoiceMessageLeft(line=LINE, recording="a.0-2", lasted_ms=9_000)
OVER = SurveyEnded(line=LINE, queue=QUEUE, result="complete", answered=1)


async def parted(rig: CampaignRig) -> None:
    """End the talk of ``a`` with ana."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.answer("a", "ana")
    await rig.set_time(1_000)
    await rig.commit(rig.act("a", call_ended("answered"), routing=PartCall()))


async def test_the_advisor_is_free_and_the_gateway_keeps_the_call(rig: CampaignRig) -> None:
    """Wrap-up begins, the call is not open any more, and its later release does not change that."""
    await parted(rig)
    floor, snapshot = await rig.router.floor(), await rig.router.snapshot()
    assert (floor.advisors["ana"].state, floor.calls["a"].stage, snapshot.open_calls) == ("wrap_up", "wrap_up", 0)
    assert floor.calls["a"].ended_at == rig.moment(1_000)
    assert list(await rig.router.calls_of(GATEWAY)) == ["a"]
    await rig.set_time(1_500)
    await rig.commit(rig.act("a", ANSWERED))
    await rig.commit(rig.act("a", OVER, routing=ReleaseCall()))
    assert (await rig.router.floor()).calls["a"].ended_at == rig.moment(1_000)
    assert list(await rig.router.calls_of(GATEWAY)) == []
    assert fact_kinds(await rig.facts())[-3:] == ["CallEnded", "SurveyAnswered", "SurveyEnded"]
    with pytest.raises(VersionConflict):
        await rig.commit(rig.act("a", OVER))


async def test_its_advisor_is_offered_the_next_call_at_once(rig: CampaignRig) -> None:
    """The next waiting call rings after the wrap-up, however long the earlier caller answers questions."""
    await parted(rig)
    await rig.arrive("b")
    await rig.router.complete("ana", "a")
    assert (await rig.router.floor()).advisors["ana"].call == "b"
    await rig.commit(rig.act("a", ANSWERED))


async def test_message_to_a_waiting_caller_ends_the_visit(rig: CampaignRig) -> None:
    """Each visit ends and is counted, and the phone that rings is offered the next call."""
    await rig.ready("ana")
    for name in ("a", "b", "c"):
        await rig.arrive(name)
    for name in ("a", "b"):  # the one call rings already, the other waits
        await rig.commit(rig.act(name, call_ended("message"), routing=PartCall()))
    floor, snapshot = await rig.router.floor(), await rig.router.snapshot()
    assert (set(floor.calls), snapshot.open_calls, [each.waiting for each in snapshot.queues]) == ({"c"}, 1, [1])
    assert (floor.advisors["ana"].state, floor.advisors["ana"].call) == ("offered", "c")
    totals = await rig.router.totals()
    assert totals[f"left|{LINE}|{QUEUE}|message"] == 2
    assert set(await rig.router.calls_of(GATEWAY)) == {"a", "b", "c"}
    await rig.commit(rig.act("a", LEFT))
    await rig.commit(rig.act("a", routing=ReleaseCall()))
    assert set(await rig.router.calls_of(GATEWAY)) == {"b", "c"}


async def test_only_a_talk_or_a_wait_has_a_last_word(rig: CampaignRig) -> None:
    """A call in a menu cannot be kept, nor one that is parted already."""
    await rig.open("chooses")
    with pytest.raises(WrongPhase):
        await rig.commit(rig.act("chooses", call_ended("message"), routing=PartCall()))
    await rig.end("chooses")
    await parted(rig)
    with pytest.raises(WrongPhase):
        await rig.commit(rig.act("a", OVER, routing=PartCall()))


async def test_a_caller_whose_gateway_dies_is_let_go_by_others(rig: CampaignRig) -> None:
    """The call is an orphan like any other, although it no longer counts."""
    await parted(rig)
    await rig.router.release_lease(GATEWAY)
    assert (await rig.router.tick()).orphans == (("a", GATEWAY),)
    await rig.commit(rig.act("a", OVER, routing=ReleaseCall(), by_gateway=False))
    assert (await rig.router.tick()).orphans == ()
