"""The steps that a person is offered with a ticket: each of them, sent with a good form, is taken.

Owns that list. It joins what decides about a step: the table of `agent_api.tickets.domain.state_machine`, the law on
this day, what the site has, the customer of the ticket, and the person's permissions.
"""

from collections.abc import Iterator

from agent_api.access.guard import Asking
from agent_api.customers.authorization import WITHOUT_CALL
from agent_api.kit.context import Deps
from agent_api.tickets.domain import legal_term, state_machine, steps
from agent_api.tickets.domain.legal_term import Reckoning
from agent_api.tickets.domain.steps import Step, name_of
from agent_api.tickets.queries.visibility import person_of, seen_by
from agent_api.tickets.store import Filed
from agent_api.tickets.workflow.assignment import Assignee, assignees_of
from config.site.model import Site
from storage.postgres.engine import reading


async def offers_for(deps: Deps, who: Asking, filed: Filed, by: Reckoning) -> tuple[list[str], list[Assignee]]:
    """Return the names of the steps offered, in the table's order, and whom the ticket can be assigned to."""
    possible = set(state_machine.possible(filed.life, person_of(deps, who))) if who.may("ticket.work") else set()
    possible -= legal_term.blocked_by_law(by, filed.life, deps.now()) if possible else set()
    possible -= set(_blocked_by_site(deps.site, filed))
    possible -= set(_blocked_by_customer(filed))
    if steps.Tie in possible and not await _may_tie(deps, who):
        possible.remove(steps.Tie)
    assignees = await _assignees(deps, filed) if steps.Assign in possible else []
    if filed.tier == 1 and not assignees:  # the phone has no inbox to put it back into
        possible.discard(steps.Assign)
    return [
        name_of(step) for state, step in state_machine.TABLE if state == filed.state and step in possible
    ], assignees


def _blocked_by_site(site: Site, filed: Filed) -> Iterator[type[Step]]:
    """Yield the steps for which the site lacks something: e-mail for answers, an area to escalate to."""
    if site.mail is None:
        yield steps.Send
    has_area = site.matrix is not None and any(area != site.matrix.written for area in site.areas)
    if filed.tier != 1 and not has_area:
        yield steps.Escalate


def _blocked_by_customer(filed: Filed) -> Iterator[type[Step]]:
    yield steps.Tie if filed.customer_ref else steps.Untie


async def _may_tie(deps: Deps, who: Asking) -> bool:
    """Return whether there is a customer that this person may read, to tie the ticket to."""
    if not who.may("customer.read"):
        return False
    return who.may(WITHOUT_CALL) or bool((await seen_by(deps, who)).customer_ref)


async def _assignees(deps: Deps, filed: Filed) -> list[Assignee]:
    async with reading(deps.engine) as connection:
        return await assignees_of(connection, deps, filed, deps.now())
