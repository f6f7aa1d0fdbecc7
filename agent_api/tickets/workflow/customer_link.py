"""Whose a ticket is, found out after it was filed; and that it was somebody else's after all.

Owns what these two steps bear and what a ticket has of the customer's record. Who may see whose data is
`agent_api.customers.authorization`'s: who ties a ticket to a customer must be let at them. What the ticket says itself,
a name, an e-mail, an address, is never written over.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.context import ApiContext
from agent_api.tickets import history_store
from agent_api.tickets.domain.steps import File, Tie, Untie
from agent_api.tickets.petitioner import lock_customer, values_from_record, with_values, without_values
from agent_api.tickets.problems import StepNotPossible
from agent_api.tickets.store import FiledTicket, with_columns
from storage.encryption.field_cipher import FieldCipher


async def tie_step(connection: AsyncConnection, context: ApiContext, filed: FiledTicket, customer_id: str) -> Tie:
    """The step that ties a ticket to a customer; that whoever asks may see them is known.

    Args:
        connection: within the transaction; the customer's row is locked, so that nobody merges it meanwhile.
        context: of the API.
        filed: the ticket.
        customer_id: opaque; of a merged one, the one that remains counts.

    Raises:
        StepNotPossible: it has a customer.
        CustomerUnknown: there is none.
    """
    if filed.customer_ref:
        text = "El ticket ya tiene un cliente: primero alguien del canal escrito, o quien dirige, lo desasocia."
        raise StepNotPossible(text, "customer_known")
    customer = await lock_customer(connection, context.cipher, context.campaign, customer_id)
    return Tie(
        customer_ref=customer.id,
        gave=",".join(values_from_record(context.cipher, context.site, filed, customer.record)),
    )


async def untie_step(connection: AsyncConnection, cipher: FieldCipher, campaign: str, filed: FiledTicket) -> Untie:
    """The step that lets go of a ticket's customer, and of what the ticket had of their record.

    Raises:
        StepNotPossible: it has none.
    """
    if not filed.customer_ref:
        raise StepNotPossible("El ticket no tiene un cliente que desasociar.", "customer_unknown")
    history = await history_store.list_history(connection, cipher, campaign, filed.number)
    gave = ""
    for each in history:
        if isinstance(each.step, File | Tie | Untie):
            gave = "" if isinstance(each.step, Untie) else each.step.gave
    return Untie(customer_ref=filed.customer_ref, gave=gave)


async def with_customer(
    connection: AsyncConnection, context: ApiContext, filed: FiledTicket, step: Tie | Untie
) -> FiledTicket:
    """The ticket after such a step."""
    gave = [each for each in step.gave.split(",") if each]
    if isinstance(step, Untie):
        return with_columns(without_values(context.cipher, context.site, filed, gave), customer_ref="")
    values = values_from_record(
        context.cipher,
        context.site,
        filed,
        (await lock_customer(connection, context.cipher, context.campaign, step.customer_ref)).record,
    )
    tied_to = with_columns(filed, customer_ref=step.customer_ref)
    return with_values(context.cipher, context.site, tied_to, {name: values[name] for name in gave})
