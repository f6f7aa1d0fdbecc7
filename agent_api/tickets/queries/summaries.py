"""Tickets with the data of a list: names instead of ids, today's traffic light, the caller's number.

Owns what is loaded for a list. `agent_api.tickets.presenters` shapes the response.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.customers.domain.masking import format_number, mask_number
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.labels import TopicNames
from agent_api.tickets import store
from agent_api.tickets.domain import legal_term
from agent_api.tickets.domain.numbers import parse_number, spoken_number
from agent_api.tickets.history_store import state_since
from agent_api.tickets.queries.visibility import can_read_texts
from agent_api.tickets.sentences import area_name
from agent_api.tickets.store import FiledTicket
from config.law.terms import TrafficLight, day_of_receipt


class TicketSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket with the data of a list.

    Attributes:
        spoken: its number as it is read aloud.
        topic: names from the typology of its site version.
        owner_name: the login if the owner has no name; empty without an owner.
        area_name: empty if no area has or had it.
        state_since: when it entered its present state.
        light: of today.
        due_sentence: the last day, to be read aloud.
        caller: the caller's number, masked unless the person may read numbers; None without one.
        text: the text of the petition; None if the person may not read it.
        large_client: the name of the large client that petitions; empty if none does, or the person may not know it.
    """

    filed: FiledTicket
    spoken: str
    topic: TopicNames
    owner_name: str
    area_name: str
    state_since: datetime
    light: TrafficLight
    due_sentence: str
    caller: str | None
    text: str | None
    large_client: str


async def load_summaries(
    context: ApiContext,
    principal: Principal,
    tickets: Sequence[FiledTicket],
    readable_numbers: Collection[str],
    *,
    known_petitioners: Collection[str] | None = None,
) -> list[TicketSummary]:
    """Load the list data of some tickets.

    ``readable_numbers`` holds the filing numbers of tickets whose text the person may read, if their role reads texts;
    ``known_petitioners`` those whose petitioner the person may know, the same ones if None.
    """
    callers = await caller_numbers_of(context).find_displayed([each.caller_ref for each in tickets])
    owners = {each.owner for each in tickets if each.owner}
    names = await find_names(context.engine, context.site, context.cipher, owners)
    began = await state_since(context.engine, context.campaign, [each.number for each in tickets])
    typologies = {each.site_version: await context.load_site_version(each.site_version) for each in tickets}
    known = readable_numbers if known_petitioners is None else known_petitioners
    reads = can_read_texts(principal)
    clients = await _large_clients_of(context, tickets, known) if reads else {}
    show = format_number if principal.has_permission("number.read") else mask_number
    policy = legal_term.term_policy(context.site)
    now = context.now()
    today = day_of_receipt(now)
    return [
        TicketSummary(
            filed=each,
            spoken=spoken_number(parse_number(each.number)),
            topic=labels.topic_names(typologies[each.site_version], each.kind, each.theme, each.subtheme),
            owner_name=names.get(each.owner, each.owner),
            area_name=area_name(context.site, each.area),
            state_since=began.get(each.number, each.filed_at),
            light=legal_term.light_of(policy, each.ticket, now),
            due_sentence=legal_term.due_date_sentence(each.ticket, today),
            caller=show(callers.get(each.caller_ref, "")) if each.caller_ref else None,
            text=store.decrypt_text(context.cipher, context.campaign, each)
            if reads and each.number in readable_numbers
            else None,
            large_client=clients.get(each.number, ""),
        )
        for each in tickets
    ]


async def _large_clients_of(
    context: ApiContext, tickets: Sequence[FiledTicket], known: Collection[str]
) -> dict[str, str]:
    """Return the names of the large clients that petition, by ticket."""
    of_companies = {each.number: each.nit_print for each in tickets if each.nit_print and each.number in known}
    if not of_companies:
        return {}
    clients = await context.handlers.large_clients(context.engine, context.campaign)
    names = {each.nit_print: each.name for each in clients}
    return {number: names[nit_print] for number, nit_print in of_companies.items() if nit_print in names}
