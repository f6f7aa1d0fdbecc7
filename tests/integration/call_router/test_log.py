"""The log as a whole: its counts, its ids, its recovery, and the snapshot."""

import pytest
import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from call_router import library
from call_router.acts import AdvisorPhone, LogEntry
from call_router.errors import EpochPassed, LeaseLost, MemoryScarce, RouterAway, RouterError
from call_router.routing import ReleaseCall
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


async def _answered_after(rig: CampaignRig, wait_ms: int) -> dict[str, int]:
    await rig.arrive("a")
    await rig.set_time(wait_ms)
    await rig.ready("ana")
    await rig.answer("a", "ana")
    return await rig.router.totals()


async def test_a_fact_that_stands_for_many_calls_is_counted_by_how_many(rig: CampaignRig) -> None:
    """The fact is one entry, and raises the total by the number of refused calls."""
    refused = TrafficRefused(line="", source="203.0.113.9", reason="rate", calls=28_080, since_ms=1)
    await rig.router.append([refused, refused], actor="gateway:g1", site_version="s")
    assert (await rig.router.totals())["traffic_refused||rate"] == 56_160


@pytest.mark.parametrize(("wait_ms", "within"), [(0, 1), (THRESHOLD_MS, 1), (THRESHOLD_MS + 1, 0)])
async def test_a_wait_of_exactly_the_threshold_is_within_it(rig: CampaignRig, wait_ms: int, within: int) -> None:
    """The limit of the service level is inclusive, to the millisecond."""
    totals = await _answered_after(rig, wait_ms)
    assert totals.get(WITHIN, 0) == within
    assert totals[f"wait_sum_ms|{LINE}|{QUEUE}"] == wait_ms
    bucket = {0: 1_000, THRESHOLD_MS: 20_000, THRESHOLD_MS + 1: 30_000}[wait_ms]
    assert {name for name in totals if name.startswith("waited|")} == {f"waited|{LINE}|{QUEUE}|{bucket}"}


