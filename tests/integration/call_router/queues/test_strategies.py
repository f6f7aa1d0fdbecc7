"""Which ready advisor a queue rings, which advisors a call may be rung to by then, and which call comes first."""

from collections.abc import Sequence
from hashlib import sha1

import pytest

from call_router.routing import LevelBand, QueueRules, Strategy
from call_router.signals import AdvisorChosen
from eventlog.facts import AdvisorOffered
from tests.support.router.campaign_rig import QUEUE, RING_MS, CampaignRig

pytestmark = pytest.mark.integration
EXPERTS_FIRST = (
    LevelBand(after_ms=0, level=8),
    LevelBand(after_ms=10_000, level=5),
    LevelBand(after_ms=30_000, level=2),
)


async def choose_by(world: CampaignRig, strategy: Strategy, bands: Sequence[LevelBand] = QueueRules().bands) -> None:
    """The queue chooses so."""
    await world.router.configure({QUEUE: QueueRules(strategy=strategy, bands=tuple(bands))})


async def rung(world: CampaignRig, call: str) -> str:
    """A call enters; who is rung for it, or nobody."""
    before = await world.length()
    await world.arrive(call, wrap_up_ms=0)
    return next((fact.advisor for fact in await world.last_facts(before) if isinstance(fact, AdvisorOffered)), "")


async def served_by(world: CampaignRig, call: str) -> str:
    """A call enters, is answered by whom it is offered to, and ends at once."""
    advisor = await rung(world, call)
    await world.answer(call, advisor)
    await world.end(call, "answered")
    return advisor


async def offered(world: CampaignRig) -> list[tuple[str, str]]:
    """Every call and the advisor to whom it was offered, in order."""
    return [(signal.call_id, signal.advisor) for signal in await world.mail() if isinstance(signal, AdvisorChosen)]


# Strategies


async def test_longest_idle_rings_who_has_been_idle_longest_whatever_the_level(world: CampaignRig) -> None:
    """Levels alone order nobody; a queue that was never configured chooses so too."""
    await world.ready("luz", general=2)
    await world.at(1)
    await world.ready("ana", general=9)
    assert await served_by(world, "a") == "luz"
    await choose_by(world, "longest_idle")
    await world.at(2)
    assert [await rung(world, "b"), await rung(world, "c")] == ["ana", "luz"]


async def test_fewest_calls_rings_who_has_answered_least_since_on_duty(world: CampaignRig) -> None:
    """A later but less busy advisor goes first; going off duty begins the count anew."""
    await choose_by(world, "fewest_calls")
    await world.ready("ana")
    assert await served_by(world, "a") == "ana"
    await world.at(10)
    await world.ready("luz")
    assert await served_by(world, "b") == "luz"
    await world.at(20)
    await world.router.leave("ana")
    await world.ready("ana")
    assert await served_by(world, "c") == "ana"
    assert await rung(world, "d") == "luz"


async def test_fewest_calls_among_equals_rings_the_longest_idle(world: CampaignRig) -> None:
    """A declined offer is no answered call."""
    await choose_by(world, "fewest_calls")
    await world.ready("luz")
    await world.at(1)
    await world.ready("ana")
    assert await rung(world, "a") == "luz"
    await world.decline("a")
    await world.answer("a", "ana", offer=2)
    await world.end("a", "answered")
    await world.at(2)
    await world.ready("luz")
    assert await rung(world, "b") == "luz"


async def test_round_robin_rings_who_was_offered_a_call_the_longest_ago(world: CampaignRig) -> None:
    """Turn by turn, however long each was idle; an offer that nobody missed is a turn too."""
    await choose_by(world, "round_robin")
    for advisor in ("ana", "luz", "sol"):
        await world.ready(advisor)
    await world.at(1)
    assert await served_by(world, "a") == "ana"
    assert await rung(world, "b") == "luz"
    await world.end("b")  # luz is as idle as before, and more so than ana
    assert await served_by(world, "c") == "sol"
    assert [await served_by(world, "d"), await served_by(world, "e")] == ["ana", "luz"]


