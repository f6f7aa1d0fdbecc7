"""Retention: recordings stay as long as the site says, no longer, and never go while a ticket is open."""

import asyncio
from datetime import timedelta

import pytest

from agent_api.recordings import retention
from agent_api.recordings.retention import LOST_LIMIT, Retention
from agent_api.tickets.retention_hold import OpenTicketHold
from config.site.calls.recordings import LineRecordingRule, RecordingRules
from eventlog.facts import RecordingDeleted, RecordingLost, RecordingStored
from storage.postgres.engine import unit_of_work
from storage.tables import ticket
from tests.support.desks.recording_rig import RecordingRig
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
RULES = RecordingRules(days=30, lines={"quejas": LineRecordingRule(days=90)})


def make_retention(tapes: RecordingRig, days_later: float = 0, rules: RecordingRules | None = RULES) -> Retention:
    return Retention(
        tapes.desk.rig.engine,
        tapes.vault,
        CAMPAIGN,
        rules=lambda: rules,
        holds=OpenTicketHold(),
        now=lambda: tapes.desk.rig.now + timedelta(days=days_later),
    )


async def test_recording_is_deleted_on_its_day(tapes: RecordingRig) -> None:
    """On its day and not before, the row loses its key, then the file goes; the fact names the rule."""
    usual, longer = await tapes.store_recording("c1"), await tapes.store_recording("c2", line="quejas")
    assert await make_retention(tapes, 29.9).run_once() == 0
    assert await make_retention(tapes, 30.1).run_once() == 1
    assert [each.fact for each in await tapes.desk.journaled_facts("RecordingDeleted")] == [
        RecordingDeleted(recording=usual, rule="general", days=30)
    ]
    row = await tapes.recording_row(usual)
    assert (row["state"], row["wrapped_key"], row["key_id"]) == ("deleted", None, None)
    assert row["erased_at"] is not None
    assert tapes.vault_files() == [f"{longer}.rec"]
    assert await make_retention(tapes, 90.1).run_once() == 1
    assert (await tapes.desk.journaled_facts("RecordingDeleted"))[-1].fact == RecordingDeleted(
        recording=longer, rule="quejas", days=90
    )
    assert tapes.vault_files() == []


async def test_nothing_is_deleted_while_a_ticket_is_open(tapes: RecordingRig) -> None:
    """Age does not matter: the first round after the ticket's end deletes it."""
    with_ticket, free = await tapes.store_recording("c1"), await tapes.store_recording("c2")
    assert (await tapes.desk.file("de-c1", call_id="c1")).status_code == 201
    assert await make_retention(tapes, 9999).run_once() == 1
    assert ((await tapes.recording_row(with_ticket))["state"], (await tapes.recording_row(free))["state"]) == (
        "stored",
        "deleted",
    )
    async with unit_of_work(tapes.desk.rig.engine) as connection:
        await connection.execute(ticket.update().values(status="closed"))
    assert await make_retention(tapes, 9999).run_once() == 1


async def test_whole_batch_that_must_stay_is_skipped_within_same_round(
    tapes: RecordingRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole batch that must stay is skipped within the same round, and a round is bounded."""
    monkeypatch.setattr(retention, "BATCH_SIZE", 1)
    for n in range(3):
        await tapes.store_recording(f"c{n}")
    assert (await tapes.desk.file("de-c0", call_id="c0")).status_code == 201
    monkeypatch.setattr(retention, "MAX_BATCHES", 2)
    assert await make_retention(tapes, 31).run_once() == 1
    monkeypatch.setattr(retention, "MAX_BATCHES", 20)
    assert await make_retention(tapes, 31).run_once() == 1


async def test_without_a_rule_everything_is_kept(tapes: RecordingRig) -> None:
    """A site without rules for recordings deletes none."""
    await tapes.store_recording("c1")
    assert await make_retention(tapes, 99_999, None).run_once() == 0


async def test_two_keepers_at_once_delete_each_once(tapes: RecordingRig) -> None:
    """With any number of workers there is one fact for each recording."""
    for n in range(6):
        await tapes.store_recording(f"c{n}")
    counts = await asyncio.gather(*(make_retention(tapes, 31).run_once() for _ in range(3)))
    assert sum(counts) == 6
    assert len(await tapes.desk.journaled_facts("RecordingDeleted")) == 6


async def test_a_file_that_a_dead_process_left_is_removed(tapes: RecordingRig) -> None:
    """A worker killed between commit and removal leaves an unreadable file, which the next round removes."""
    id_ = await tapes.store_recording("c1")
    dying = make_retention(tapes, 31)
    dying._remove_files = _nothing  # type: ignore[method-assign]
    assert await dying.run_once() == 1
    assert tapes.vault_files() == [f"{id_}.rec"]
    assert await make_retention(tapes, 31).run_once() == 0
    assert tapes.vault_files() == []


async def _nothing() -> None:
    return


async def test_undelivered_recording_is_reported_as_lost(tapes: RecordingRig) -> None:
    """The loss is reported once, some hours after the call's end, and a file that arrives later is stored."""
    id_ = await tapes.begin_recording("c1")
    assert await make_retention(tapes, 9).run_once() == 0
    await tapes.desk.hang_up("c1")
    hours = LOST_LIMIT / timedelta(days=1)
    await make_retention(tapes, hours - 0.01).run_once()
    assert await tapes.desk.journaled_facts("RecordingLost") == []
    for _ in range(2):
        await make_retention(tapes, hours + 0.01).run_once()
    assert [each.fact for each in await tapes.desk.journaled_facts("RecordingLost")] == [
        RecordingLost(recording=id_, reason="not_delivered")
    ]
    tapes.deliver(id_)
    await tapes.intake.sweep()
    assert [type(each.fact) for each in await tapes.desk.journaled_facts("RecordingStored")] == [RecordingStored]
