"""Tickets of before there were terms: each gets its last day by the code that counts everybody's.

Owns that step of a node's preparation. A migration knows neither the law nor the site, so the rows that it widened have
no last day until a node of this release starts; until then nothing reads them.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.tickets import history_store, store
from agent_api.tickets.domain import legal_term, transitions
from agent_api.tickets.domain.legal_term import TermPolicy
from agent_api.tickets.domain.steps import File
from agent_api.tickets.store import FiledTicket
from config.law.loader import load_law
from config.site.model import Site
from config.site.tickets.typology import Topic, find_topic
from eventlog import outbox
from storage.postgres.engine import unit_of_work

_AT_ONCE: Final = 200
ACTOR = "system:terms"


async def give_terms(engine: AsyncEngine, site: Site) -> int:
    """Count the terms of tickets that have none; how many there were.

    Args:
        engine: of the database, migrated.
        site: the one in force.
    """
    given = 0
    while True:
        async with unit_of_work(engine) as connection:
            found = await store.without_term(connection, site.campaign, _AT_ONCE)
            for filed in found:
                await _give_term(connection, site, filed)
        given += len(found)
        if len(found) < _AT_ONCE:
            return given


async def _give_term(connection: AsyncConnection, site: Site, filed: FiledTicket) -> None:
    """As if it had been filed today's way: into the written channel's inbox, received when it was filed."""
    step = _filing(site, filed)
    at: datetime = filed.filed_at
    moved = transitions.file(step, at)
    after = filed.moved(moved.ticket)
    await store.update_ticket(connection, site.campaign, filed, after)
    by: dict[str, Any] = {"who": filed.filed_by, "who_name": filed.received_by, "at": at}
    await history_store.add_entry(connection, None, site.campaign, after, step, **by)
    about = {"actor": ACTOR, "site_version": filed.site_version, "call_id": filed.call_id}
    await outbox.put(connection, site.campaign, moved.facts, **about)


def _filing(site: Site, filed: FiledTicket) -> File:
    leaf = find_topic(site.typology, Topic(filed.kind, filed.theme))
    kind = leaf.legal_kind if leaf else "general"
    term = legal_term.term_of(TermPolicy(load_law(), site.terms), filed.filed_at, kind)
    return File(
        number=filed.number,
        channel="phone" if filed.call_id else "written",
        legal_kind=kind,
        received_at=filed.filed_at,
        due_on=term.due.last_day,
        basis=legal_term.citation(term.due.basis),
        tier=2,
    )
