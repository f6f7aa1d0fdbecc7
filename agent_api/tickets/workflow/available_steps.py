"""The steps that a person is offered with a ticket: each of them, sent with a good form, is taken.

Owns that list. It joins what decides about a step: the table of `agent_api.tickets.domain.state_machine`, the law on
this day, what the site has, the customer of the ticket, and the person's permissions.
"""

from collections.abc import Iterator

from agent_api.access.principal import Principal
from agent_api.customers.authorization import WITHOUT_CALL
from agent_api.kit.context import ApiContext
from agent_api.tickets.domain import legal_term, state_machine, steps
from agent_api.tickets.domain.legal_term import TermPolicy
from agent_api.tickets.domain.steps import Step, step_name
from agent_api.tickets.queries.visibility import actor_of, visibility_of
from agent_api.tickets.store import FiledTicket
from agent_api.tickets.workflow.assignment import Assignee, possible_assignees
from config.site.model import Site
from storage.postgres.engine import read_connection


async def list_available_steps(
    context: ApiContext, principal: Principal, filed: FiledTicket, policy: TermPolicy
) -> tuple[list[str], list[Assignee]]:
    """Return the names of the steps offered, in the table's order, and whom the ticket can be assigned to."""
    possible = (
        set(state_machine.possible_steps(filed.ticket, actor_of(context.site, principal)))
        if principal.has_permission("ticket.work")
        else set()
    )
    possible -= legal_term.steps_blocked_by_law(policy, filed.ticket, context.now()) if possible else set()
    possible -= set(_blocked_by_site(context.site, filed))
    possible -= set(_blocked_by_customer(filed))
    if steps.Tie in possible and not await _may_tie(context, principal):
        possible.remove(steps.Tie)
    assignees = await _list_assignees(context, filed) if steps.Assign in possible else []
    if filed.tier == 1 and not assignees:  # the phone has no inbox to put it back into
        possible.discard(steps.Assign)
    return [
        step_name(step) for state, step in state_machine.TABLE if state == filed.state and step in possible
    ], assignees


def _blocked_by_site(site: Site, filed: FiledTicket) -> Iterator[type[Step]]:
    """Yield the steps for which the site lacks something: e-mail for answers, an area to escalate to."""
    if site.mail is None:
        yield steps.Send
    has_area = site.matrix is not None and any(area != site.matrix.written for area in site.areas)
    if filed.tier != 1 and not has_area:
        yield steps.Escalate


def _blocked_by_customer(filed: FiledTicket) -> Iterator[type[Step]]:
    yield steps.Tie if filed.customer_ref else steps.Untie


async def _may_tie(context: ApiContext, principal: Principal) -> bool:
    """Return whether there is a customer that this person may read, to tie the ticket to."""
    if not principal.has_permission("customer.read"):
        return False
    return principal.has_permission(WITHOUT_CALL) or bool((await visibility_of(context, principal)).customer_ref)


async def _list_assignees(context: ApiContext, filed: FiledTicket) -> list[Assignee]:
    async with read_connection(context.engine) as connection:
        return await possible_assignees(connection, context, filed, context.now())