async def test_totals_are_the_fold_of_the_log(rig: CampaignRig) -> None:
    """Each counter equals the fold of the journal, for facts of the library and of its callers."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.decline("a")
    await rig.ready("luz")
    await rig.answer("a", "luz", offer=2)
    await rig.end("a", "answered")
    await rig.ready("ana")
    await rig.arrive("b")
    await rig.end("b")
    assert await rig.router.totals() == fold_totals(await rig.log())


async def test_ids_are_a_counter_without_gaps(rig: CampaignRig) -> None:
    """Facts have consecutive numbers in their epoch, from all writers."""
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.end("a")
    log = await rig.log()
    assert [entry.id for entry in log] == [f"1-{n}" for n in range(1, len(log) + 1)]


async def test_append_writes_facts_outside_calls(rig: CampaignRig) -> None:
    """An imported site is a fact of the log, and the site of later facts of advisors."""
    now = await rig.router.append([SiteImported(digest="d")], actor="system", site_version="site-9")
    await rig.ready("ana")
    imported, changed = await rig.log()
    assert (imported.fact, imported.actor, imported.call_id) == (SiteImported(digest="d"), "system", "")
    assert now == imported.at
    assert (imported.site_version, changed.site_version) == ("site-9", "site-9")


async def test_an_empty_campaign_has_an_empty_snapshot(rig: CampaignRig) -> None:
    """All counts are zero."""
    snapshot = await rig.router.snapshot()
    assert (snapshot.now, snapshot.queues, snapshot.advisors, snapshot.open_calls) == (rig.moment(0), (), {}, 0)


async def test_snapshot_counts_waiting_ringing_and_states_by_queue(rig: CampaignRig) -> None:
    """Ringing calls still wait, and an advisor counts in each queue that they serve."""
    await rig.ready("ana", "first", "second")
    await rig.arrive("a", "first")
    await rig.set_time(3_000)
    await rig.arrive("b", "first")
    await rig.ready("luz", "second")
    await rig.set_time(4_000)
    snapshot = await rig.router.snapshot()
    assert [(queue.queue, queue.waiting, queue.longest_s) for queue in snapshot.queues] == [
        ("first", 2, 4.0),
        ("second", 0, 0.0),
    ]
    assert snapshot.advisors == {("first", "offered"): 1, ("second", "offered"): 1, ("second", "available"): 1}
    assert snapshot.open_calls == 2


async def test_campaigns_do_not_touch_each_other(rig: CampaignRig) -> None:
    """Another campaign in the same Valkey has its own calls, advisors and log."""
    other = CallRouter(rig.redis, "otra")
    await rig.arrive("a")
    assert await other.ready(AdvisorPhone(id="ana", address="sip:ana@x", queues={QUEUE: 5})) == "available"
    assert (await other.load("a")).version == 0
    assert await rig.mailbox() == []


async def _restore(rig: CampaignRig, epoch: int = 2, request: str = "r") -> None:
    entries = [
        LogEntry(fact=call_ended("technical_failure"), actor="system", site_version="site-1", call_id="a"),
        LogEntry(
            fact=StateRestored(epoch=epoch, journal_head="1-99", calls_closed=1), actor="system", site_version="site-1"
        ),
    ]
    await rig.router.restore(
        epoch,
        {f"ingressed|{LINE}": 41},
        entries,
        not_before=rig.moment(90_000),
        site_version="site-1",
        request_id=request,
    )


async def test_restore_begins_a_new_epoch_with_the_journals_counts(rig: CampaignRig) -> None:
    """Calls, queues, advisors, timers, mail and persons are gone; counters are the journal's plus the new facts'."""
    await rig.commit(rig.act("p", person={"r": b"secret"}))
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.arrive("b")
    await _restore(rig)
    assert [(entry.id, entry.call_id) for entry in await rig.log()] == [("2-1", "a"), ("2-2", "")]
    assert await rig.router.totals() == {f"ingressed|{LINE}": 41, f"outcome|{LINE}|technical_failure": 1}
    snapshot = await rig.router.snapshot()
    assert (snapshot.queues, snapshot.advisors, snapshot.open_calls) == ((), {}, 0)
    assert (await rig.router.load("a")).version == 0
    kinds = {key.partition(":")[2] for key in await rig.keys()}
    assert kinds == {"campaign", "log", "totals", "buried"}


async def test_restore_does_not_let_the_clock_fall_behind_the_journal(rig: CampaignRig) -> None:
    """Facts after the recovery are later than all journaled ones."""
    await _restore(rig)
    await rig.ready("ana")
    assert [entry.at for entry in await rig.log()] == [rig.moment(90_000)] * 3


async def test_restore_takes_the_gateways_leases(rig: CampaignRig) -> None:
    """A gateway whose calls were closed must end: its name is never accepted again."""
    await _restore(rig)
    with pytest.raises(LeaseLost):
        await rig.open("b")
    with pytest.raises(LeaseLost):
        await rig.router.acquire_lease(GATEWAY, 1_000)


async def test_restore_happens_once(rig: CampaignRig) -> None:
    """A retry changes nothing, and another recovery into the same or an older epoch is refused."""
    await _restore(rig)
    await rig.ready("ana")
    await _restore(rig)
    assert len(await rig.log()) == 3
    for epoch in (1, 2):
        with pytest.raises(EpochPassed):
            await _restore(rig, epoch, "another")


async def test_life_goes_on_after_restore(rig: CampaignRig) -> None:
    """Queues and advisors work as before in the new epoch, and counts stay the fold."""
    await rig.arrive("a")
    await _restore(rig)
    await rig.router.acquire_lease("pyvoip-2", 1_000_000)
    await rig.open("b", gateway="pyvoip-2")
    assert await rig.ready("ana") == "available"
    assert fact_kinds(await rig.facts())[-2:] == ["CallIngressed", "AdvisorStateChanged"]
    assert (await rig.router.totals())[f"ingressed|{LINE}"] == 42


async def test_install_loads_once_and_replaces_another_text(valkey: redis.Redis) -> None:
    """The library is loaded if it is missing or different, and left alone if it is identical."""
    router = CallRouter(valkey, CAMPAIGN)
    await valkey.function_load(f"#!lua name={library.NAME}\nredis.register_function('old', function() return 1 end)")
    await router.install()
    await router.install()
    for [reply] in replies_by_server(await valkey.function_list(library.NAME, withcode=True)):
        assert library.library_text().encode() in reply
    assert (await router.load("nobody")).version == 0


async def test_without_the_library_the_router_is_away(valkey: redis.Redis) -> None:
    """A Valkey without the library cannot be used, which may be temporary."""
    with pytest.raises(RouterAway) as caught:
        await CallRouter(valkey, CAMPAIGN).load("a")
    assert caught.value.retryable


async def test_an_unreachable_valkey_is_the_router_away() -> None:
    """No exception of the client library leaves this package."""
    client = redis.Redis(unix_socket_path="/nowhere/valkey.sock", retry=Retry(NoBackoff(), 0))
    with pytest.raises(RouterAway):
        await CallRouter(client, CAMPAIGN).tick()
    await client.aclose()


@pytest.mark.one_server
async def test_a_full_valkey_takes_no_new_call_but_lets_calls_end(rig: CampaignRig) -> None:
    """With memory used up, acts that free memory still work."""
    await rig.ready("ana")
    await rig.arrive("a")
    async with changed_memory_limit(rig.redis) as set_limit:
        await set_limit("1mb")
        with pytest.raises(RouterAway):
            await rig.open("b")
        await rig.router.tick()
        await rig.end("a")
    assert (await rig.states())["ana"] == "available"


async def test_a_server_that_is_far_from_its_limit_takes_every_call(rig: CampaignRig) -> None:
    """The campaign's own server is asked, also in a cluster, where the tests' servers have no limit."""
    used, limit = await read_memory(rig.redis, rig.key("log"))
    assert 0 < used < (limit or used + 1)
    assert await rig.router.judge_memory(10_000) is False
    await rig.open("a")


@pytest.mark.one_server
async def test_no_call_opens_while_memory_is_scarce_and_open_ones_go_on(rig: CampaignRig) -> None:
    """Refusals start at 80 % of a real limit and end below 75 %; open calls go on throughout."""
    await rig.ready("ana")
    await rig.open("a")
    async with changed_memory_limit(rig.redis) as set_limit:
        await set_limit(await _limit_at(rig, 83))
        assert await rig.router.judge_memory(10_000) is True
        with pytest.raises(MemoryScarce):
            await rig.open("b")
        await rig.enqueue("a")
        await rig.answer("a", "ana")
        await set_limit(await _limit_at(rig, 77))
        assert await rig.router.judge_memory(10_000) is True  # the state does not flap
        await set_limit(await _limit_at(rig, 60))
        assert await rig.router.judge_memory(10_000) is False
        await rig.open("b")
        await rig.end("a")


async def _limit_at(rig: CampaignRig, percent: int) -> int:
    """Return the limit of which the present use is that share."""
    used, _ = await read_memory(rig.redis, "x")
    return used * 100 // percent


@pytest.mark.one_server
async def test_a_full_valkey_still_hears_that_its_memory_is_scarce(rig: CampaignRig) -> None:
    """Above the limit the refusal is still given, and a refused call ends in the log."""
    async with changed_memory_limit(rig.redis) as set_limit:
        await set_limit("1mb")
        assert await rig.router.judge_memory(10_000) is True
        with pytest.raises(RouterAway):  # Valkey itself refuses scripts that may use more memory
            await rig.open("b")
        await rig.commit(rig.act("b", call_ingressed(), call_ended("capacity_rejected"), routing=ReleaseCall()))
    assert (await rig.router.totals())[f"outcome|{LINE}|capacity_rejected"] == 1


@pytest.mark.one_server
async def test_act_whose_answer_was_lost_is_no_new_call(rig: CampaignRig) -> None:
    """An act whose answer was lost is no new call."""
    act = rig.act("a", call_ingressed())
    first = await rig.commit(act, "the-same")
    await rig.redis.set(rig.key("full"), 1, px=60_000)
    assert await rig.router.commit(act, "the-same") == first


@pytest.mark.one_server
async def test_the_refusal_ends_by_itself_when_no_router_looks(rig: CampaignRig) -> None:
    """The key that causes refusals expires after its time."""
    async with changed_memory_limit(rig.redis) as set_limit:
        await set_limit("1mb")
        await rig.router.judge_memory(10_000)
    assert 0 < await rig.redis.pttl(rig.key("full")) <= 10_000


async def test_broken_key_is_reported_as_error_not_as_absence(rig: CampaignRig) -> None:
    """A broken key is reported as an error, not as an absence."""
    await rig.redis.delete(rig.key("campaign"))
    await rig.redis.hset(rig.key("campaign"), "not", "a row")
    with pytest.raises(RouterError) as caught:
        await rig.router.load("a")
    assert not caught.value.retryable


async def test_every_key_is_in_the_map_of_the_library(rig: CampaignRig) -> None:
    """The header of the library names each key that it makes, and each key has the campaign's tag."""
    await rig.commit(rig.act("p", person={"r": b"x"}))
    await rig.ready("ana")
    await rig.arrive("a")
    await rig.arrive("b")
    await rig.router.append([SiteImported(digest="d")], actor="system", site_version="s")
    await rig.router.acquire_lease("doomed", 1)
    await rig.open("c", gateway="doomed")
    await rig.set_time(1)
    await rig.router.tick()
    await rig.ready("luz")
    await rig.ready("eva")
    keys = await rig.keys()
    assert len(keys) > 18
    for key in keys:
        tag, kind, *_ = key.split(":")
        assert tag == f"{{{CAMPAIGN}}}"
        assert f"  {{c}}:{kind}" in library.library_text()


async def test_a_paused_advisor_is_in_the_snapshot(rig: CampaignRig) -> None:
    """The snapshot has the states of the log."""
    await rig.ready("ana")
    await rig.router.pause("ana", "almuerzo")
    assert (await rig.router.snapshot()).advisors == {(QUEUE, "paused"): 1}
    assert isinstance((await rig.facts())[-1], AdvisorStateChanged)
