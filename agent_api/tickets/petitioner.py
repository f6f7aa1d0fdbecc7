"""The petitioner of a ticket: name, document, representative, and the address for the answer.

Owns the content of the encrypted columns ``petitioner``, ``email`` and ``address`` of a ticket, and which values are
copied into them from the customer's record. They are copied once, when the ticket is filed or linked to the customer:
the constancia is a legal proof (Decreto 1166 de 2016), so a later change or merge of the record does not change it.
The data stated at the filing are never overwritten.
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
from agent_api.mandates.schemas import to_named_person, to_stated_mandate
from agent_api.mandates.stated import ActingPerson, NamedPerson
from agent_api.tickets import store
from agent_api.tickets.problems import EmailWrong, MandateMissing, MandateWithoutRepresentative
from agent_api.tickets.schemas import TicketForm
from agent_api.tickets.store import FiledTicket, with_columns
from agent_api.tickets.texts import StatedPetitioner, TicketTexts, decrypt_stated, encode_stated
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher

_COLUMN_CONTEXTS: Final = {"petitioner": store.PETITIONER, "email": store.EMAIL, "address": store.ADDRESS}


class TicketPetitioner(StatedPetitioner, frozen=True, kw_only=True):
    """The petitioner of a ticket with the address for notification.

    Attributes:
        email: empty if the answer does not go by e-mail.
        address: postal address, line by line.
    """

    email: str = ""
    address: tuple[str, ...] = ()


def petitioner_of(cipher: FieldCipher, site: Site, filed: FiledTicket) -> TicketPetitioner:
    """Decrypt the petitioner of a ticket; all fields are empty if the petition is anonymous."""
    stated = _decrypt_columns(cipher, site, filed)
    decrypt = cipher.decrypt
    associated_data = store.associated_data_of(site.campaign, filed)
    address = decrypt(filed.address, field=store.ADDRESS, row=associated_data) if filed.address else ""
    return TicketPetitioner(
        name=stated.name,
        document=stated.document,
        representative=stated.representative,
        mandate=stated.mandate,
        email=decrypt(filed.email, field=store.EMAIL, row=associated_data) if filed.email else "",
        address=tuple(address.splitlines()),
    )


def texts_of_form(form: TicketForm) -> TicketTexts:
    """Return the texts of a form, not encrypted yet.

    Raises:
        EmailWrong: the e-mail address is not valid.
        MandateWithoutRepresentative, MandateMissing: see `acting_person`.
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
        annexes="\n".join(" ".join(each.split()) for each in form.annexes or ()),
        answer=(form.answer or "") if form.outcome == "answered" else "",
    )


def acting_person(form: TicketForm) -> ActingPerson | None:
    """Return the person who acts for the petitioner of a form, with the document; None if there is none.

    Raises:
        MandateWithoutRepresentative: a mandate is stated, and no person who acts by it.
        MandateMissing: a person acts, and no document was stated.
    """
    representative = form.representative or (form.petitioner.representative if form.petitioner else None)
    if representative is None and form.mandate is None:
        return None
    if representative is None:
        raise MandateWithoutRepresentative
    if form.mandate is None:
        raise MandateMissing
    return ActingPerson(representative=to_named_person(representative), mandate=to_stated_mandate(form.mandate))


def _stated_by(form: TicketForm) -> StatedPetitioner | None:
    """Return the petitioner and the representative that a form names; None without either."""
    acting = acting_person(form)
    if form.petitioner is None and acting is None:
        return None
    person = to_named_person(form.petitioner) if form.petitioner else NamedPerson()
    return StatedPetitioner(
        name=person.name,
        document=person.document,
        representative=acting.representative if acting else None,
        mandate=acting.mandate if acting else None,
    )


def caller_is_petitioner(form: TicketForm, verified: str | None) -> bool:
    """Decide whether the petition may be found by the caller's number.

    It may not if the petition is anonymous, nor if the call verified a customer (``verified``) and the petition belongs
    to another person: the number is that customer's.
    """
    if form.customer_id:
        return True
    return verified is None and (form.petitioner or form.representative) is not None


def values_from_record(cipher: FieldCipher, site: Site, filed: FiledTicket, record: CustomerRecord) -> dict[str, str]:
    """Return the values that a ticket lacks and the customer's record has, by column, in plain form.

    The record's e-mail or address is used only if the ticket has neither.
    """
    values: dict[str, str] = {}
    stated = _decrypt_columns(cipher, site, filed)
    if not stated.name:
        values["petitioner"] = encode_stated(_named_by_record(stated, record))
    if filed.email is None and filed.address is None:
        values |= _contact(record)
    return values


def complete_texts(texts: TicketTexts, record: CustomerRecord) -> tuple[TicketTexts, tuple[str, ...]]:
    """Return the texts completed from a customer's record, and the names of the columns that were filled."""
    values: dict[str, Any] = {}
    stated = texts.petitioner or StatedPetitioner()
    if not stated.name:
        values["petitioner"] = _named_by_record(stated, record)
    if not (texts.email or texts.address):
        values |= _contact(record)
    return msgspec.structs.replace(texts, **values), tuple(values)


def with_values(cipher: FieldCipher, site: Site, filed: FiledTicket, values: dict[str, str]) -> FiledTicket:
    """Return the ticket with some of the three columns set; ``values`` are in plain form."""
    associated_data = store.associated_data_of(site.campaign, filed)
    return with_columns(
        filed,
        **{
            name: cipher.encrypt(value, field=_COLUMN_CONTEXTS[name], row=associated_data)
            for name, value in values.items()
        },
    )


def without_values(cipher: FieldCipher, site: Site, filed: FiledTicket, columns: list[str]) -> FiledTicket:
    """Return the ticket without values copied from a record; the representative, named by the petitioner, stays."""
    stated = _decrypt_columns(cipher, site, filed)
    emptied = with_columns(filed, **dict.fromkeys(columns))
    if "petitioner" not in columns or stated.representative is None:
        return emptied
    return with_values(
        cipher,
        site,
        emptied,
        {"petitioner": encode_stated(StatedPetitioner(representative=stated.representative, mandate=stated.mandate))},
    )


async def lock_customer(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, customer_id: str
) -> StoredCustomer:
    """Lock a customer until the transaction ends, and return it; a merged customer gives the one that remains.

    Raises:
        CustomerUnknown: there is no such customer.
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
    """Choose e-mail, or a letter if the customer prefers letters or has no e-mail."""
    details = record.details
    letters = [f"{each.line}\n{divipola.place_label(each.municipality)}" for each in details.addresses[:1]]
    if details.emails and not (details.preferred_contact == "letter" and letters):
        return {"email": details.emails[0]}
    return {"address": letters[0]} if letters else {}


def _decrypt_columns(cipher: FieldCipher, site: Site, filed: FiledTicket) -> StatedPetitioner:
    return decrypt_stated(cipher, filed.petitioner, store.associated_data_of(site.campaign, filed))
