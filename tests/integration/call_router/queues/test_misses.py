"""Missed offers: how many in a row pause an advisor, and where the advisor and the call stand until then."""

import pytest

from eventlog.facts import AdvisorStateChanged, OfferEnd, OfferEnded
from tests.support.router.campaign_rig import GRACE_MS, QUEUE, RING_MS, CampaignRig

pytestmark = pytest.mark.integration


async def test_an_advisor_pauses_after_so_many_misses_in_a_row(rig: CampaignRig) -> None:
    """Below the limit the advisor is available again, with new idle time, and the call keeps its place."""
    await rig.ready("ana")
    await rig.enqueue_with("a", misses=3)
    await rig.decline("a", 1, "declined")
    assert (await rig.last_facts(-5))[-4:] == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="declined"),
        AdvisorStateChanged(advisor="ana", state="available", previous="offered", reason="declined"),
        *(await rig.facts())[-2:],
    ]
    assert await rig.states() == {"ana": "offered"}
    await rig.decline("a", 2, "no_answer")
    assert await rig.states() == {"ana": "offered"}
    await rig.decline("a", 3, "no_answer")
    assert (await rig.facts())[-1] == AdvisorStateChanged(
        advisor="ana", state="paused", previous="offered", reason="no_answer"
    )


async def test_another_advisor_is_tried_before_same_one_again(rig: CampaignRig) -> None:
    """Another advisor is tried before the same one again."""
    await rig.ready("ana")
    await rig.set_time(1)
    await rig.ready("luz")
    await rig.enqueue_with("a", misses=2)
    await rig.set_time(2)
    await rig.decline("a")
    assert await rig.states() == {"ana": "available", "luz": "offered"}


async def test_an_answer_ends_the_row(rig: CampaignRig) -> None:
    """Only consecutive misses count."""
    await rig.ready("ana")
    await rig.enqueue_with("a", misses=2, wrap_up_ms=0)
    await rig.decline("a")
    await rig.answer("a", "ana", offer=2)
    await rig.end("a", "answered")
    await rig.enqueue_with("b", misses=2)
    await rig.decline("b")
    assert await rig.states() == {"ana": "offered"}
    await rig.decline("b", 2)
    assert await rig.states() == {"ana": "paused"}


async def test_a_pause_ends_the_row(rig: CampaignRig) -> None:
    """After the pause an advisor may miss as often as before, and a call that left is no miss."""
    await rig.ready("ana")
    await rig.enqueue_with("a", misses=2)
    await rig.decline("a", 1)
    await rig.decline("a", 2)
    await rig.ready("ana")
    await rig.decline("a", 3)
    assert await rig.states() == {"ana": "offered"}
    await rig.end("a")
    await rig.enqueue_with("b", misses=2)
    await rig.decline("b", 1)
    assert await rig.states() == {"ana": "paused"}


async def test_the_bound_is_the_calls_own(rig: CampaignRig) -> None:
    """A queue with a lower limit counts misses of other queues too."""
    await rig.ready("ana", "first", "second")
    await rig.enqueue_with("a", "first", misses=9)
    await rig.decline("a")
    await rig.end("a")
    await rig.enqueue_with("b", "second", misses=2)
    await rig.decline("b")
    assert await rig.states() == {"ana": "paused"}


@pytest.mark.parametrize("reason", ["no_answer", "declined", "busy", "unreachable", "failed"])
async def test_every_unanswered_offer_is_miss(rig: CampaignRig, reason: OfferEnd) -> None:
    """An unreachable phone would take one call after another, so it counts too."""
    await rig.ready("ana")
    await rig.enqueue_with("a", misses=2)
    await rig.decline("a", 1, reason)
    assert await rig.states() == {"ana": "offered"}
    await rig.decline("a", 2, reason)
    assert (await rig.facts())[-1] == AdvisorStateChanged(
        advisor="ana", state="paused", previous="offered", reason=reason
    )


async def test_an_offer_that_lapses_is_a_miss(rig: CampaignRig) -> None:
    """An offer without any result from the gateway is a miss, too."""
    await rig.ready("ana")
    await rig.enqueue_with("a", misses=2)
    for offer in (1, 2):
        await rig.set_time(offer * (RING_MS + GRACE_MS))
        await rig.router.tick()
    assert (await rig.facts())[-1] == AdvisorStateChanged(
        advisor="ana", state="paused", previous="offered", reason="no_answer"
    )


async def test_a_wish_is_granted_before_any_count(rig: CampaignRig) -> None:
    """An advisor who asked to leave and misses the call is off duty, below the limit, too."""
    await rig.ready("ana")
    await rig.enqueue_with("a", misses=5)
    await rig.router.go_offline("ana")
    await rig.decline("a")
    assert await rig.states() == {"ana": "offline"}
