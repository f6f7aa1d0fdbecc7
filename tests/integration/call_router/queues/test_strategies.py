"""The ready advisor that a queue rings, the levels that a call may reach by then, and the order of calls."""

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


async def choose_by(rig: CampaignRig, strategy: Strategy, bands: Sequence[LevelBand] = QueueRules().bands) -> None:
    """Set the queue's strategy and bands."""
    await rig.router.configure({QUEUE: QueueRules(strategy=strategy, bands=tuple(bands))})


async def rung(rig: CampaignRig, call: str) -> str:
    """Let a call enter; return the advisor who is rung for it, or an empty text."""
    before = await rig.fact_count()
    await rig.arrive(call, wrap_up_ms=0)
    return next((fact.advisor for fact in await rig.last_facts(before) if isinstance(fact, AdvisorOffered)), "")


async def served_by(rig: CampaignRig, call: str) -> str:
    """Let a call enter, be answered by the advisor offered, and end at once; return the advisor."""
    advisor = await rung(rig, call)
    await rig.answer(call, advisor)
    await rig.end(call, "answered")
    return advisor


async def offered(rig: CampaignRig) -> list[tuple[str, str]]:
    """Return each call and the advisor to whom it was offered, in order."""
    return [(signal.call_id, signal.advisor) for signal in await rig.mailbox() if isinstance(signal, AdvisorChosen)]


# Strategies


async def test_longest_idle_ignores_levels(rig: CampaignRig) -> None:
    """Levels alone decide nothing, and a queue without configuration works the same way."""
    await rig.ready("luz", general=2)
    await rig.set_time(1)
    await rig.ready("ana", general=9)
    assert await served_by(rig, "a") == "luz"
    await choose_by(rig, "longest_idle")
    await rig.set_time(2)
    assert [await rung(rig, "b"), await rung(rig, "c")] == ["ana", "luz"]


async def test_less_busy_advisor_goes_first_even_if_they_came_later(rig: CampaignRig) -> None:
    """A less busy advisor goes first even if they came later, and going off duty resets the count."""
    await choose_by(rig, "fewest_calls")
    await rig.ready("ana")
    assert await served_by(rig, "a") == "ana"
    await rig.set_time(10)
    await rig.ready("luz")
    assert await served_by(rig, "b") == "luz"
    await rig.set_time(20)
    await rig.router.go_offline("ana")
    await rig.ready("ana")
    assert await served_by(rig, "c") == "ana"
    assert await rung(rig, "d") == "luz"


async def test_fewest_calls_among_equals_rings_the_longest_idle(rig: CampaignRig) -> None:
    """A declined offer does not count as an answered call."""
    await choose_by(rig, "fewest_calls")
    await rig.ready("luz")
    await rig.set_time(1)
    await rig.ready("ana")
    assert await rung(rig, "a") == "luz"
    await rig.decline("a")
    await rig.answer("a", "ana", offer=2)
    await rig.end("a", "answered")
    await rig.set_time(2)
    await rig.ready("luz")
    assert await rung(rig, "b") == "luz"


async def test_round_robin_rings_least_recently_offered_advisor(rig: CampaignRig) -> None:
    """Turns do not depend on idle time, and an offer that ended without a miss is a turn too."""
    await choose_by(rig, "round_robin")
    for advisor in ("ana", "luz", "sol"):
        await rig.ready(advisor)
    await rig.set_time(1)
    assert await served_by(rig, "a") == "ana"
    assert await rung(rig, "b") == "luz"
    await rig.end("b")  # luz keeps her idle time, which is longer than ana's
    assert await served_by(rig, "c") == "sol"
    assert [await served_by(rig, "d"), await served_by(rig, "e")] == ["ana", "luz"]