async def test_random_draws_a_lot_and_reaches_everybody(world: CampaignRig) -> None:
    """The log's position and the call draw it, counted by band and id: who knows the log knows who comes next."""
    await choose_by(world, "random", EXPERTS_FIRST)
    for advisor, level in {"sol": 9, "ana": 5, "eva": 9, "luz": 5}.items():
        await world.ready(advisor, general=level)
    chosen = []
    for number in range(16):
        call = f"call-{number}"
        await world.wait_in(call, head_start_ms=20_000, wrap_up_ms=0)
        entry = next(
            entry for entry in await world.log() if isinstance(entry.fact, AdvisorOffered) and entry.call_id == call
        )
        drawn = sha1(f"{int(entry.id.partition('-')[2]) - 1}:{call}".encode()).hexdigest()[:8]
        chosen.append(entry.fact.advisor)
        assert chosen[-1] == ("eva", "sol", "ana", "luz")[int(drawn, 16) % 4]
        await world.answer(call, chosen[-1])
        await world.end(call, "answered")
    assert set(chosen) == {"ana", "eva", "luz", "sol"}


async def test_random_rings_only_who_may_be_rung(world: CampaignRig) -> None:
    """Nobody of a band that is not open takes part in the draw."""
    await choose_by(world, "random", EXPERTS_FIRST)
    await world.ready("ana", general=5)
    await world.ready("luz", general=9)
    assert [await rung(world, call) for call in ("a", "b")] == ["luz", ""]


async def test_best_level_rings_the_best_and_among_equals_the_longest_idle(world: CampaignRig) -> None:
    """Level first, then idle time."""
    await choose_by(world, "best_level")
    for at, (advisor, level) in enumerate([("eva", 3), ("luz", 9), ("ana", 9), ("sol", 10)]):
        await world.at(at)
        await world.ready(advisor, general=level)
    assert [await rung(world, call) for call in ("a", "b", "c", "d", "e")] == ["sol", "luz", "ana", "eva", ""]


async def test_each_queue_ranks_the_same_advisor_by_its_own_level(world: CampaignRig) -> None:
    """Best in one queue may be last in another."""
    rules = QueueRules(strategy="best_level")
    await world.router.configure({"first": rules, "second": rules})
    await world.ready("ana", first=9, second=2)
    await world.ready("luz", first=4, second=7)
    await world.arrive("a", "second")
    await world.arrive("b", "first")
    assert await offered(world) == [("a", "luz"), ("b", "ana")]


@pytest.mark.parametrize("levels", [{QUEUE: 0}, {QUEUE: 11}])
async def test_a_level_is_one_to_ten(world: CampaignRig, levels: dict[str, int]) -> None:
    """Another level is refused before anything is written."""
    with pytest.raises(ValueError, match="1 to 10"):
        await world.ready("ana", **levels)
    assert await world.length() == 0


# Bands


async def test_a_lower_level_is_rung_only_after_the_wait_that_its_band_asks_for(world: CampaignRig) -> None:
    """At the very millisecond a band opens, and not before; a tick is enough."""
    await choose_by(world, "longest_idle", EXPERTS_FIRST)
    await world.ready("ana", general=5)
    await world.arrive("a")
    for ms in (0, 9_999):
        await world.at(ms)
        await world.router.tick()
        assert await offered(world) == []
    await world.at(10_000)
    await world.router.tick()
    assert await offered(world) == [("a", "ana")]


async def test_below_the_last_band_nobody_is_ever_rung(world: CampaignRig) -> None:
    """The last band is the bound; who is below it has the queue, and no call of it."""
    await choose_by(world, "longest_idle", EXPERTS_FIRST)
    await world.ready("ana", general=1)
    await world.arrive("a")
    await world.at(10_000_000)
    await world.router.tick()
    assert await offered(world) == []
    assert await world.redis.zcard(world.key("timers")) == 0
    await world.ready("luz", general=2)
    assert await offered(world) == [("a", "luz")]


