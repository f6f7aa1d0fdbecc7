"""Append the facts of a change under its author."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from eventlog import outbox
from eventlog.facts import AnyFact


async def append_facts(connection: AsyncConnection, campaign: str, facts: Sequence[AnyFact], author: Author) -> None:
    """Append facts to the outbox in the caller's transaction."""
    await outbox.put(
        connection,
        campaign,
        facts,
        actor=author.actor,
        site_version=author.site_version,
        call_id=author.call_id,
    )