async def test_draw_depends_on_log_position_and_call_counted_by_band_and_id(rig: CampaignRig) -> None:
    """The draw depends on the log's position and the call, counted by band and id, so the log predicts it."""
    await choose_by(rig, "random", EXPERTS_FIRST)
    for advisor, level in {"sol": 9, "ana": 5, "eva": 9, "luz": 5}.items():
        await rig.ready(advisor, general=level)
    chosen = []
    for number in range(16):
        call = f"call-{number}"
        await rig.enqueue_with(call, head_start_ms=20_000, wrap_up_ms=0)
        entry = next(
            entry for entry in await rig.log() if isinstance(entry.fact, AdvisorOffered) and entry.call_id == call
        )
        drawn = sha1(f"{int(entry.id.partition('-')[2]) - 1}:{call}".encode()).hexdigest()[:8]
        chosen.append(entry.fact.advisor)
        assert chosen[-1] == ("eva", "sol", "ana", "luz")[int(drawn, 16) % 4]
        await rig.answer(call, chosen[-1])
        await rig.end(call, "answered")
    assert set(chosen) == {"ana", "eva", "luz", "sol"}


async def test_advisors_of_closed_band_take_no_part_in_draw(rig: CampaignRig) -> None:
    """Advisors of a closed band take no part in the draw."""
    await choose_by(rig, "random", EXPERTS_FIRST)
    await rig.ready("ana", general=5)
    await rig.ready("luz", general=9)
    assert [await rung(rig, call) for call in ("a", "b")] == ["luz", ""]


async def test_best_level_rings_the_best_and_among_equals_the_longest_idle(rig: CampaignRig) -> None:
    """The level comes first, then the idle time."""
    await choose_by(rig, "best_level")
    for at, (advisor, level) in enumerate([("eva", 3), ("luz", 9), ("ana", 9), ("sol", 10)]):
        await rig.set_time(at)
        await rig.ready(advisor, general=level)
    assert [await rung(rig, call) for call in ("a", "b", "c", "d", "e")] == ["sol", "luz", "ana", "eva", ""]


async def test_each_queue_ranks_the_same_advisor_by_its_own_level(rig: CampaignRig) -> None:
    """The best advisor of one queue may be the last of another."""
    rules = QueueRules(strategy="best_level")
    await rig.router.configure({"first": rules, "second": rules})
    await rig.ready("ana", first=9, second=2)
    await rig.ready("luz", first=4, second=7)
    await rig.arrive("a", "second")
    await rig.arrive("b", "first")
    assert await offered(rig) == [("a", "luz"), ("b", "ana")]


@pytest.mark.parametrize("levels", [{QUEUE: 0}, {QUEUE: 11}])
async def test_a_level_is_one_to_ten(rig: CampaignRig, levels: dict[str, int]) -> None:
    """Another level is refused before any write."""
    with pytest.raises(ValueError, match="1 to 10"):
        await rig.ready("ana", **levels)
    assert await rig.fact_count() == 0


# Bands


async def test_a_lower_level_is_rung_only_after_the_wait_that_its_band_asks_for(rig: CampaignRig) -> None:
    """The band opens at its very millisecond and not before, by a tick alone."""
    await choose_by(rig, "longest_idle", EXPERTS_FIRST)
    await rig.ready("ana", general=5)
    await rig.arrive("a")
    for ms in (0, 9_999):
        await rig.set_time(ms)
        await rig.router.tick()
        assert await offered(rig) == []
    await rig.set_time(10_000)
    await rig.router.tick()
    assert await offered(rig) == [("a", "ana")]


async def test_advisor_below_last_band_is_never_rung(rig: CampaignRig) -> None:
    """The last band is the limit: an advisor below it serves the queue and gets no call of it."""
    await choose_by(rig, "longest_idle", EXPERTS_FIRST)
    await rig.ready("ana", general=1)
    await rig.arrive("a")
    await rig.set_time(10_000_000)
    await rig.router.tick()
    assert await offered(rig) == []
    assert await rig.redis.zcard(rig.key("timers")) == 0
    await rig.ready("luz", general=2)
    assert await offered(rig) == [("a", "luz")]


