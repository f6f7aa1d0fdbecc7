"""Ring-all: several phones ring for one call, and the first to answer has it."""

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
async def rig(valkey: redis.Redis) -> CampaignRig:
    """Return an empty campaign whose queue rings two phones at once."""
    rig = CampaignRig(valkey)
    await rig.begin()
    await ring(rig, 2)
    return rig


async def ring(rig: CampaignRig, maximum: int, **rules: object) -> None:
    """Let the queue ring that number of phones."""
    await rig.router.configure({QUEUE: QueueRules(strategy="ring_all", ring_most=maximum, **rules)})  # type: ignore[arg-type]


async def come_in(rig: CampaignRig, *advisors: str) -> None:
    """Make advisors ready, one second after another."""
    for advisor in advisors:
        await rig.set_time(rig.now_ms + 1_000)
        await rig.ready(advisor)


async def offered(rig: CampaignRig) -> list[tuple[str, str, int]]:
    """Return each offer in the log: call, advisor and number."""
    mail = await rig.mailbox()
    return [(each.call_id, each.advisor, each.offer) for each in mail if isinstance(each, AdvisorChosen)]


async def counted_right(rig: CampaignRig) -> bool:
    """Return whether the counters are the fold of the log."""
    return await rig.router.totals() == fold_totals(await rig.log())


async def test_the_longest_idle_are_rung_at_once_up_to_the_most(rig: CampaignRig) -> None:
    """Each phone has an offer with its own number; advisors beyond the limit stay free."""
    await come_in(rig, "ana", "luz", "sol")
    await rig.arrive("a")
    assert await offered(rig) == [("a", "ana", 1), ("a", "luz", 2)]
    assert await rig.states() == {"ana": "offered", "luz": "offered", "sol": "available"}
    assert (await rig.router.snapshot()).queues[0].waiting == 1
    assert await counted_right(rig)


async def test_the_first_to_answer_has_the_call_and_the_others_are_as_idle_as_before(rig: CampaignRig) -> None:
    """The other offers end as taken, their phones stop ringing, and their advisors keep their idle time."""
    await come_in(rig, "ana", "luz", "sol")
    await rig.arrive("a", wrap_up_ms=0)
    before = await rig.fact_count()
    await rig.answer("a", "luz", offer=2)
    assert await rig.last_facts(before) == [
        OfferEnded(queue=QUEUE, advisor="ana", offer=1, reason="taken"),
        AdvisorStateChanged(advisor="ana", state="available", previous="offered", reason="taken"),
        *(await rig.facts())[-2:],
    ]
    assert fact_kinds((await rig.facts())[-2:]) == ["CallAnswered", "AdvisorStateChanged"]
    assert (await rig.mailbox())[-1] == OfferLapsed(call_id="a", offer=1)
    card = (await rig.router.floor()).calls["a"]
    assert (card.stage, card.advisor, card.offered_at) == ("talking", "luz", rig.moment(3_000))
    await rig.set_time(10_000)
    await rig.arrive("b")
    assert (await offered(rig))[2:] == [("b", "ana", 1), ("b", "sol", 2)]
    await rig.end("a", "answered")
    assert (await rig.states())["luz"] == "available"
    assert await counted_right(rig)


async def test_second_phone_to_answer_is_too_late(rig: CampaignRig) -> None:
    """The second phone to answer is too late."""
    await come_in(rig, "ana", "luz")
    await rig.arrive("a")
    await rig.answer("a", "ana", offer=1)
    before = await rig.fact_count()
    with pytest.raises(OfferGone):
        await rig.answer("a", "luz", offer=2)
    with pytest.raises(OfferGone):
        await rig.decline("a", offer=2)
    assert await rig.fact_count() == before


async def test_declined_offer_rings_next_phone(rig: CampaignRig) -> None:
    """The call rings on, at as many phones as allowed."""
    await come_in(rig, "ana", "luz", "sol")
    await rig.arrive("a")
    await rig.decline("a", offer=1)
    assert await offered(rig) == [("a", "ana", 1), ("a", "luz", 2), ("a", "sol", 3)]
    assert await rig.states() == {"ana": "paused", "luz": "offered", "sol": "offered"}
    await rig.answer("a", "luz", offer=2)
    assert await counted_right(rig)


async def test_when_all_decline_the_call_waits_in_its_place(rig: CampaignRig) -> None:
    """No phone rings, and the call is first in its queue as before."""
    await come_in(rig, "ana", "luz")
    await rig.arrive("a")
    await rig.set_time(9_000)
    await rig.arrive("b")
    await rig.decline("a", offer=2)
    card = (await rig.router.floor()).calls["a"]
    assert (card.stage, card.offer) == ("ringing", 2)
    assert await rig.states() == {"ana": "offered", "luz": "paused"}
    await rig.decline("a", offer=1)
    assert (await rig.router.floor()).calls["a"].stage == "waiting"
    await rig.ready("sol")
    assert (await offered(rig))[2:] == [("a", "sol", 3)]
    assert await counted_right(rig)


async def test_new_advisors_join_while_it_rings_up_to_the_most(rig: CampaignRig) -> None:
    """The call keeps its place in line for phones, before later calls."""
    await come_in(rig, "ana")
    await rig.arrive("a")
    await rig.set_time(2_000)
    await rig.arrive("b")
    await come_in(rig, "luz", "sol")
    assert await offered(rig) == [("a", "ana", 1), ("a", "luz", 2), ("b", "sol", 1)]