async def test_an_advisor_who_comes_late_is_rung_if_the_band_is_open_by_then(world: CampaignRig) -> None:
    """What counts is the wait at that moment, whether or not a timer was served."""
    await choose_by(world, "longest_idle", EXPERTS_FIRST)
    await world.arrive("a")
    await world.at(9_999)
    await world.ready("ana", general=5)
    assert await offered(world) == []
    await world.at(30_000)
    await world.ready("luz", general=2)
    assert await offered(world) == [("a", "ana")]


async def test_among_open_bands_the_score_decides_and_among_equals_the_better_band(world: CampaignRig) -> None:
    """A band says who may be rung, the strategy who is; the same idle time is settled by the band."""
    await choose_by(world, "longest_idle", EXPERTS_FIRST)
    await world.ready("ana", general=2)
    await world.at(1)
    await world.ready("eva", general=5)
    await world.ready("luz", general=9)
    await world.wait_in("a", head_start_ms=30_000)
    await world.wait_in("b", head_start_ms=30_000)
    assert await offered(world) == [("a", "ana"), ("b", "luz")]


async def test_each_call_waits_for_its_own_bands(world: CampaignRig) -> None:
    """The first call opens the second band for itself, not for the one behind it."""
    await choose_by(world, "longest_idle", EXPERTS_FIRST)
    await world.arrive("a")
    await world.at(5_000)
    await world.arrive("b")
    await world.ready("ana", general=5)
    await world.ready("luz", general=5)
    for ms in (10_000, 14_999):
        await world.at(ms)
        await world.router.tick()
        assert await offered(world) == [("a", "ana")]
    await world.at(15_000)
    await world.router.tick()
    assert await offered(world) == [("a", "ana"), ("b", "luz")]


async def test_a_head_start_opens_bands_sooner(world: CampaignRig) -> None:
    """The wait is counted with the head start."""
    await choose_by(world, "longest_idle", EXPERTS_FIRST)
    await world.ready("ana", general=5)
    await world.wait_in("a", head_start_ms=6_000)
    await world.at(3_999)
    await world.router.tick()
    assert await offered(world) == []
    await world.at(4_000)
    await world.router.tick()
    assert await offered(world) == [("a", "ana")]


async def test_bands_open_on_while_a_phone_rings(world: CampaignRig) -> None:
    """Whoever declines, the call is rung to all for whom it has waited long enough by then."""
    await choose_by(world, "longest_idle", EXPERTS_FIRST)
    await world.ready("ana", general=9)
    await world.ready("luz", general=5)
    await world.arrive("a")
    await world.at(RING_MS)
    await world.router.tick()
    await world.decline("a", reason="no_answer")
    assert await offered(world) == [("a", "ana"), ("a", "luz")]


async def test_a_call_that_left_waits_for_no_band(world: CampaignRig) -> None:
    """Answered, ended while waiting or while ringing: its timers are gone with it."""
    await choose_by(world, "longest_idle", EXPERTS_FIRST)
    await world.arrive("a")
    assert await world.redis.zrange(world.key("timers"), 0, -1) == [b"band:a"]
    await world.end("a")
    assert await world.redis.zcard(world.key("timers")) == 0
    await world.ready("ana", general=9)
    await world.arrive("b")
    await world.end("b")
    assert await world.redis.zcard(world.key("timers")) == 0
    await world.arrive("c", wrap_up_ms=0)
    await world.answer("c", "ana")
    assert await world.redis.zcard(world.key("timers")) == 0


# Order of the calls


