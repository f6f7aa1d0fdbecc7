"""Refusing data of a verified customer to the person who speaks in a call; each refusal is a fact."""

from typing import NoReturn

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.kit.ports.verified_customer import CallIdentity, SpeakerNotAllowed
from eventlog.facts import DisclosureRefused
from eventlog.facts.customers.speaker import DisclosureSubject
from storage.postgres.engine import unit_of_work


async def refuse_disclosure(
    engine: AsyncEngine,
    campaign: str,
    identity: CallIdentity,
    about: DisclosureSubject,
    author: Author,
    *,
    lookup: str = "",
) -> NoReturn:
    """Record that data were refused, and refuse them.

    Raises:
        SpeakerNotAllowed: always; the identity has a refusal for that subject.
    """
    reason = identity.refusals[about]
    fact = DisclosureRefused(
        customer_ref=identity.customer_id, speaker=identity.speaker, about=about, reason=reason, lookup=lookup
    )
    async with unit_of_work(engine) as connection:
        await append_facts(connection, campaign, [fact], author)
    raise SpeakerNotAllowed(reason)
