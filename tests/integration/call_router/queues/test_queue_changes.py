"""Other queues for an advisor on duty: from the next call on, without a change of the current call or offer."""

import pytest

from call_router.signals import AdvisorChosen
from eventlog.facts import AdvisorQueuesChanged, AdvisorStateChanged, Envelope
from tests.support.router.campaign_rig import QUEUE, WRAP_UP_MS, CampaignRig

pytestmark = pytest.mark.integration
OTHER, ACTOR = "otra", "user:jefa"


async def _chosen(rig: CampaignRig) -> list[tuple[str, str]]:
    """Return the calls and the advisors chosen for them, in order."""
    return [(mail.call_id, mail.advisor) for mail in await rig.mailbox() if isinstance(mail, AdvisorChosen)]


async def _changes(rig: CampaignRig) -> list[Envelope]:
    return [each for each in await rig.log() if isinstance(each.fact, AdvisorQueuesChanged)]


async def test_an_available_advisor_is_offered_a_waiting_call_of_a_new_queue(rig: CampaignRig) -> None:
    """The offer comes in the act of the change, which the log attributes to the person who made it."""
    await rig.ready("ana")
    await rig.arrive("a", OTHER)
    assert await rig.router.set_queues("ana", {OTHER: 7, QUEUE: 2}, ACTOR) == "offered"
    assert await _chosen(rig) == [("a", "ana")]
    [change] = await _changes(rig)
    assert change.fact == AdvisorQueuesChanged(advisor="ana", queues=" ".join(sorted((f"{OTHER}:7", f"{QUEUE}:2"))))
    assert change.actor == ACTOR
    assert await rig.router.levels_of("ana") == {OTHER: 7, QUEUE: 2}


async def test_a_queue_that_is_taken_away_offers_nothing_more(rig: CampaignRig) -> None:
    """The advisor stays available; a call of the former queue waits for others."""
    await rig.ready("ana")
    assert await rig.router.set_queues("ana", {OTHER: 5}, ACTOR) == "available"
    await rig.arrive("a")
    assert await _chosen(rig) == []
    await rig.ready("luz")
    assert await _chosen(rig) == [("a", "luz")]


async def test_a_ringing_call_is_not_lost(rig: CampaignRig) -> None:
    """The phone rings on for a call of a queue that was taken away, and the advisor can answer it."""
    await rig.ready("ana")
    await rig.arrive("a")
    assert await rig.router.set_queues("ana", {}, ACTOR) == "offered"
    await rig.answer("a", "ana")
    assert await rig.router.advisor_state("ana") == "talking"


async def test_a_call_in_progress_continues_and_the_new_queues_hold_after_it(rig: CampaignRig) -> None:
    """During a call no state changes; after the wrap-up only calls of the new queues are offered."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.answer("a", "ana")
    before = len([each for each in await rig.facts() if isinstance(each, AdvisorStateChanged)])
    assert await rig.router.set_queues("ana", {OTHER: 5}, ACTOR) == "talking"
    assert len([each for each in await rig.facts() if isinstance(each, AdvisorStateChanged)]) == before
    await rig.arrive("b")
    await rig.arrive("c", OTHER)
    await rig.end("a", "answered")
    await rig.set_time(WRAP_UP_MS + 1)
    await rig.router.tick()
    assert (await _chosen(rig))[-1] == ("c", "ana")


async def test_equal_queues_and_unknown_advisors_change_nothing(rig: CampaignRig) -> None:
    """Neither writes a fact; an advisor whom the router never saw stays unknown to it."""
    await rig.ready("ana", QUEUE)
    levels = await rig.router.levels_of("ana")
    assert await rig.router.set_queues("ana", levels, ACTOR) == "available"
    assert await rig.router.set_queues("eva", {QUEUE: 5}, ACTOR) == "offline"
    assert await _changes(rig) == []
    assert "eva" not in (await rig.router.floor()).advisors


async def test_a_level_is_from_one_to_ten(rig: CampaignRig) -> None:
    """Another level is a mistake of the caller, and nothing is sent."""
    with pytest.raises(ValueError, match="1 to 10"):
        await rig.router.set_queues("ana", {QUEUE: 11}, ACTOR)