async def test_a_head_start_is_a_priority_that_lets_nobody_starve(world: CampaignRig) -> None:
    """A call stands as if it had come so much earlier: before who came since then, behind who came before."""
    await world.arrive("plain")
    await world.at(10_000)
    await world.wait_in("same", head_start_ms=10_000)
    await world.at(15_000)
    await world.wait_in("late", head_start_ms=10_000)
    await world.at(19_000)
    await world.wait_in("early", head_start_ms=16_000)
    for advisor in ("ana", "eva", "luz", "sol"):
        await world.ready(advisor)
    assert [call for call, _ in await offered(world)] == ["plain", "same", "early", "late"]


@pytest.mark.parametrize(
    ("now_ms", "first"),
    [(800, "a"), (899, "a"), (900, "a"), (901, "b"), (1_000, "b")],
)
async def test_the_weight_of_a_queue_multiplies_its_wait(world: CampaignRig, now_ms: int, first: str) -> None:
    """A second in one queue counts as three in another; when both come to the same, the earlier call is first."""
    await world.router.configure({"first": QueueRules(), "second": QueueRules(weight=3.0)})
    await world.arrive("a", "first")
    await world.at(600)
    await world.arrive("b", "second")
    await world.at(now_ms)
    await world.ready("ana", "first", "second")
    assert await offered(world) == [(first, "ana")]


async def test_an_advisor_takes_the_next_call_for_which_they_may_be_rung(world: CampaignRig) -> None:
    """A call that waits for better advisors holds up nobody of another queue."""
    await world.router.configure({"first": QueueRules(bands=EXPERTS_FIRST)})
    await world.arrive("a", "first")
    await world.at(1)
    await world.arrive("b", "second")
    await world.ready("ana", first=5, second=5)
    assert await offered(world) == [("b", "ana")]


# Configuring


async def test_new_rules_hold_for_all_who_are_ready_already(world: CampaignRig) -> None:
    """Nobody need come in again."""
    await world.ready("ana", general=3)
    await world.at(1)
    await world.ready("luz", general=8)
    await choose_by(world, "best_level")
    assert await rung(world, "a") == "luz"


async def test_new_rules_hold_for_all_who_wait_already(world: CampaignRig) -> None:
    """Who may be rung by the new rules is rung in the same act; who is to wait for a band waits for it."""
    await choose_by(world, "longest_idle", [LevelBand(after_ms=0, level=8)])
    await world.ready("ana", general=5)
    await world.arrive("a")
    await choose_by(world, "longest_idle", EXPERTS_FIRST)
    assert await world.redis.zrange(world.key("timers"), 0, -1) == [b"band:a"]
    await world.arrive("b")
    await choose_by(world, "longest_idle")
    assert await offered(world) == [("a", "ana")]
    assert await world.redis.zrange(world.key("timers"), 0, -1) == [b"offer:a"]
    await world.ready("luz", general=1)
    assert await offered(world) == [("a", "ana"), ("b", "luz")]


async def test_rules_that_are_in_force_change_nothing(world: CampaignRig) -> None:
    """Configuring at every start costs nothing; a queue that is not named keeps its rules."""
    await choose_by(world, "best_level")
    await world.router.configure({"another": QueueRules(strategy="random")})
    await world.ready("ana", general=3)
    await world.at(1)
    await world.ready("luz", general=8)
    before = await world.redis.get(world.key("campaign"))
    await choose_by(world, "best_level")
    await world.router.configure({})
    assert await world.redis.get(world.key("campaign")) == before
    assert await rung(world, "a") == "luz"


async def test_rules_outlive_a_recovery(world: CampaignRig) -> None:
    """They are the site's, not the journal's; nobody who was ready before still is."""
    await choose_by(world, "longest_idle", EXPERTS_FIRST)
    await world.ready("ana", general=2)
    await world.wait_in("own", advisor="luz")
    await world.router.restore(2, {}, [], not_before=world.moment(0), site_version="s", request_id="r")
    assert await world.redis.keys(world.key("ready:*")) == await world.redis.keys(world.key("waiting:*")) == []
    await world.ready("luz", general=2)
    assert (await world.router.floor()).calls == {}
