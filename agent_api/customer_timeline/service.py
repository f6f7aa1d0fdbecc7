"""Read a page of a customer's timeline for an authorized user; each read is a fact.

Owns who may read it and the fact. `events` loads the rows of each noun; `domain.merge` orders them.
"""

from datetime import datetime

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.customer_timeline.domain.merge import TimelinePosition, merge_page, sources_of, window_of
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
    visibility = await visibility_of(context, principal)
    async with snapshot(context.engine) as connection:
        family = await family_ids(connection, context.campaign, customer.id)
        reader = await EventReader.open(context, connection, visibility, family)
        events = [
            await reader.list_events(
                source, window_of(source, after, since=query.begins, until=query.ends, limit=query.limit)
            )
            for source in sources_of(query.kind)
        ]
    page, more = merge_page(events, query.limit)
    names = await find_names(context.engine, context.site, context.cipher, {each.actor for each in page if each.actor})
    return CustomerTimelinePage(
        events=[
            CustomerEvent(
                id=f"{each.source}:{each.key}",
                kind=each.kind,
                at=each.at,
                sentence=each.sentence,
                by=each.actor or None,
                by_name=names.get(each.actor),
                outcome=each.outcome or None,
                call_id=each.call_id or None,
                ticket=each.ticket or None,
                recording=each.recording or None,
            )
            for each in page
        ],
        next=more.encode() if more else None,
    )