async def test_late_advisor_is_rung_if_band_is_open(rig: CampaignRig) -> None:
    """The wait at that moment counts, whether or not a timer was served."""
    await choose_by(rig, "longest_idle", EXPERTS_FIRST)
    await rig.arrive("a")
    await rig.set_time(9_999)
    await rig.ready("ana", general=5)
    assert await offered(rig) == []
    await rig.set_time(30_000)
    await rig.ready("luz", general=2)
    assert await offered(rig) == [("a", "ana")]


async def test_among_open_bands_the_score_decides_and_among_equals_the_better_band(rig: CampaignRig) -> None:
    """The band decides who may be rung, and the strategy who is; equal idle times go to the better band."""
    await choose_by(rig, "longest_idle", EXPERTS_FIRST)
    await rig.ready("ana", general=2)
    await rig.set_time(1)
    await rig.ready("eva", general=5)
    await rig.ready("luz", general=9)
    await rig.enqueue_with("a", head_start_ms=30_000)
    await rig.enqueue_with("b", head_start_ms=30_000)
    assert await offered(rig) == [("a", "ana"), ("b", "luz")]


async def test_each_call_waits_for_its_own_bands(rig: CampaignRig) -> None:
    """The first call opens the second band for itself, not for the call behind it."""
    await choose_by(rig, "longest_idle", EXPERTS_FIRST)
    await rig.arrive("a")
    await rig.set_time(5_000)
    await rig.arrive("b")
    await rig.ready("ana", general=5)
    await rig.ready("luz", general=5)
    for ms in (10_000, 14_999):
        await rig.set_time(ms)
        await rig.router.tick()
        assert await offered(rig) == [("a", "ana")]
    await rig.set_time(15_000)
    await rig.router.tick()
    assert await offered(rig) == [("a", "ana"), ("b", "luz")]


async def test_a_head_start_opens_bands_sooner(rig: CampaignRig) -> None:
    """The wait includes the head start."""
    await choose_by(rig, "longest_idle", EXPERTS_FIRST)
    await rig.ready("ana", general=5)
    await rig.enqueue_with("a", head_start_ms=6_000)
    await rig.set_time(3_999)
    await rig.router.tick()
    assert await offered(rig) == []
    await rig.set_time(4_000)
    await rig.router.tick()
    assert await offered(rig) == [("a", "ana")]


async def test_bands_open_on_while_a_phone_rings(rig: CampaignRig) -> None:
    """After each declined offer the call rings at all advisors for whom it has waited long enough."""
    await choose_by(rig, "longest_idle", EXPERTS_FIRST)
    await rig.ready("ana", general=9)
    await rig.ready("luz", general=5)
    await rig.arrive("a")
    await rig.set_time(RING_MS)
    await rig.router.tick()
    await rig.decline("a", reason="no_answer")
    assert await offered(rig) == [("a", "ana"), ("a", "luz")]


async def test_a_call_that_left_waits_for_no_band(rig: CampaignRig) -> None:
    """A call that is answered, or ends while it waits or rings, leaves no timers."""
    await choose_by(rig, "longest_idle", EXPERTS_FIRST)
    await rig.arrive("a")
    assert await rig.redis.zrange(rig.key("timers"), 0, -1) == [b"band:a"]
    await rig.end("a")
    assert await rig.redis.zcard(rig.key("timers")) == 0
    await rig.ready("ana", general=9)
    await rig.arrive("b")
    await rig.end("b")
    assert await rig.redis.zcard(rig.key("timers")) == 0
    await rig.arrive("c", wrap_up_ms=0)
    await rig.answer("c", "ana")
    assert await rig.redis.zcard(rig.key("timers")) == 0


# Order of the calls


async def test_head_start_gives_priority_without_starvation(rig: CampaignRig) -> None:
    """The call counts as arrived that much earlier: before later calls, behind earlier ones."""
    await rig.arrive("plain")
    await rig.set_time(10_000)
    await rig.enqueue_with("same", head_start_ms=10_000)
    await rig.set_time(15_000)
    await rig.enqueue_with("late", head_start_ms=10_000)
    await rig.set_time(19_000)
    await rig.enqueue_with("early", head_start_ms=16_000)
    for advisor in ("ana", "eva", "luz", "sol"):
        await rig.ready(advisor)
    assert [call for call, _ in await offered(rig)] == ["plain", "same", "early", "late"]


