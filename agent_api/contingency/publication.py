"""Publish the messages in force for the gateways, and end those whose time is over.

The API publishes after each change. The worker repeats it, so that a write that failed, or that an older one replaced,
is repaired within seconds. Any number of processes may do it: each replaces the value by what the database says.
"""

from datetime import datetime
from typing import Final

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.contingency import store
from agent_api.contingency.domain.message import end_row, is_in_force
from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from calls.call import LineMessage
from calls.driver.line_messages import publish_messages
from eventlog.facts import ContingencyMessageEnded
from storage.postgres.engine import read_connection, unit_of_work

ACTOR: Final = "system"


async def publish_in_force(engine: AsyncEngine, redis: Redis, campaign: str, now: datetime) -> int:
    """Publish the messages in force; return how many.

    Raises:
        StorageError: PostgreSQL or Valkey is away; gateways keep the last messages until their end.
    """
    async with read_connection(engine) as connection:
        rows = [row for row in await store.list_unended(connection, campaign) if is_in_force(row, now)]
    messages = {row.line: LineMessage(message=row.message, mode=row.mode, until=row.until) for row in rows}
    await publish_messages(redis, campaign, messages)
    return len(messages)


async def keep_messages(context: JobContext, redis: Redis, now: datetime) -> int:
    """End the messages whose time is over, and publish the others; return how many ended.

    Raises:
        StorageError: PostgreSQL or Valkey is away; what ended so far stays ended.
    """
    campaign = context.site.campaign
    ended = await _end_due(context, now)
    if ended or context.site.contingency is not None:
        await publish_in_force(context.engine, redis, campaign, now)
    return ended


async def _end_due(context: JobContext, now: datetime) -> int:
    campaign, author = context.site.campaign, Author(actor=ACTOR, at=now, site_version=context.site.version)
    async with read_connection(context.engine) as connection:
        if all(now < row.until for row in await store.list_unended(connection, campaign)):
            return 0
    async with unit_of_work(context.engine) as connection:
        due = await store.list_due(connection, campaign, now)
        for row in due:
            await store.set_end(connection, campaign, end_row(row, "expired", "", now))
        facts = [ContingencyMessageEnded(line=row.line, message=row.message, how="expired") for row in due]
        await append_facts(connection, campaign, facts, author)
    return len(due)
