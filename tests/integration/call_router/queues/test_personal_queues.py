"""Places for one advisor only: who is rung for them, and when."""

import pytest

from call_router.signals import AdvisorChosen
from eventlog.facts import AdvisorOffered
from tests.support.router.campaign_rig import QUEUE, WRAP_UP_MS, CampaignRig

pytestmark = pytest.mark.integration
OTHER = "otra"


async def _chosen(world: CampaignRig) -> list[tuple[str, str]]:
    """Who was chosen for which call, in order."""
    return [(mail.call_id, mail.advisor) for mail in await world.mail() if isinstance(mail, AdvisorChosen)]


async def test_a_personal_place_waits_for_its_advisor_alone(world: CampaignRig) -> None:
    """Whoever else serves the queue is not rung; the facts name the queue."""
    await world.ready("luz")
    await world.wait_in("a", advisor="ana")
    assert await _chosen(world) == []
    assert [(each.queue, each.waiting) for each in (await world.router.snapshot()).queues] == [(QUEUE, 1)]
    await world.ready("ana", OTHER)
    assert await _chosen(world) == [("a", "ana")]
    assert AdvisorOffered(queue=QUEUE, advisor="ana", offer=1) in await world.facts()
    assert {each.queue for each in (await world.router.snapshot()).queues} == {QUEUE, OTHER}
    assert await world.router.queues_of("ana") == (OTHER,)


async def test_a_personal_place_is_offered_at_once_to_who_is_available(world: CampaignRig) -> None:
    """No moment passes."""
    await world.ready("ana", OTHER)
    await world.wait_in("a", advisor="ana")
    assert await _chosen(world) == [("a", "ana")]


async def test_a_busy_advisor_takes_personal_and_other_calls_by_their_wait(world: CampaignRig) -> None:
    """After the wrap-up the call that has waited longest comes, whichever place it has."""
    await world.ready("ana")
    await world.wait_in("a")
    await world.answer("a", "ana")
    await world.at(1)
    await world.wait_in("b")
    await world.at(2)
    await world.wait_in("c", advisor="ana")
    await world.end("a", "answered")
    await world.at(WRAP_UP_MS + 2)
    await world.router.tick()
    assert (await _chosen(world))[-1] == ("b", "ana")
    await world.answer("b", "ana")
    await world.end("b", "answered")
    await world.at(2 * WRAP_UP_MS + 4)
    await world.router.tick()
    assert (await _chosen(world))[-1] == ("c", "ana")


async def test_a_declined_personal_call_waits_for_the_same_advisor(world: CampaignRig) -> None:
    """Nobody else is tried, and a call that came later stays behind it."""
    await world.ready("luz")
    await world.ready("ana")
    await world.wait_in("a", advisor="ana")
    await world.decline("a")
    assert await _chosen(world) == [("a", "ana")]
    await world.router.leave("luz")
    await world.arrive("b")
    await world.ready("ana")
    assert await _chosen(world) == [("a", "ana"), ("a", "ana")]
