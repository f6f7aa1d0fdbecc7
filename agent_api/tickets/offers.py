"""The steps that a person is offered with a ticket: each of them, sent with a good form, is taken.

Owns that list. It joins what decides about a step: the table of `agent_api.tickets.life`, the law on this day, what the
site has, the customer of the ticket, and the person's permissions.
"""

from collections.abc import Iterator

from agent_api.access.guard import Asking
from agent_api.customers.allowed import WITHOUT_CALL
from agent_api.deps import Deps
from agent_api.tickets import due, life, steps
from agent_api.tickets.assigning import Assignee, assignees_of
from agent_api.tickets.due import Reckoning
from agent_api.tickets.seeing import person_of, seen_by
from agent_api.tickets.steps import Step, name_of
from agent_api.tickets.store import Filed
from config.site import Site
from storage.engine import reading


async def offers_for(deps: Deps, who: Asking, filed: Filed, by: Reckoning) -> tuple[list[str], list[Assignee]]:
    """Return the names of the steps offered, in the table's order, and whom the ticket can be assigned to."""
    possible = set(life.possible(filed.life, person_of(deps, who))) if who.may("ticket.work") else set()
    possible -= due.blocked_by_law(by, filed.life, deps.now()) if possible else set()
    possible -= set(_blocked_by_site(deps.site, filed))
    possible -= set(_blocked_by_customer(filed))
    if steps.Tie in possible and not await _may_tie(deps, who):
        possible.remove(steps.Tie)
    assignees = await _assignees(deps, filed) if steps.Assign in possible else []
    if filed.tier == 1 and not assignees:  # the phone has no inbox to put it back into
        possible.discard(steps.Assign)
    return [name_of(step) for state, step in life.TABLE if state == filed.state and step in possible], assignees


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
