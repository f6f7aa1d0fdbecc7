"""Whose a ticket is, found out after it was filed; and that it was somebody else's after all.

Owns what these two steps bear and what a ticket has of the customer's record. Who may see whose data is
`agent_api.customers.allowed`'s: who ties a ticket to a customer must be let at them. What the ticket says itself, a
name, an e-mail, an address, is never written over.
"""

from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers import divipola
from agent_api.customers import store as customers
from agent_api.customers.problems import CustomerUnknown
from agent_api.customers.record import Record
from agent_api.customers.sealed import Seal, Stored
from agent_api.deps import Deps
from agent_api.tickets import entries, store
from agent_api.tickets.problems import StepNotPossible
from agent_api.tickets.schemas import Named
from agent_api.tickets.steps import Tie, Untie
from agent_api.tickets.store import Filed, replaced

_ABOUT: Final = {"petitioner": store.PETITIONER, "email": store.EMAIL, "address": store.ADDRESS}


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
    customer = await _remaining(connection, deps, customer_id)
    return Tie(customer_ref=customer.id, gave=",".join(_given(filed, customer.record)))


async def untied(connection: AsyncConnection, deps: Deps, filed: Filed) -> Untie:
    """The step that lets go of a ticket's customer, and of what the ticket had of their record.

    Raises:
        StepNotPossible: it has none.
    """
    if not filed.customer_ref:
        raise StepNotPossible("El ticket no tiene un cliente que desasociar.", "customer_unknown")
    history = await entries.of_ticket(connection, deps.sealer, deps.campaign, filed.number)
    gave = ""
    for each in history:
        if isinstance(each.step, Tie | Untie):
            gave = each.step.gave if isinstance(each.step, Tie) else ""
    return Untie(customer_ref=filed.customer_ref, gave=gave)


async def with_customer(connection: AsyncConnection, deps: Deps, filed: Filed, step: Tie | Untie) -> Filed:
    """The ticket after such a step."""
    gave = [each for each in step.gave.split(",") if each]
    if isinstance(step, Untie):
        return replaced(filed, customer_ref="", **dict.fromkeys(gave))
    given = _given(filed, (await _remaining(connection, deps, step.customer_ref)).record)
    sealed: dict[str, Any] = {name: deps.sealer.seal(given[name], about=_ABOUT[name]) for name in gave}
    return replaced(filed, customer_ref=step.customer_ref, **sealed)


def _given(filed: Filed, record: Record) -> dict[str, str]:
    """What a ticket does not say and the record does: who asks, and where they are answered, in one way."""
    given: dict[str, str] = {}
    if filed.petitioner is None:
        given["petitioner"] = Named(name=record.name, document=record.document.text).model_dump_json()
    if filed.email is not None or filed.address is not None:
        return given
    reached = _reached(record)
    return given | reached


def _reached(record: Record) -> dict[str, str]:
    """By e-mail, or by letter where they asked for that or have no e-mail."""
    details = record.details
    letters = [f"{each.line}\n{divipola.place(each.municipality)}" for each in details.addresses[:1]]
    if details.emails and not (details.preferred_contact == "letter" and letters):
        return {"email": details.emails[0]}
    return {"address": letters[0]} if letters else {}


async def _remaining(connection: AsyncConnection, deps: Deps, customer_id: str) -> Stored:
    seal = Seal(deps.sealer, deps.campaign)
    while True:
        found = (await customers.locked(connection, seal, [customer_id])).get(customer_id)
        if found is None:
            raise CustomerUnknown
        if found.merged_into is None:
            return found
        customer_id = found.merged_into
