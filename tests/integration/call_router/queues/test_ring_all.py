"""Ring-all: several phones ring for one call, the first to answer has it."""

import pytest
import pytest_asyncio
import redis.asyncio as redis

from call_router.errors import OfferGone
from call_router.routing import LevelBand, QueueRules
from call_router.signals import AdvisorChosen, OfferLapsed
from eventlog.facts import AdvisorStateChanged, OfferEnded
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import GATEWAY, GRACE_MS, QUEUE, RING_MS, CampaignRig, fact_kinds

pytestmark = pytest.mark.integration
OTHER = "pyvoip-2"


@pytest_asyncio.fixture
async def world(valkey: redis.Redis) -> CampaignRig:
    """An empty campaign whose queue rings two phones at once."""
    world = CampaignRig(valkey)
    await world.begin()
    await ring(world, 2)
    return world


async def ring(world: CampaignRig, most: int, **rules: object) -> None:
    """The queue rings at so many phones."""
    await world.router.configure({QUEUE: QueueRules(strategy="ring_all", ring_most=most, **rules)})  # type: ignore[arg-type]


async def come_in(world: CampaignRig, *advisors: str) -> None:
    """Advisors become ready, a second after each other."""
    for advisor in advisors:
        await world.at(world.now_ms + 1_000)
        await world.ready(advisor)


async def offered(world: CampaignRig) -> list[tuple[str, str, int]]:
    """Every offer that was told: call, advisor and number."""
    mail = await world.mail()
    return [(each.call_id, each.advisor, each.offer) for each in mail if isinstance(each, AdvisorChosen)]


async def counted_right(world: CampaignRig) -> bool:
    """Whether the counters are the fold of the log."""
    return await world.router.totals() == fold_totals(await world.log())


async def test_the_longest_idle_are_rung_at_once_up_to_the_most(world: CampaignRig) -> None:
    """Each phone has an offer of its own number; who is beyond the most stays free."""
    await come_in(world, "ana", "luz", "sol")
    await world.arrive("a")
    assert await offered(world) == [("a", "ana", 1), ("a", "luz", 2)]
    assert await world.states() == {"ana": "offered", "luz": "offered", "sol": "available"}
    assert (await world.router.snapshot()).queues[0].waiting == 1
    assert await counted_right(world)


async def test_the_first_to_answer_has_the_call_and_the_others_are_as_idle_as_before(world: CampaignRig) -> None:
    """The other offers are taken, their phones are told to fall silent, and nobody lost their turn."""
    await come_in(world, "ana", "luz", "sol")
    await world.arrive("a", wrap_up_ms=0)
    before = await world.length()
    await world.answer("a", "luz", offer=2)
    assert await world.last_facts(before) == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="taken"),
        AdvisorStateChanged(advisor="ana", state="available", previous="offered", reason="taken"),
        *(await world.facts())[-2:],
    ]
    assert fact_kinds((await world.facts())[-2:]) == ["CallAnswered", "AdvisorStateChanged"]
    assert (await world.mail())[-1] == OfferLapsed(call_id="a", offer=1)
    card = (await world.router.floor()).calls["a"]
    assert (card.stage, card.advisor, card.offered_at) == ("talking", "luz", world.moment(3_000))
    await world.at(10_000)
    await world.arrive("b")
    assert (await offered(world))[2:] == [("b", "ana", 1), ("b", "sol", 2)]
    await world.end("a", "answered")
    assert (await world.states())["luz"] == "available"
    assert await counted_right(world)


async def test_an_offer_that_was_taken_can_be_neither_answered_nor_declined(world: CampaignRig) -> None:
    """The second to pick up is too late."""
    await come_in(world, "ana", "luz")
    await world.arrive("a")
    await world.answer("a", "ana", offer=1)
    before = await world.length()
    with pytest.raises(OfferGone):
        await world.answer("a", "luz", offer=2)
    with pytest.raises(OfferGone):
        await world.decline("a", offer=2)
    assert await world.length() == before


async def test_who_declines_leaves_the_others_ringing_and_the_next_one_joins(world: CampaignRig) -> None:
    """The call still rings, and at as many phones as it may."""
    await come_in(world, "ana", "luz", "sol")
    await world.arrive("a")
    await world.decline("a", offer=1)
    assert await offered(world) == [("a", "ana", 1), ("a", "luz", 2), ("a", "sol", 3)]
    assert await world.states() == {"ana": "paused", "luz": "offered", "sol": "offered"}
    await world.answer("a", "luz", offer=2)
    assert await counted_right(world)


async def test_when_all_decline_the_call_waits_in_its_place(world: CampaignRig) -> None:
    """Nobody rings: it is the first of its queue, as before."""
    await come_in(world, "ana", "luz")
    await world.arrive("a")
    await world.at(9_000)
    await world.arrive("b")
    await world.decline("a", offer=2)
    card = (await world.router.floor()).calls["a"]
    assert (card.stage, card.offer) == ("ringing", 2)
    assert await world.states() == {"ana": "offered", "luz": "paused"}
    await world.decline("a", offer=1)
    assert (await world.router.floor()).calls["a"].stage == "waiting"
    await world.ready("sol")
    assert (await offered(world))[2:] == [("a", "sol", 3)]
    assert await counted_right(world)


