"""End a practice: its row, its fact and the advisor's right, in one transaction."""

from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.practice import store
from agent_api.practice.campaign import PracticeCampaign
from agent_api.practice.domain.practice import PracticeRow
from eventlog.facts import PracticeEnded
from eventlog.facts.practice import PracticeEnd


class PracticeChange(NamedTuple):
    """A transaction on practices, and who makes it."""

    connection: AsyncConnection
    campaign: PracticeCampaign
    author: Author


async def end_practice(change: PracticeChange, row: PracticeRow, how: PracticeEnd, at: datetime) -> PracticeRow:
    """Store the end of a practice with the advisor's work; the call itself ends with `PracticeCampaign.hang_up`."""
    connection, practice, by = change
    ended_by = by.user if how in ("finished", "stopped") else ""
    ended = msgspec.structs.replace(row, ended_at=at, end=how, ended_by=ended_by)
    ended = msgspec.structs.replace(ended, done=await practice.read_done(connection, ended))
    await store.set_end(connection, practice.home.campaign, ended)
    await practice.close_to(connection, row.advisor)
    fact = PracticeEnded(
        practice=row.id,
        advisor=row.advisor,
        scenario=row.scenario,
        end=how,
        seconds=int((at - row.started_at).total_seconds()),
        answered=ended.done.talk_s is not None,
        topic=ended.done.topic,
        verified=ended.done.verified,
        filed=ended.done.filed,
    )
    await append_facts(connection, practice.home.campaign, [fact], by)
    return ended
