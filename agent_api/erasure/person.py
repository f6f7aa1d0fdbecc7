"""Person whose data are erased: a customer with all merged records, or a number that called.

Owns the identifiers that recognise their data: current values and historical ones. None of them is stored or shown.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers import queries as customers
from agent_api.customers.domain.documents import normalize_number
from agent_api.customers.domain.erasure_notice import is_erasure_notice
from agent_api.customers.encrypted_rows import CustomerCipher, StoredCustomer, change_binding
from agent_api.customers.problems import CustomerMerged, CustomerUnknown
from agent_api.mandates.stated import NamedPerson as Named
from storage.tables import customer, customer_change, customer_phone, customer_tie
from telephony.phone_numbers import to_e164

_KIND_BEFORE_NUMBER: Final = re.compile(r"^(CC|TI|CE|PA|PPT|NIT)(?=.)")


class DataSubject(msgspec.Struct, frozen=True, kw_only=True):
    """Person whose data are erased.

    Attributes:
        customer_id: surviving record; empty for a caller without one.
        records: records that still hold data, by id.
        family: ids of all their records, erased or not.
        phones: E.164.
        shared_phones: phones that another customer has too.
        documents: numbers without separators.
        emails: lower case.
        has_credit: whether a record names a credit, or a link to one.
    """

    customer_id: str
    records: dict[str, StoredCustomer]
    family: tuple[str, ...] = ()
    phones: frozenset[str] = frozenset()
    shared_phones: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    has_credit: bool = False

    @property
    def own_phones(self) -> frozenset[str]:
        """The phones that no other customer has."""
        return self.phones - self.shared_phones

    def is_petitioner(self, named: Named, email: str, *, from_own_number: bool) -> bool:
        """Return whether the person filed a petition without a customer; an anonymous one matches no person.

        Args:
            named: petitioner stated in the petition; the name may be empty.
            email: for the answer, or empty.
            from_own_number: whether the call came from a number that only this person has.
        """
        if named.document:
            return self.has_document(named.document)
        if email and email.lower() in self.emails:
            return True
        if self.names and named.name.casefold() not in {each.casefold() for each in self.names}:
            return False
        return bool(named.name) and from_own_number

    def has_document(self, text: str) -> bool:
        """Return whether a document is theirs, in the form that people use: «CC 52.900.101»."""
        return _KIND_BEFORE_NUMBER.sub("", normalize_number(text)) in self.documents

    def is_mentioned(self, text: str) -> bool:
        """Return whether a text has one of their numbers, documents, e-mail addresses or full names."""
        spoken = text.casefold()
        numbers = {each[-10:] for each in self.phones}
        return any(each.casefold() in spoken for each in (*numbers, *self.documents, *self.emails, *self.names))


async def load_customer(connection: AsyncConnection, customer_cipher: CustomerCipher, customer_id: str) -> DataSubject:
    """Load a customer with all merged records, and lock the rows until the transaction ends.

    Raises:
        CustomerUnknown: it does not exist.
        CustomerMerged: it was merged into another.
    """
    family = await _family(connection, customer_cipher.campaign, customer_id)
    stored_by_id = await customers.lock_customers(connection, customer_cipher, family)
    if customer_id not in stored_by_id:
        raise CustomerUnknown
    if (survivor := stored_by_id[customer_id].merged_into) is not None:
        raise CustomerMerged(survivor)
    records = {id_: each for id_, each in stored_by_id.items() if each.erased_by is None}
    phones, documents, emails = await _identifiers(connection, customer_cipher, records.values())
    return DataSubject(
        customer_id=customer_id,
        records=records,
        family=tuple(sorted(stored_by_id)),
        phones=frozenset(phones),
        shared_phones=frozenset(await _shared(connection, customer_cipher, phones, stored_by_id)),
        documents=frozenset(documents),
        emails=frozenset(emails),
        names=frozenset(each.record.name for each in records.values()),
        has_credit=await _has_credit(connection, records),
    )


async def load_caller(connection: AsyncConnection, customer_cipher: CustomerCipher, phone: str) -> DataSubject:
    """Build the data subject of a number without a record; the number is shared if customers have it too."""
    shared = await _shared(connection, customer_cipher, {phone}, ())
    return DataSubject(customer_id="", records={}, phones=frozenset({phone}), shared_phones=frozenset(shared))


async def _family(connection: AsyncConnection, campaign: str, customer_id: str) -> list[str]:
    own = select(customer.c.id).where(customer.c.campaign == campaign, customer.c.id == customer_id)
    family = own.cte("family", recursive=True)
    merged = select(customer.c.id).where(customer.c.merged_into == family.c.id)
    return list((await connection.execute(select(family.union(merged).c.id))).scalars())


async def _identifiers(
    connection: AsyncConnection, customer_cipher: CustomerCipher, records: Iterable[StoredCustomer]
) -> tuple[set[str], set[str], set[str]]:
    """Return current and historical phones, documents and e-mails of records."""
    phones: set[str] = set()
    documents: set[str] = set()
    emails: set[str] = set()
    for each in records:
        documents.add(normalize_number(each.record.document.number))
        phones |= set(each.record.details.phones)
        emails |= {email.lower() for email in each.record.details.emails}
    for field, value in await _history(connection, customer_cipher, [each.id for each in records]):
        if field == "phones":
            phones |= {number for each in value or () if (number := to_e164(each))}
        elif field == "emails":
            emails |= {each.lower() for each in value or ()}
        elif field == "document" and value:
            documents.add(normalize_number(value["number"]))
    return phones, documents, emails


async def _history(
    connection: AsyncConnection, customer_cipher: CustomerCipher, ids: list[str]
) -> list[tuple[str, Any]]:
    row = customer_change.c
    query = select(row.customer_id, row.version, row.field, row.old)
    query = query.where(row.campaign == customer_cipher.campaign, row.customer_id.in_(ids))
    old_values = [
        (
            each.field,
            customer_cipher.decrypt_value(each.old, change_binding(each.customer_id, each.version, each.field, "old")),
        )
        for each in await connection.execute(query)
    ]
    return [(field, value) for field, value in old_values if not (isinstance(value, str) and is_erasure_notice(value))]


async def _shared(
    connection: AsyncConnection, customer_cipher: CustomerCipher, phones: Iterable[str], family: Iterable[str]
) -> set[str]:
    prints = {customer_cipher.phone_print(each): each for each in phones}
    query = select(customer_phone.c.phone).where(
        customer_phone.c.campaign == customer_cipher.campaign,
        customer_phone.c.phone.in_(prints),
        customer_phone.c.customer_id.not_in(list(family)),
    )
    return {prints[each] for each in (await connection.execute(query)).scalars()}


async def _has_credit(connection: AsyncConnection, records: dict[str, StoredCustomer]) -> bool:
    if any(each.record.details.credits for each in records.values()):
        return True
    tie = customer_tie.c
    of_them = or_(tie.beneficiary.in_(records), tie.co_debtor.in_(records))
    return (await connection.execute(select(tie.credit_print).where(of_them).limit(1))).first() is not None
