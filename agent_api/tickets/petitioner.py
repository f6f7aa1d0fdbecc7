"""The petitioner of a ticket: name, document, representative, and where they are answered.

Owns what the sealed columns ``petitioner``, ``email`` and ``address`` of a ticket say, and what is copied into them
from the customer's record. It is copied once, when the ticket is filed or tied to the customer: the constancia is a
legal proof (Decreto 1166 de 2016), so a later change or merge of the record does not change it. What was said at the
filing is never overwritten.
"""

from typing import Any, Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers import queries as customers
from agent_api.customers.domain import divipola
from agent_api.customers.domain.emails import normalize_email
from agent_api.customers.domain.record import CustomerRecord
from agent_api.customers.encrypted_rows import CustomerCipher, StoredCustomer
from agent_api.customers.problems import CustomerUnknown
from agent_api.tickets import store
from agent_api.tickets.problems import EmailWrong
from agent_api.tickets.schemas import NamedPetitioner, TicketForm
from agent_api.tickets.store import FiledTicket, with_columns
from agent_api.tickets.texts import (
    NamedPerson,
    StatedPetitioner,
    TicketTexts,
    decrypt_stated,
    encode_stated,
)
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher

_COLUMN_CONTEXTS: Final = {"petitioner": store.PETITIONER, "email": store.EMAIL, "address": store.ADDRESS}


class TicketPetitioner(StatedPetitioner, frozen=True, kw_only=True):
    """The petitioner of a ticket with the address for notification.

    Attributes:
        email: empty where the answer does not go by e-mail.
        address: postal address, line by line.
    """

    email: str = ""
    address: tuple[str, ...] = ()


def petitioner_of(cipher: FieldCipher, site: Site, filed: FiledTicket) -> TicketPetitioner:
    """Return the petitioner of a ticket; all its fields are empty where nothing was said."""
    stated = _decrypt_columns(cipher, site, filed)
    decrypt = cipher.decrypt
    associated_data = store.associated_data_of(site.campaign, filed)
    address = decrypt(filed.address, field=store.ADDRESS, row=associated_data) if filed.address else ""
    return TicketPetitioner(
        name=stated.name,
        document=stated.document,
        representative=stated.representative,
        email=decrypt(filed.email, field=store.EMAIL, row=associated_data) if filed.email else "",
        address=tuple(address.splitlines()),
    )


def texts_of_form(form: TicketForm) -> TicketTexts:
    """Return what a form says, in the clear.

    Raises:
        EmailWrong: the e-mail is no address.
    """
    stated = _stated_by(form)
    email = normalize_email(form.email) if form.email else ""
    if email is None:
        raise EmailWrong
    return TicketTexts(
        text=form.text,
        petitioner=stated,
        email=email,
        address=form.address or "",
        answer=(form.answer or "") if form.outcome == "answered" else "",
    )


def _stated_by(form: TicketForm) -> StatedPetitioner | None:
    """Return the petitioner and the representative that a form names; None without either."""
    petitioner = form.petitioner
    representative = form.representative or (petitioner.representative if petitioner else None)
    if petitioner is None and representative is None:
        return None
    person = _named_person(petitioner) if petitioner else NamedPerson()
    acting = _named_person(representative) if representative else None
    return StatedPetitioner(name=person.name, document=person.document, representative=acting)


def caller_is_petitioner(form: TicketForm, verified: str | None) -> bool:
    """Decide whether the number that called may lead to the petition.

    It does not where nobody is named: such a petition is anonymous. Nor where the call verified a customer and the
    petition is another person's: the number is the customer's.

    Args:
        form: the petition.
        verified: the customer whom the call has verified, or None.
    """
    if form.customer_id:
        return True
    return verified is None and (form.petitioner or form.representative) is not None


def values_from_record(cipher: FieldCipher, site: Site, filed: FiledTicket, record: CustomerRecord) -> dict[str, str]:
    """Return what a ticket does not say and the customer's record does, by column, in the clear.

    The record's e-mail or address count only where the ticket has neither.
    """
    values: dict[str, str] = {}
    stated = _decrypt_columns(cipher, site, filed)
    if not stated.name:
        values["petitioner"] = encode_stated(_named_by_record(stated, record))
    if filed.email is None and filed.address is None:
        values |= _contact(record)
    return values


def complete_texts(texts: TicketTexts, record: CustomerRecord) -> tuple[TicketTexts, tuple[str, ...]]:
    """Return the texts with what a customer's record adds to them, and the names of the columns that it gave."""
    values: dict[str, Any] = {}
    stated = texts.petitioner or StatedPetitioner()
    if not stated.name:
        values["petitioner"] = _named_by_record(stated, record)
    if not (texts.email or texts.address):
        values |= _contact(record)
    return msgspec.structs.replace(texts, **values), tuple(values)


def with_values(cipher: FieldCipher, site: Site, filed: FiledTicket, values: dict[str, str]) -> FiledTicket:
    """Return the ticket with some of the three columns set, which are given in the clear."""
    associated_data = store.associated_data_of(site.campaign, filed)
    return with_columns(
        filed,
        **{
            name: cipher.encrypt(value, field=_COLUMN_CONTEXTS[name], row=associated_data)
            for name, value in values.items()
        },
    )


def without_values(cipher: FieldCipher, site: Site, filed: FiledTicket, columns: list[str]) -> FiledTicket:
    """Return the ticket without what it took over from a record; a representative was said, and stays."""
    stated = _decrypt_columns(cipher, site, filed)
    emptied = with_columns(filed, **dict.fromkeys(columns))
    if "petitioner" not in columns or stated.representative is None:
        return emptied
    return with_values(
        cipher, site, emptied, {"petitioner": encode_stated(StatedPetitioner(representative=stated.representative))}
    )


async def lock_customer(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, customer_id: str
) -> StoredCustomer:
    """Return a customer, locked until the transaction ends; of a merged one, the one that remains.

    Raises:
        CustomerUnknown: there is none.
    """
    customer_cipher = CustomerCipher(cipher, campaign)
    while True:
        customer = (await customers.lock_customers(connection, customer_cipher, [customer_id])).get(customer_id)
        if customer is None:
            raise CustomerUnknown
        if customer.merged_into is None:
            return customer
        customer_id = customer.merged_into


def _named_by_record(stated: StatedPetitioner, record: CustomerRecord) -> StatedPetitioner:
    return msgspec.structs.replace(stated, name=record.name, document=record.document.text)


def _contact(record: CustomerRecord) -> dict[str, str]:
    """Choose e-mail, or a letter where the customer asked for letters or has no e-mail."""
    details = record.details
    letters = [f"{each.line}\n{divipola.place_label(each.municipality)}" for each in details.addresses[:1]]
    if details.emails and not (details.preferred_contact == "letter" and letters):
        return {"email": details.emails[0]}
    return {"address": letters[0]} if letters else {}


def _decrypt_columns(cipher: FieldCipher, site: Site, filed: FiledTicket) -> StatedPetitioner:
    return decrypt_stated(cipher, filed.petitioner, store.associated_data_of(site.campaign, filed))


def _named_person(named: NamedPetitioner) -> NamedPerson:
    return NamedPerson(name=named.name, document=named.document)
