"""The log as a whole: its counts, its ids, its recovery, and what the snapshot says of it."""

import pytest
import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from call_router import library
from call_router.acts import AdvisorPhone, LogEntry
from call_router.errors import EpochPassed, LeaseLost, MemoryScarce, RouterAway, RouterError
from call_router.routing import Release
from call_router.service import CallRouter
from eventlog.facts import AdvisorStateChanged, SiteImported, StateRestored, TrafficRefused
from storage.valkey import read_memory, replies_by_server
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import (
    CAMPAIGN,
    GATEWAY,
    LINE,
    QUEUE,
    THRESHOLD_MS,
    CampaignRig,
    call_ended,
    call_ingressed,
    fact_kinds,
)
from tests.support.servers.valkey_memory import changed_memory_limit

pytestmark = pytest.mark.integration
WITHIN = f"answered_within|{LINE}|{QUEUE}"


async def _answered_after(world: CampaignRig, wait_ms: int) -> dict[str, int]:
    await world.arrive("a")
    await world.at(wait_ms)
    await world.ready("ana")
    await world.answer("a", "ana")
    return await world.router.totals()


async def test_a_fact_that_stands_for_many_calls_is_counted_by_how_many(world: CampaignRig) -> None:
    """One entry, and one step of the total, however many calls were refused."""
    refused = TrafficRefused(line="", source="203.0.113.9", reason="rate", calls=28_080, since_ms=1)
    await world.router.append([refused, refused], actor="gateway:g1", site_version="s")
    assert (await world.router.totals())["traffic_refused||rate"] == 56_160


@pytest.mark.parametrize(("wait_ms", "within"), [(0, 1), (THRESHOLD_MS, 1), (THRESHOLD_MS + 1, 0)])
async def test_a_wait_of_exactly_the_threshold_is_within_it(world: CampaignRig, wait_ms: int, within: int) -> None:
    """The bound of the service level is inclusive, to the millisecond."""
    totals = await _answered_after(world, wait_ms)
    assert totals.get(WITHIN, 0) == within
    assert totals[f"wait_sum_ms|{LINE}|{QUEUE}"] == wait_ms
    bucket = {0: 1_000, THRESHOLD_MS: 20_000, THRESHOLD_MS + 1: 30_000}[wait_ms]
    assert {name for name in totals if name.startswith("waited|")} == {f"waited|{LINE}|{QUEUE}|{bucket}"}


async def test_totals_are_the_fold_of_the_log(world: CampaignRig) -> None:
    """Every counter, of facts made here or there, is what the journal would give."""
    await world.ready("ana")
    await world.arrive("a")
    await world.decline("a")
    await world.ready("luz")
    await world.answer("a", "luz", offer=2)
    await world.end("a", "answered")
    await world.ready("ana")
    await world.arrive("b")
    await world.end("b")
    assert await world.router.totals() == fold_totals(await world.log())


async def test_ids_are_a_counter_without_gaps(world: CampaignRig) -> None:
    """Facts are numbered in their epoch one by one, whoever makes them."""
    await world.ready("ana")
    await world.arrive("a")
    await world.end("a")
    log = await world.log()
    assert [entry.id for entry in log] == [f"1-{n}" for n in range(1, len(log) + 1)]


async def test_append_writes_facts_outside_calls(world: CampaignRig) -> None:
    """An imported site is a fact of the log, and the site that advisors' facts bear from then on."""
    now = await world.router.append([SiteImported(digest="d")], actor="system", site_version="site-9")
    await world.ready("ana")
    imported, changed = await world.log()
    assert (imported.fact, imported.actor, imported.call_id) == (SiteImported(digest="d"), "system", "")
    assert now == imported.at
    assert (imported.site_version, changed.site_version) == ("site-9", "site-9")


async def test_an_empty_campaign_has_an_empty_snapshot(world: CampaignRig) -> None:
    """Nothing is there before anything happened."""
    snapshot = await world.router.snapshot()
    assert (snapshot.now, snapshot.queues, snapshot.advisors, snapshot.open_calls) == (world.moment(0), (), {}, 0)


async def test_snapshot_counts_waiting_ringing_and_states_by_queue(world: CampaignRig) -> None:
    """Calls that ring still wait; an advisor counts in each queue that is served."""
    await world.ready("ana", "first", "second")
    await world.arrive("a", "first")
    await world.at(3_000)
    await world.arrive("b", "first")
    await world.ready("luz", "second")
    await world.at(4_000)
    snapshot = await world.router.snapshot()
    assert [(queue.queue, queue.waiting, queue.longest_s) for queue in snapshot.queues] == [
        ("first", 2, 4.0),
        ("second", 0, 0.0),
    ]
    assert snapshot.advisors == {("first", "offered"): 1, ("second", "offered"): 1, ("second", "available"): 1}
    assert snapshot.open_calls == 2


