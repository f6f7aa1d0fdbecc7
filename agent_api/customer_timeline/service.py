"""Read a page of a customer's timeline for an authorized user; each read is a fact.

Owns who may read it and the fact. `events` loads the rows of each noun; `domain.merge` orders them.
"""

from collections.abc import Mapping
from datetime import datetime

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.customer_timeline.domain.merge import Event, TimelinePosition, merge_page, sources_of, window_of
from agent_api.customer_timeline.events import EventReader
from agent_api.customer_timeline.schemas import CustomerEvent, CustomerTimelinePage, CustomerTimelineQuery
from agent_api.customers.authorization import authorize
from agent_api.customers.merges.survivors import family_ids
from agent_api.customers.service import require_current
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.tickets.queries.visibility import visibility_of
from eventlog.facts import CustomerTimelineRead
from storage.postgres.engine import snapshot, unit_of_work


async def read_timeline(
    context: ApiContext,
    principal: Principal,
    customer_id: str,
    query: CustomerTimelineQuery,
    *,
    after: TimelinePosition | None,
    now: datetime,
) -> CustomerTimelinePage:
    """Return a page of a customer's timeline.

    Raises:
        IdentityRequired: neither the role nor a verified call permits it.
        NotYourCall: the call of the request is not theirs.
        CustomerUnknown, CustomerMerged: no such customer, or it was merged into another.
    """
    call = await authorize(context, principal, customer_id, query.call_id, now)
    customer = await require_current(context, customer_id)
    kinds = sorted(set(query.kind))
    fact = CustomerTimelineRead(customer_ref=customer.id, kinds=",".join(kinds))
    author = principal.author(at=now, site_version=context.site.version, call_id=call)
    async with unit_of_work(context.engine) as connection:
        await append_facts(connection, context.campaign, [fact], author)
    page, more = merge_page(await _load_events(context, principal, customer.id, query, after), query.limit)
    names = await find_names(context.engine, context.site, context.cipher, {each.actor for each in page if each.actor})
    return CustomerTimelinePage(
        events=[_present_event(each, names) for each in page],
        next=more.encode() if more else None,
    )


async def _load_events(
    context: ApiContext,
    principal: Principal,
    customer_id: str,
    query: CustomerTimelineQuery,
    after: TimelinePosition | None,
) -> list[list[Event]]:
    """Load the events that a page may take from each source, in one snapshot."""
    visibility = await visibility_of(context, principal)
    async with snapshot(context.engine) as connection:
        family = await family_ids(connection, context.campaign, customer_id)
        reader = await EventReader.open(context, connection, visibility, family)
        return [
            await reader.list_events(
                source, window_of(source, after, since=query.begins, until=query.ends, limit=query.limit)
            )
            for source in sources_of(query.kind)
        ]


def _present_event(event: Event, names: Mapping[str, str]) -> CustomerEvent:
    return CustomerEvent(
        id=f"{event.source}:{event.key}",
        kind=event.kind,
        at=event.at,
        sentence=event.sentence,
        by=event.actor or None,
        by_name=names.get(event.actor),
        outcome=event.outcome or None,
        call_id=event.call_id or None,
        ticket=event.ticket or None,
        recording=event.recording or None,
    )
