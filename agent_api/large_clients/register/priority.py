"""Publish the numbers of active large clients, whose calls have priority in the queue.

Any number of workers may do it: each replaces the whole list by what the database says.
"""

from redis.asyncio import Redis

from agent_api.kit.job_context import JobContext
from agent_api.large_clients.register import store
from calls.driver.priority_numbers import publish_numbers
from storage.postgres.engine import read_connection


async def publish_priority_numbers(context: JobContext, redis: Redis) -> int:
    """Publish the prints of the numbers; return how many.

    Raises:
        StorageError: PostgreSQL or Valkey is away; gateways keep the last numbers.
    """
    async with read_connection(context.engine) as connection:
        prints = await store.list_active_prints(connection, context.site.campaign)
    await publish_numbers(redis, context.site.campaign, prints)
    return len(prints)
