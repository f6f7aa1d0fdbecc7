"""Offers that were not taken: after how many an advisor pauses, and where they stand until then."""

import pytest

from eventlog.facts import AdvisorStateChanged, OfferEnd, OfferEnded
from tests.support.router.campaign_rig import GRACE_MS, QUEUE, RING_MS, CampaignRig

pytestmark = pytest.mark.integration


async def test_an_advisor_pauses_after_so_many_misses_in_a_row(world: CampaignRig) -> None:
    """Below the bound they are available again, as idle as from now, and the call is offered on from its place."""
    await world.ready("ana")
    await world.wait_in("a", misses=3)
    await world.decline("a", 1, "declined")
    assert (await world.last_facts(-5))[-4:] == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="declined"),
        AdvisorStateChanged(advisor="ana", state="available", previous="offered", reason="declined"),
        *(await world.facts())[-2:],
    ]
    assert await world.states() == {"ana": "offered"}
    await world.decline("a", 2, "no_answer")
    assert await world.states() == {"ana": "offered"}
    await world.decline("a", 3, "no_answer")
    assert (await world.facts())[-1] == AdvisorStateChanged(
        advisor="ana", state="paused", previous="offered", reason="no_answer"
    )


async def test_who_missed_is_the_last_in_line(world: CampaignRig) -> None:
    """The next one is tried before the same one again."""
    await world.ready("ana")
    await world.at(1)
    await world.ready("luz")
    await world.wait_in("a", misses=2)
    await world.at(2)
    await world.decline("a")
    assert await world.states() == {"ana": "available", "luz": "offered"}


async def test_an_answer_ends_the_row(world: CampaignRig) -> None:
    """Misses count only one after another."""
    await world.ready("ana")
    await world.wait_in("a", misses=2, wrap_up_ms=0)
    await world.decline("a")
    await world.answer("a", "ana", offer=2)
    await world.end("a", "answered")
    await world.wait_in("b", misses=2)
    await world.decline("b")
    assert await world.states() == {"ana": "offered"}
    await world.decline("b", 2)
    assert await world.states() == {"ana": "paused"}


async def test_a_pause_ends_the_row(world: CampaignRig) -> None:
    """Who comes back from the pause may miss as often as before; a call that left is no miss."""
    await world.ready("ana")
    await world.wait_in("a", misses=2)
    await world.decline("a", 1)
    await world.decline("a", 2)
    await world.ready("ana")
    await world.decline("a", 3)
    assert await world.states() == {"ana": "offered"}
    await world.end("a")
    await world.wait_in("b", misses=2)
    await world.decline("b", 1)
    assert await world.states() == {"ana": "paused"}


async def test_the_bound_is_the_calls_own(world: CampaignRig) -> None:
    """A queue that forgives less counts the misses of the others too."""
    await world.ready("ana", "first", "second")
    await world.wait_in("a", "first", misses=9)
    await world.decline("a")
    await world.end("a")
    await world.wait_in("b", "second", misses=2)
    await world.decline("b")
    assert await world.states() == {"ana": "paused"}


@pytest.mark.parametrize("reason", ["no_answer", "declined", "busy", "unreachable", "failed"])
async def test_whatever_kept_the_phone_from_being_answered_is_a_miss(world: CampaignRig, reason: OfferEnd) -> None:
    """A phone that cannot be reached would swallow call after call."""
    await world.ready("ana")
    await world.wait_in("a", misses=2)
    await world.decline("a", 1, reason)
    assert await world.states() == {"ana": "offered"}
    await world.decline("a", 2, reason)
    assert (await world.facts())[-1] == AdvisorStateChanged(
        advisor="ana", state="paused", previous="offered", reason=reason
    )


async def test_an_offer_that_lapses_is_a_miss(world: CampaignRig) -> None:
    """So it is when nobody says what came of the ringing."""
    await world.ready("ana")
    await world.wait_in("a", misses=2)
    for offer in (1, 2):
        await world.at(offer * (RING_MS + GRACE_MS))
        await world.router.tick()
    assert (await world.facts())[-1] == AdvisorStateChanged(
        advisor="ana", state="paused", previous="offered", reason="no_answer"
    )


async def test_a_wish_is_granted_before_any_count(world: CampaignRig) -> None:
    """Who asked to leave and then misses is off duty, however much would be forgiven."""
    await world.ready("ana")
    await world.wait_in("a", misses=5)
    await world.router.leave("ana")
    await world.decline("a")
    assert await world.states() == {"ana": "offline"}