async def test_campaigns_do_not_touch_each_other(world: CampaignRig) -> None:
    """Another campaign in the same Valkey has its own calls, advisors and log."""
    other = CallRouter(world.redis, "otra")
    await world.arrive("a")
    assert await other.ready(AdvisorPhone(id="ana", address="sip:ana@x", queues={QUEUE: 5})) == "available"
    assert (await other.load("a")).version == 0
    assert await world.mail() == []


async def _restore(world: CampaignRig, epoch: int = 2, request: str = "r") -> None:
    entries = [
        LogEntry(fact=call_ended("technical_failure"), actor="system", site_version="site-1", call_id="a"),
        LogEntry(
            fact=StateRestored(epoch=epoch, journal_head="1-99", calls_closed=1), actor="system", site_version="site-1"
        ),
    ]
    await world.router.restore(
        epoch,
        {f"ingressed|{LINE}": 41},
        entries,
        not_before=world.moment(90_000),
        site_version="site-1",
        request_id=request,
    )


async def test_restore_begins_a_new_epoch_with_the_journals_counts(world: CampaignRig) -> None:
    """Calls, queues, advisors, timers, mail, persons are forgotten; counters are the journal's and the new facts'."""
    await world.commit(world.act("p", person={"r": b"secret"}))
    await world.ready("ana")
    await world.arrive("a")
    await world.arrive("b")
    await _restore(world)
    assert [(entry.id, entry.call_id) for entry in await world.log()] == [("2-1", "a"), ("2-2", "")]
    assert await world.router.totals() == {f"ingressed|{LINE}": 41, f"outcome|{LINE}|technical_failure": 1}
    snapshot = await world.router.snapshot()
    assert (snapshot.queues, snapshot.advisors, snapshot.open_calls) == ((), {}, 0)
    assert (await world.router.load("a")).version == 0
    left = {key.partition(":")[2] for key in await world.keys()}
    assert left == {"campaign", "log", "totals", "buried"}


async def test_restore_does_not_let_the_clock_fall_behind_the_journal(world: CampaignRig) -> None:
    """What comes after the recovery is later than all that was journaled."""
    await _restore(world)
    await world.ready("ana")
    assert [entry.at for entry in await world.log()] == [world.moment(90_000)] * 3


async def test_restore_takes_the_gateways_leases(world: CampaignRig) -> None:
    """A gateway whose calls were closed must end: it acts no more, under this name never again."""
    await _restore(world)
    with pytest.raises(LeaseLost):
        await world.open("b")
    with pytest.raises(LeaseLost):
        await world.router.acquire_lease(GATEWAY, 1_000)


async def test_restore_happens_once(world: CampaignRig) -> None:
    """A retry changes nothing; another recovery into the same epoch, or an older one, is refused."""
    await _restore(world)
    await world.ready("ana")
    await _restore(world)
    assert len(await world.log()) == 3
    for epoch in (1, 2):
        with pytest.raises(EpochPassed):
            await _restore(world, epoch, "another")


async def test_life_goes_on_after_restore(world: CampaignRig) -> None:
    """Queues and advisors work as before in the new epoch, and counts stay the fold."""
    await world.arrive("a")
    await _restore(world)
    await world.router.acquire_lease("pyvoip-2", 1_000_000)
    await world.open("b", gateway="pyvoip-2")
    assert await world.ready("ana") == "available"
    assert fact_kinds(await world.facts())[-2:] == ["CallIngressed", "AdvisorStateChanged"]
    assert (await world.router.totals())[f"ingressed|{LINE}"] == 42


async def test_install_loads_once_and_replaces_another_text(valkey: redis.Redis) -> None:
    """The library is loaded if it is missing or different, and left alone if it is there to the letter."""
    router = CallRouter(valkey, CAMPAIGN)
    await valkey.function_load(f"#!lua name={library.NAME}\nredis.register_function('old', function() return 1 end)")
    await router.install()
    await router.install()
    for [found] in replies_by_server(await valkey.function_list(library.NAME, withcode=True)):
        assert library.library_text().encode() in found
    assert (await router.load("nobody")).version == 0


async def test_without_the_library_the_router_is_away(valkey: redis.Redis) -> None:
    """A Valkey that does not know us cannot be worked with, which may pass."""
    with pytest.raises(RouterAway) as caught:
        await CallRouter(valkey, CAMPAIGN).load("a")
    assert caught.value.retryable


async def test_an_unreachable_valkey_is_the_router_away() -> None:
    """No vendor's exception leaves this room."""
    client = redis.Redis(unix_socket_path="/nowhere/valkey.sock", retry=Retry(NoBackoff(), 0))
    with pytest.raises(RouterAway):
        await CallRouter(client, CAMPAIGN).tick()
    await client.aclose()


