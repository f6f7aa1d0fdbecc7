"""Places in a queue for one advisor alone: who is rung for them, and when."""

import pytest

from call_router.signals import AdvisorChosen
from eventlog.facts import AdvisorOffered
from tests.support.router.campaign_rig import QUEUE, WRAP_UP_MS, CampaignRig

pytestmark = pytest.mark.integration
OTHER = "otra"


async def _chosen(rig: CampaignRig) -> list[tuple[str, str]]:
    """Return the calls and the advisors chosen for them, in order."""
    return [(mail.call_id, mail.advisor) for mail in await rig.mailbox() if isinstance(mail, AdvisorChosen)]


async def test_a_personal_place_waits_for_its_advisor_alone(rig: CampaignRig) -> None:
    """Other advisors of the queue are not rung, and the facts name the queue."""
    await rig.ready("luz")
    await rig.enqueue_with("a", advisor="ana")
    assert await _chosen(rig) == []
    assert [(each.queue, each.waiting) for each in (await rig.router.snapshot()).queues] == [(QUEUE, 1)]
    await rig.ready("ana", OTHER)
    assert await _chosen(rig) == [("a", "ana")]
    assert AdvisorOffered(queue=QUEUE, advisor="ana", offer=1) in await rig.facts()
    assert {each.queue for each in (await rig.router.snapshot()).queues} == {QUEUE, OTHER}
    assert await rig.router.queues_of("ana") == (OTHER,)


async def test_available_advisor_is_offered_call_without_delay(rig: CampaignRig) -> None:
    """An available advisor is offered the call without delay."""
    await rig.ready("ana", OTHER)
    await rig.enqueue_with("a", advisor="ana")
    assert await _chosen(rig) == [("a", "ana")]


async def test_a_busy_advisor_takes_personal_and_other_calls_by_their_wait(rig: CampaignRig) -> None:
    """After the wrap-up the longest waiting call comes first, personal or not."""
    await rig.ready("ana")
    await rig.enqueue_with("a")
    await rig.answer("a", "ana")
    await rig.set_time(1)
    await rig.enqueue_with("b")
    await rig.set_time(2)
    await rig.enqueue_with("c", advisor="ana")
    await rig.end("a", "answered")
    await rig.set_time(WRAP_UP_MS + 2)
    await rig.router.tick()
    assert (await _chosen(rig))[-1] == ("b", "ana")
    await rig.answer("b", "ana")
    await rig.end("b", "answered")
    await rig.set_time(2 * WRAP_UP_MS + 4)
    await rig.router.tick()
    assert (await _chosen(rig))[-1] == ("c", "ana")


async def test_a_declined_personal_call_waits_for_the_same_advisor(rig: CampaignRig) -> None:
    """Other advisors are not tried, and a later call stays behind it."""
    await rig.ready("luz")
    await rig.ready("ana")
    await rig.enqueue_with("a", advisor="ana")
    await rig.decline("a")
    assert await _chosen(rig) == [("a", "ana")]
    await rig.router.go_offline("luz")
    await rig.arrive("b")
    await rig.ready("ana")
    assert await _chosen(rig) == [("a", "ana"), ("a", "ana")]