async def test_new_advisors_join_while_it_rings_up_to_the_most(world: CampaignRig) -> None:
    """The call goes on standing in line for phones: before calls that came later."""
    await come_in(world, "ana")
    await world.arrive("a")
    await world.at(2_000)
    await world.arrive("b")
    await come_in(world, "luz", "sol")
    assert await offered(world) == [("a", "ana", 1), ("a", "luz", 2), ("b", "sol", 1)]


async def test_when_the_caller_leaves_every_phone_is_free_for_the_next(world: CampaignRig) -> None:
    """All are as idle as before, and the next call rings at them in the same act."""
    await come_in(world, "ana", "luz")
    await world.arrive("a")
    await world.arrive("b")
    await world.end("a")
    ends = [fact for fact in await world.facts() if isinstance(fact, OfferEnded)]
    assert [(end.advisor, end.offer, end.reason) for end in ends] == [
        ("ana", 1, "caller_left"),
        ("luz", 2, "caller_left"),
    ]
    assert (await offered(world))[2:] == [("b", "ana", 1), ("b", "luz", 2)]
    assert await counted_right(world)


async def test_the_others_find_the_next_call_when_one_answers(world: CampaignRig) -> None:
    """Nobody stays idle beside a waiting call."""
    await come_in(world, "ana", "luz")
    await world.arrive("a")
    await world.arrive("b")
    await world.answer("a", "ana", offer=1)
    assert (await offered(world))[2:] == [("b", "luz", 1)]


async def test_each_offer_lapses_at_its_own_time(world: CampaignRig) -> None:
    """Who joined later rings as long as the first; both are told when their time is over."""
    await world.ready("ana")
    await world.arrive("a")
    await world.at(4_000)
    await world.ready("luz")
    await world.at(RING_MS + GRACE_MS)
    await world.router.tick()
    assert (await world.mail())[-1] == OfferLapsed(call_id="a", offer=1)
    assert await world.states() == {"ana": "paused", "luz": "offered"}
    await world.at(4_000 + RING_MS + GRACE_MS - 1)
    await world.router.tick()
    assert await world.states() == {"ana": "paused", "luz": "offered"}
    await world.at(4_000 + RING_MS + GRACE_MS)
    await world.router.tick()
    assert await world.states() == {"ana": "paused", "luz": "paused"}
    assert (await world.router.floor()).calls["a"].stage == "waiting"
    assert await world.redis.zcard(world.key("timers")) == 0
    assert await counted_right(world)


async def test_offers_that_lapse_together_are_all_misses(world: CampaignRig) -> None:
    """Two phones that nobody spoke for: both advisors pause, the call is offered on once."""
    await come_in(world, "ana", "luz", "sol")
    await world.arrive("a")
    await world.at(world.now_ms + RING_MS + GRACE_MS)
    await world.router.tick()
    assert await world.states() == {"ana": "paused", "luz": "paused", "sol": "offered"}
    assert (await offered(world))[2:] == [("a", "sol", 3)]
    assert await counted_right(world)


async def test_a_wish_is_granted_when_another_takes_the_call(world: CampaignRig) -> None:
    """Who asked for a pause while the phone rang has it now."""
    await come_in(world, "ana", "luz")
    await world.arrive("a")
    await world.router.pause("luz", "almuerzo")
    await world.answer("a", "ana", offer=1)
    assert await world.states() == {"ana": "talking", "luz": "paused"}


async def test_a_band_that_opens_lets_more_phones_ring(world: CampaignRig) -> None:
    """Lower levels join when the call has waited long enough for them."""
    await ring(world, 3, bands=(LevelBand(after_ms=0, level=8), LevelBand(after_ms=10_000, level=1)))
    await world.ready("ana", general=9)
    await world.ready("luz", general=3)
    await world.arrive("a")
    await world.at(10_000)
    await world.router.tick()
    assert await offered(world) == [("a", "ana", 1), ("a", "luz", 2)]


async def test_a_dead_gateways_call_gathers_no_more_phones(world: CampaignRig) -> None:
    """It only waits to be ended, and holds up nobody behind it."""
    await world.router.acquire_lease(OTHER, 2_000)
    await come_in(world, "ana")
    await world.open("a", gateway=OTHER)
    await world.enqueue("a", gateway=OTHER)
    await world.at(world.now_ms + 1_000)
    await world.router.tick()
    await world.arrive("b")
    await world.ready("luz")
    assert await offered(world) == [("b", "luz", 1)]
    assert [signal.call_id for signal in await world.mail()] == ["b"]
    await world.end("a", "technical_failure", by_gateway=False, gateway=GATEWAY)
    assert (await offered(world))[1:] == [("b", "ana", 2)]


async def test_new_rules_hold_for_calls_that_ring_already(world: CampaignRig) -> None:
    """More phones ring, or no further one, from the act that says so; no phone is silenced."""
    await come_in(world, "ana", "eva", "luz")
    await world.arrive("a")
    await ring(world, 3)
    assert (await offered(world))[2:] == [("a", "luz", 3)]
    await world.decline("a", offer=1)
    await world.router.configure({QUEUE: QueueRules()})
    await world.ready("ana")
    assert await world.states() == {"ana": "available", "eva": "offered", "luz": "offered"}
    await ring(world, 3)
    assert (await offered(world))[3:] == [("a", "ana", 4)]