@pytest.mark.one_server
async def test_a_full_valkey_takes_no_new_call_but_lets_calls_end(world: CampaignRig) -> None:
    """When memory is used up, what gives something back still works."""
    await world.ready("ana")
    await world.arrive("a")
    async with changed_memory_limit(world.redis) as set_limit:
        await set_limit("1mb")
        with pytest.raises(RouterAway):
            await world.open("b")
        await world.router.tick()
        await world.end("a")
    assert (await world.states())["ana"] == "available"


async def test_a_server_that_is_far_from_its_limit_takes_every_call(world: CampaignRig) -> None:
    """The campaign's own server is asked, also in a cluster, where the tests' servers have no limit at all."""
    used, limit = await read_memory(world.redis, world.key("log"))
    assert 0 < used < (limit or used + 1)
    assert await world.router.judge_memory(10_000) is False
    await world.open("a")


@pytest.mark.one_server
async def test_no_call_opens_while_memory_is_scarce_and_open_ones_go_on(world: CampaignRig) -> None:
    """From 80 % of a real limit on; below 75 % calls are taken again, and what opened goes on throughout."""
    await world.ready("ana")
    await world.open("a")
    async with changed_memory_limit(world.redis) as set_limit:
        await set_limit(await _limit_at(world, 83))
        assert await world.router.judge_memory(10_000) is True
        with pytest.raises(MemoryScarce):
            await world.open("b")
        await world.enqueue("a")
        await world.answer("a", "ana")
        await set_limit(await _limit_at(world, 77))
        assert await world.router.judge_memory(10_000) is True  # not let in by turns
        await set_limit(await _limit_at(world, 60))
        assert await world.router.judge_memory(10_000) is False
        await world.open("b")
        await world.end("a")


async def _limit_at(world: CampaignRig, percent: int) -> int:
    """Return the limit of which what is used now is so much."""
    used, _ = await read_memory(world.redis, "x")
    return used * 100 // percent


@pytest.mark.one_server
async def test_a_full_valkey_still_hears_that_its_memory_is_scarce(world: CampaignRig) -> None:
    """Beyond its limit the refusal is said all the same, and a call that is refused ends in the log."""
    async with changed_memory_limit(world.redis) as set_limit:
        await set_limit("1mb")
        assert await world.router.judge_memory(10_000) is True
        with pytest.raises(RouterAway):  # Valkey itself refuses to run what may use more
            await world.open("b")
        await world.commit(world.act("b", call_ingressed(), call_ended("capacity_rejected"), routing=Release()))
    assert (await world.router.totals())[f"outcome|{LINE}|capacity_rejected"] == 1


@pytest.mark.one_server
async def test_a_retry_of_what_opened_is_answered_though_memory_is_scarce_by_now(world: CampaignRig) -> None:
    """An act whose answer was lost is no new call."""
    act = world.act("a", call_ingressed())
    first = await world.commit(act, "the-same")
    await world.redis.set(world.key("full"), 1, px=60_000)
    assert await world.router.commit(act, "the-same") == first


@pytest.mark.one_server
async def test_the_refusal_ends_by_itself_when_no_router_looks(world: CampaignRig) -> None:
    """The key that refuses lives no longer than it is said to."""
    async with changed_memory_limit(world.redis) as set_limit:
        await set_limit("1mb")
        await world.router.judge_memory(10_000)
    assert 0 < await world.redis.pttl(world.key("full")) <= 10_000


async def test_what_valkey_does_not_understand_is_an_error_of_ours(world: CampaignRig) -> None:
    """A broken key is reported as such, not as being away."""
    await world.redis.delete(world.key("campaign"))
    await world.redis.hset(world.key("campaign"), "not", "a row")
    with pytest.raises(RouterError) as caught:
        await world.router.load("a")
    assert not caught.value.retryable


async def test_every_key_is_in_the_map_of_the_library(world: CampaignRig) -> None:
    """The header of the library names each key that it makes, and each key has the campaign's tag."""
    await world.commit(world.act("p", person={"r": b"x"}))
    await world.ready("ana")
    await world.arrive("a")
    await world.arrive("b")
    await world.router.append([SiteImported(digest="d")], actor="system", site_version="s")
    await world.router.acquire_lease("doomed", 1)
    await world.open("c", gateway="doomed")
    await world.at(1)
    await world.router.tick()
    await world.ready("luz")
    await world.ready("eva")
    keys = await world.keys()
    assert len(keys) > 18
    for key in keys:
        tag, kind, *_ = key.split(":")
        assert tag == f"{{{CAMPAIGN}}}"
        assert f"  {{c}}:{kind}" in library.library_text()


async def test_a_paused_advisor_is_in_the_snapshot(world: CampaignRig) -> None:
    """States are those of the log."""
    await world.ready("ana")
    await world.router.pause("ana", "almuerzo")
    assert (await world.router.snapshot()).advisors == {(QUEUE, "paused"): 1}
    assert isinstance((await world.facts())[-1], AdvisorStateChanged)
