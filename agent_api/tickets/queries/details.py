"""One ticket in full: the inputs of its presenter, loaded once.

Owns what is loaded, and the decisions for the person who asks. `agent_api.tickets.presenters` shapes the response.
"""

from collections.abc import Mapping, Sequence

import msgspec

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.tickets.answers.enclosures import EnclosureLimits, enclosure_limits, promised_document
from agent_api.tickets.answers.openings import has_opened
from agent_api.tickets.domain import legal_term, mandate, state_machine
from agent_api.tickets.domain.available_steps import StepConditions, list_available_steps
from agent_api.tickets.domain.legal_term import TermStanding
from agent_api.tickets.links.service import LinkedRow, load_linked
from agent_api.tickets.notifications.contact_channel import choose_channel
from agent_api.tickets.queries.filters import Visibility
from agent_api.tickets.queries.related import RelatedItems, related_items
from agent_api.tickets.queries.summaries import TicketSummary, load_summaries
from agent_api.tickets.queries.visibility import (
    STEPS_WITHOUT_READING,
    actor_of,
    can_read_customer,
    can_read_texts,
)
from agent_api.tickets.sentences import area_name, response_name
from agent_api.tickets.store import FiledTicket
from agent_api.tickets.texts import HIDDEN_TEXTS, TicketTexts, decrypt_texts
from agent_api.tickets.workflow.assignment import Assignee, escalation_area, has_business_area, list_assignees
from config.law.terms import day_of_receipt
from config.site.model import Site
from storage.postgres.engine import read_connection


class TicketContents(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of a ticket: data of its customer, and the answer.

    Attributes:
        texts: decrypted; `HIDDEN_TEXTS` if the person's role may not read them.
        response_name: of the answer type; empty if none is chosen.
        answer_limits: None if the site does not send answers.
        promised_document: the document that the answer promises; empty for none.
        lookup_names: of the site's lookups, by id.
    """

    texts: TicketTexts
    response_name: str
    answer_limits: EnclosureLimits | None
    promised_document: str
    related: RelatedItems
    lookup_names: Mapping[str, str]


class DetailInputs(msgspec.Struct, frozen=True, kw_only=True):
    """The inputs of the response about one ticket.

    Attributes:
        contents: None if the person may follow the ticket but not read it.
        standing: the status of its legal term today.
        steps: names of those that the person may take.
        assignees: people to whom they can assign it.
        escalates_to: the default area of an escalation; empty if the person must choose one.
        escalates_to_name: empty in the same case.
        answer_opened: whether they opened the area's answer that is under review; None if there is none.
        links: the linked tickets that they may read.
    """

    summary: TicketSummary
    contents: TicketContents | None
    standing: TermStanding
    steps: Sequence[str]
    assignees: Sequence[Assignee]
    escalates_to: str
    escalates_to_name: str
    answer_opened: bool | None
    links: Sequence[LinkedRow]


async def load_detail(
    context: ApiContext, principal: Principal, visibility: Visibility, filed: FiledTicket, *, opened: bool = True
) -> DetailInputs:
    """Load a ticket with all related data; unless ``opened``, without the data of its customer."""
    site, now = context.site, context.now()
    contents = await _load_contents(context, principal, filed) if opened else None
    (summary,) = await load_summaries(
        context, principal, [filed], (), known_petitioners=[filed.number] if opened else ()
    )
    assignees, under_review, today = [], opened and filed.state == "in_review", day_of_receipt(now)
    async with read_connection(context.engine) as connection:
        if principal.roles & state_machine.LEAD_ROLES:
            assignees = await list_assignees(connection, site, context.cipher, filed, now)
        answer_opened = under_review and await has_opened(connection, context.campaign, filed, principal.user)
    links = await load_linked(context, principal, visibility, filed, today) if opened else []
    default_area = escalation_area(site, filed, now)
    standing = legal_term.standing_of(legal_term.term_policy(site), filed.ticket, now)
    conditions = StepConditions(
        blocked_by_law=standing.blocked_steps | mandate.blocked_steps(filed.ticket, today),
        has_mail=site.mail is not None,
        has_areas=has_business_area(site),
        has_customer=bool(filed.customer_ref),
        can_tie=not filed.customer_ref and can_read_customer(principal, visibility),
        has_assignees=bool(assignees),
        has_links=bool(links),
        has_opened=answer_opened,
        can_undo=filed.undo_until is not None and now < filed.undo_until,
    )
    works = principal.has_permission("ticket.work")
    steps = list_available_steps(filed.ticket, actor_of(site, principal), conditions) if works else []
    escalates_to = default_area if "escalate" in steps else ""
    return DetailInputs(
        summary=summary,
        contents=contents,
        standing=standing,
        steps=steps if opened else [each for each in steps if each in STEPS_WITHOUT_READING],
        assignees=assignees if "assign" in steps else [],
        escalates_to=escalates_to,
        escalates_to_name=area_name(site, escalates_to),
        answer_opened=answer_opened if under_review else None,
        links=links,
    )


async def _load_contents(context: ApiContext, principal: Principal, filed: FiledTicket) -> TicketContents:
    """Load the contents of a ticket; for a role that may not read texts, without them."""
    site, texts = context.site, decrypt_texts(context.cipher, context.campaign, filed)
    channel = choose_channel(site.mail, texts.email, has_address=filed.address is not None)
    visible_texts = texts if can_read_texts(principal) else HIDDEN_TEXTS
    async with read_connection(context.engine) as connection:
        related = await related_items(connection, context.campaign, context.handlers, principal, filed)
    return TicketContents(
        texts=visible_texts,
        response_name=response_name(site, filed.response) if filed.response else "",
        answer_limits=enclosure_limits(site.mail, channel),
        promised_document=promised_document(site, filed.response, visible_texts.answer),
        related=related,
        lookup_names=_lookup_names(site),
    )


def _lookup_names(site: Site) -> dict[str, str]:
    return {id_: each.name for id_, each in site.lookups.lookups.items()} if site.lookups else {}