async def test_when_the_caller_leaves_every_phone_is_free_for_the_next(rig: CampaignRig) -> None:
    """All keep their idle time, and the next call rings at them in the same act."""
    await come_in(rig, "ana", "luz")
    await rig.arrive("a")
    await rig.arrive("b")
    await rig.end("a")
    ends = [fact for fact in await rig.facts() if isinstance(fact, OfferEnded)]
    assert [(end.advisor, end.offer, end.reason) for end in ends] == [
        ("ana", 1, "caller_left"),
        ("luz", 2, "caller_left"),
    ]
    assert (await offered(rig))[2:] == [("b", "ana", 1), ("b", "luz", 2)]
    assert await counted_right(rig)


async def test_the_others_find_the_next_call_when_one_answers(rig: CampaignRig) -> None:
    """No advisor stays idle beside a waiting call."""
    await come_in(rig, "ana", "luz")
    await rig.arrive("a")
    await rig.arrive("b")
    await rig.answer("a", "ana", offer=1)
    assert (await offered(rig))[2:] == [("b", "luz", 1)]


async def test_each_offer_lapses_at_its_own_time(rig: CampaignRig) -> None:
    """An advisor who joins later rings as long as the first, and the gateway learns the end of each ring."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.set_time(4_000)
    await rig.ready("luz")
    await rig.set_time(RING_MS + GRACE_MS)
    await rig.router.tick()
    assert (await rig.mailbox())[-1] == OfferLapsed(call_id="a", offer=1)
    assert await rig.states() == {"ana": "paused", "luz": "offered"}
    await rig.set_time(4_000 + RING_MS + GRACE_MS - 1)
    await rig.router.tick()
    assert await rig.states() == {"ana": "paused", "luz": "offered"}
    await rig.set_time(4_000 + RING_MS + GRACE_MS)
    await rig.router.tick()
    assert await rig.states() == {"ana": "paused", "luz": "paused"}
    assert (await rig.router.floor()).calls["a"].stage == "waiting"
    assert await rig.redis.zcard(rig.key("timers")) == 0
    assert await counted_right(rig)


async def test_offers_that_lapse_together_are_all_misses(rig: CampaignRig) -> None:
    """With two phones that report nothing, both advisors pause, and the call is offered again once."""
    await come_in(rig, "ana", "luz", "sol")
    await rig.arrive("a")
    await rig.set_time(rig.now_ms + RING_MS + GRACE_MS)
    await rig.router.tick()
    assert await rig.states() == {"ana": "paused", "luz": "paused", "sol": "offered"}
    assert (await offered(rig))[2:] == [("a", "sol", 3)]
    assert await counted_right(rig)


async def test_a_wish_is_granted_when_another_takes_the_call(rig: CampaignRig) -> None:
    """A pause requested while the phone rang begins now."""
    await come_in(rig, "ana", "luz")
    await rig.arrive("a")
    await rig.router.pause("luz", "almuerzo")
    await rig.answer("a", "ana", offer=1)
    assert await rig.states() == {"ana": "talking", "luz": "paused"}


async def test_a_band_that_opens_lets_more_phones_ring(rig: CampaignRig) -> None:
    """Lower levels join once the call has waited long enough for them."""
    await ring(rig, 3, bands=(LevelBand(after_ms=0, level=8), LevelBand(after_ms=10_000, level=1)))
    await rig.ready("ana", general=9)
    await rig.ready("luz", general=3)
    await rig.arrive("a")
    await rig.set_time(10_000)
    await rig.router.tick()
    assert await offered(rig) == [("a", "ana", 1), ("a", "luz", 2)]


async def test_a_dead_gateways_call_gathers_no_more_phones(rig: CampaignRig) -> None:
    """The call only waits for its end, and blocks no call behind it."""
    await rig.router.acquire_lease(OTHER, 2_000)
    await come_in(rig, "ana")
    await rig.open("a", gateway=OTHER)
    await rig.enqueue("a", gateway=OTHER)
    await rig.set_time(rig.now_ms + 1_000)
    await rig.router.tick()
    await rig.arrive("b")
    await rig.ready("luz")
    assert await offered(rig) == [("b", "luz", 1)]
    assert [signal.call_id for signal in await rig.mailbox()] == ["b"]
    await rig.end("a", "technical_failure", by_gateway=False, gateway=GATEWAY)
    assert (await offered(rig))[1:] == [("b", "ana", 2)]


async def test_new_rules_hold_for_calls_that_ring_already(rig: CampaignRig) -> None:
    """From the act that changes the rules more phones ring, or no further one; no phone stops."""
    await come_in(rig, "ana", "eva", "luz")
    await rig.arrive("a")
    await ring(rig, 3)
    assert (await offered(rig))[2:] == [("a", "luz", 3)]
    await rig.decline("a", offer=1)
    await rig.router.configure({QUEUE: QueueRules()})
    await rig.ready("ana")
    assert await rig.states() == {"ana": "available", "eva": "offered", "luz": "offered"}
    await ring(rig, 3)
    assert (await offered(rig))[3:] == [("a", "ana", 4)]
