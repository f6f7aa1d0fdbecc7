"""Linking a ticket to a customer after the filing, and removing a wrong link.

Owns the content of these two steps, and the data that a ticket copies from the customer's record.
`agent_api.customers.authorization` decides who may see a customer: only a person with access to the customer may link a
ticket to them. Data that the ticket has of its own, a name, an e-mail, an address, is never overwritten.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers.domain.record import CustomerRecord
from agent_api.kit.context import ApiContext
from agent_api.tickets import history_store
from agent_api.tickets.domain.steps import File, Tie, Untie
from agent_api.tickets.petitioner import lock_customer, values_from_record, with_values, without_values
from agent_api.tickets.problems import StepNotPossible
from agent_api.tickets.search.nit_prints import print_of_nit
from agent_api.tickets.store import FiledTicket, associated_data_of, with_columns
from agent_api.tickets.texts import decrypt_stated
from storage.encryption.field_cipher import FieldCipher


async def tie_step(connection: AsyncConnection, context: ApiContext, filed: FiledTicket, customer_id: str) -> Tie:
    """Build the step that links a ticket to a customer; a merged customer gives the one that remains.

    The calling code must have checked access to the customer, whose row stays locked against merges.

    Raises:
        StepNotPossible: the ticket has a customer.
        CustomerUnknown: there is no such customer.
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
    """Build the step that removes the link to a customer, and the data copied from their record.

    Raises:
        StepNotPossible: the ticket has no customer.
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
    """Return the ticket after a step of this module."""
    gave = [each for each in step.gave.split(",") if each]
    if isinstance(step, Untie):
        untied = with_columns(without_values(context.cipher, context.site, filed, gave), customer_ref="")
        return _with_nit_print(context, untied, None)
    customer = await lock_customer(connection, context.cipher, context.campaign, step.customer_ref)
    values = values_from_record(context.cipher, context.site, filed, customer.record)
    tied_to = with_columns(filed, customer_ref=step.customer_ref)
    tied = with_values(context.cipher, context.site, tied_to, {name: values[name] for name in gave})
    return _with_nit_print(context, tied, customer.record)


def _with_nit_print(context: ApiContext, filed: FiledTicket, record: CustomerRecord | None) -> FiledTicket:
    stated = decrypt_stated(context.cipher, filed.petitioner, associated_data_of(context.campaign, filed))
    return with_columns(filed, nit_print=print_of_nit(context.cipher, context.campaign, stated, record))