@pytest.mark.parametrize(
    ("now_ms", "first"),
    [(800, "a"), (899, "a"), (900, "a"), (901, "b"), (1_000, "b")],
)
async def test_the_weight_of_a_queue_multiplies_its_wait(rig: CampaignRig, now_ms: int, first: str) -> None:
    """A second in one queue counts as three in another; of equal values the earlier call is first."""
    await rig.router.configure({"first": QueueRules(), "second": QueueRules(weight=3.0)})
    await rig.arrive("a", "first")
    await rig.set_time(600)
    await rig.arrive("b", "second")
    await rig.set_time(now_ms)
    await rig.ready("ana", "first", "second")
    assert await offered(rig) == [(first, "ana")]


async def test_an_advisor_takes_the_next_call_for_which_they_may_be_rung(rig: CampaignRig) -> None:
    """A call that waits for better advisors does not block another queue."""
    await rig.router.configure({"first": QueueRules(bands=EXPERTS_FIRST)})
    await rig.arrive("a", "first")
    await rig.set_time(1)
    await rig.arrive("b", "second")
    await rig.ready("ana", first=5, second=5)
    assert await offered(rig) == [("b", "ana")]


# Configuring


async def test_new_rules_apply_to_ready_advisors(rig: CampaignRig) -> None:
    """The advisors need not sign in again."""
    await rig.ready("ana", general=3)
    await rig.set_time(1)
    await rig.ready("luz", general=8)
    await choose_by(rig, "best_level")
    assert await rung(rig, "a") == "luz"


async def test_advisors_whom_new_rules_admit_are_rung_in_same_act(rig: CampaignRig) -> None:
    """Advisors whom the new rules admit are rung in the same act; other calls wait for their band."""
    await choose_by(rig, "longest_idle", [LevelBand(after_ms=0, level=8)])
    await rig.ready("ana", general=5)
    await rig.arrive("a")
    await choose_by(rig, "longest_idle", EXPERTS_FIRST)
    assert await rig.redis.zrange(rig.key("timers"), 0, -1) == [b"band:a"]
    await rig.arrive("b")
    await choose_by(rig, "longest_idle")
    assert await offered(rig) == [("a", "ana")]
    assert await rig.redis.zrange(rig.key("timers"), 0, -1) == [b"offer:a"]
    await rig.ready("luz", general=1)
    assert await offered(rig) == [("a", "ana"), ("b", "luz")]


async def test_rules_that_are_in_force_change_nothing(rig: CampaignRig) -> None:
    """Configuration at each start writes nothing, and a queue that is not named keeps its rules."""
    await choose_by(rig, "best_level")
    await rig.router.configure({"another": QueueRules(strategy="random")})
    await rig.ready("ana", general=3)
    await rig.set_time(1)
    await rig.ready("luz", general=8)
    before = await rig.redis.get(rig.key("campaign"))
    await choose_by(rig, "best_level")
    await rig.router.configure({})
    assert await rig.redis.get(rig.key("campaign")) == before
    assert await rung(rig, "a") == "luz"


async def test_rules_outlive_a_recovery(rig: CampaignRig) -> None:
    """The rules belong to the site and not to the journal; no advisor is ready after a recovery."""
    await choose_by(rig, "longest_idle", EXPERTS_FIRST)
    await rig.ready("ana", general=2)
    await rig.enqueue_with("own", advisor="luz")
    await rig.router.restore(2, {}, [], not_before=rig.moment(0), site_version="s", request_id="r")
    assert await rig.redis.keys(rig.key("ready:*")) == await rig.redis.keys(rig.key("waiting:*")) == []
    await rig.ready("luz", general=2)
    assert (await rig.router.floor()).calls == {}
