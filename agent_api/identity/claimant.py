"""Gather the data that a customer can be asked for: the record, the people tied by a credit, the calling number.

Owns the gathering. `agent_api.identity.domain.answerable` computes the answers; nothing is shown or stored.
"""

from collections.abc import Mapping

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.customers import queries as customers
from agent_api.customers.caller_numbers import CallerNumberReader
from agent_api.customers.domain.record import CustomerRecord
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.customers.problems import CustomerDataErased, CustomerUnknown
from agent_api.dispositions.ownership import OwnCall
from agent_api.identity.domain.answerable import RelatedPerson, answerable_values
from config.site.customers.identity import IdentityDatum
from telephony.phone_numbers import to_e164


class Claimant(msgspec.Struct, frozen=True, kw_only=True):
    """A customer who may be on the line.

    Attributes:
        customer_id: the surviving customer if the requested one was merged.
        answerable_values: the values that answer for each datum.
    """

    customer_id: str
    answerable_values: Mapping[IdentityDatum, tuple[str, ...]]


async def find_claimant(
    engine: AsyncEngine, customer_cipher: CustomerCipher, customer_id: str, call: OwnCall, numbers: CallerNumberReader
) -> Claimant:
    """Return a customer with the values that can be asked for on a call; a merged id leads to the surviving customer.

    Raises:
        CustomerUnknown: there is none.
        CustomerDataErased: their data were erased.
    """
    record, id_ = await _find_record(engine, customer_cipher, customer_id)
    related = [
        RelatedPerson(
            datum="beneficiary" if tie.co_debtor == id_ else "co_debtor",
            record=(await _find_record(engine, customer_cipher, other))[0],
        )
        for tie in await customers.find_credit_ties(engine, customer_cipher, id_)
        if (other := tie.beneficiary if tie.co_debtor == id_ else tie.co_debtor) != id_
    ]
    caller = to_e164(await numbers.find(call.caller_ref))
    return Claimant(customer_id=id_, answerable_values=answerable_values(record, related, caller))


async def _find_record(
    engine: AsyncEngine, customer_cipher: CustomerCipher, customer_id: str
) -> tuple[CustomerRecord, str]:
    """Return the customer's record and id, those of the surviving customer after a merge."""
    while True:
        matches = await customers.find_by(engine, customer_cipher, "id", customer_id)
        if not matches:
            raise CustomerUnknown
        if matches[0].erased_by is not None:
            raise CustomerDataErased(matches[0].erased_by)
        if matches[0].merged_into is None:
            return matches[0].record, customer_id
        customer_id = matches[0].merged_into
