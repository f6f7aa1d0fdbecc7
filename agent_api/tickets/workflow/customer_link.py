"""Whose a ticket is, found out after it was filed; and that it was somebody else's after all.

Owns what these two steps bear and what a ticket has of the customer's record. Who may see whose data is
`agent_api.customers.authorization`'s: who ties a ticket to a customer must be let at them. What the ticket says itself,
a name, an e-mail, an address, is never written over.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.context import Deps
from agent_api.tickets import history_store
from agent_api.tickets.domain.steps import File, Tie, Untie
from agent_api.tickets.petitioner import locked_customer, missing_in, with_values, without_values
from agent_api.tickets.problems import StepNotPossible
from agent_api.tickets.store import Filed, replaced


async def tied(connection: AsyncConnection, deps: Deps, filed: Filed, customer_id: str) -> Tie:
    """The step that ties a ticket to a customer; that whoever asks may see them is known.

    Args:
        connection: within the transaction; the customer's row is locked, so that nobody merges it meanwhile.
        deps: of the API.
        filed: the ticket.
        customer_id: opaque; of a merged one, the one that remains counts.

    Raises:
        StepNotPossible: it has a customer.
        CustomerUnknown: there is none.
    """
    if filed.customer_ref:
        text = "El ticket ya tiene un cliente: primero alguien del canal escrito, o quien dirige, lo desasocia."
        raise StepNotPossible(text, "customer_known")
    customer = await locked_customer(connection, deps, customer_id)
    return Tie(customer_ref=customer.id, gave=",".join(missing_in(deps, filed, customer.record)))


async def untied(connection: AsyncConnection, deps: Deps, filed: Filed) -> Untie:
    """The step that lets go of a ticket's customer, and of what the ticket had of their record.

    Raises:
        StepNotPossible: it has none.
    """
    if not filed.customer_ref:
        raise StepNotPossible("El ticket no tiene un cliente que desasociar.", "customer_unknown")
    history = await history_store.of_ticket(connection, deps.sealer, deps.campaign, filed.number)
    gave = ""
    for each in history:
        if isinstance(each.step, File | Tie | Untie):
            gave = "" if isinstance(each.step, Untie) else each.step.gave
    return Untie(customer_ref=filed.customer_ref, gave=gave)


async def with_customer(connection: AsyncConnection, deps: Deps, filed: Filed, step: Tie | Untie) -> Filed:
    """The ticket after such a step."""
    gave = [each for each in step.gave.split(",") if each]
    if isinstance(step, Untie):
        return replaced(without_values(deps, filed, gave), customer_ref="")
    found = missing_in(deps, filed, (await locked_customer(connection, deps, step.customer_ref)).record)
    tied_to = replaced(filed, customer_ref=step.customer_ref)
    return with_values(deps, tied_to, {name: found[name] for name in gave})
