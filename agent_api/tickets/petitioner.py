"""The petitioner of a ticket: name, document, representative, and where they are answered.

Owns what the sealed columns ``petitioner``, ``email`` and ``address`` of a ticket say, and what is copied into them
from the customer's record. It is copied once, when the ticket is filed or tied to the customer: the constancia is a
legal proof (Decreto 1166 de 2016), so a later change or merge of the record does not change it. What was said at the
filing is never overwritten.
"""

from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers import store as customers
from agent_api.customers.domain import divipola
from agent_api.customers.domain.record import Record
from agent_api.customers.encrypted_rows import Seal, Stored
from agent_api.customers.problems import CustomerUnknown
from agent_api.kit.context import Deps, Hand
from agent_api.tickets import store
from agent_api.tickets.schemas import Named, TicketForm
from agent_api.tickets.store import Filed, replaced
from storage.encryption.field_cipher import Sealer

_ABOUT: Final = {"petitioner": store.PETITIONER, "email": store.EMAIL, "address": store.ADDRESS}


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person as the column ``petitioner`` stores them.

    Attributes:
        name: empty where it is not known.
        document: kind and number, «CC 52900101»; None where it is not known.
    """

    name: str = ""
    document: str | None = None


class Stated(Person, frozen=True, kw_only=True):
    """The content of the column ``petitioner``.

    Attributes:
        representative: who acts for them, or None.
    """

    representative: Person | None = None


class Petitioner(Stated, frozen=True, kw_only=True):
    """The petitioner of a ticket with the address for notification.

    Attributes:
        email: empty where the answer does not go by e-mail.
        address: postal address, line by line.
    """

    email: str = ""
    address: tuple[str, ...] = ()


def petitioner_of(hand: Hand, filed: Filed) -> Petitioner:
    """Return the petitioner of a ticket; all its fields are empty where nothing was said."""
    stated, opened, place = _stated(hand, filed), hand.sealer.open, store.place_of(hand.site.campaign, filed)
    address = opened(filed.address, about=store.ADDRESS, row=place) if filed.address else ""
    return Petitioner(
        name=stated.name,
        document=stated.document,
        representative=stated.representative,
        email=opened(filed.email, about=store.EMAIL, row=place) if filed.email else "",
        address=tuple(address.splitlines()),
    )


def read_stated(sealer: Sealer, sealed: bytes | None, place: str) -> Stated:
    """Return what the column ``petitioner`` says; empty where it says nothing."""
    if not sealed:
        return Stated()
    return msgspec.json.decode(sealer.open(sealed, about=store.PETITIONER, row=place), type=Stated)


def seal_stated(sealer: Sealer, stated: Stated, place: str) -> bytes:
    """Return the column ``petitioner`` that says this."""
    return sealer.seal(_json(stated), about=store.PETITIONER, row=place)


def sealed_petitioner(sealer: Sealer, form: TicketForm, place: str) -> bytes | None:
    """Return the column ``petitioner`` of what a form says; None where it names nobody."""
    said = form.petitioner
    representative = form.representative or (said.representative if said else None)
    if said is None and representative is None:
        return None
    person = _person(said) if said else Person()
    acting = _person(representative) if representative else None
    stated = Stated(name=person.name, document=person.document, representative=acting)
    return seal_stated(sealer, stated, place)


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


def missing_in(hand: Hand, filed: Filed, record: Record) -> dict[str, str]:
    """Return what a ticket does not say and the customer's record does, by column, in the clear.

    The record's e-mail or address count only where the ticket has neither.
    """
    found: dict[str, str] = {}
    stated = _stated(hand, filed)
    if not stated.name:
        named = msgspec.structs.replace(stated, name=record.name, document=record.document.text)
        found["petitioner"] = _json(named)
    if filed.email is None and filed.address is None:
        found |= _contact(record)
    return found


def with_values(hand: Hand, filed: Filed, values: dict[str, str]) -> Filed:
    """Return the ticket with some of the three columns set, which are given in the clear."""
    place = store.place_of(hand.site.campaign, filed)
    return replaced(
        filed, **{name: hand.sealer.seal(value, about=_ABOUT[name], row=place) for name, value in values.items()}
    )


def without_values(hand: Hand, filed: Filed, columns: list[str]) -> Filed:
    """Return the ticket without what it took over from a record; a representative was said, and stays."""
    stated = _stated(hand, filed)
    emptied = replaced(filed, **dict.fromkeys(columns))
    if "petitioner" not in columns or stated.representative is None:
        return emptied
    return with_values(hand, emptied, {"petitioner": _json(Stated(representative=stated.representative))})


async def locked_customer(connection: AsyncConnection, deps: Deps, customer_id: str) -> Stored:
    """Return a customer, locked until the transaction ends; of a merged one, the one that remains.

    Raises:
        CustomerUnknown: there is none.
    """
    seal = Seal(deps.sealer, deps.campaign)
    while True:
        found = (await customers.locked(connection, seal, [customer_id])).get(customer_id)
        if found is None:
            raise CustomerUnknown
        if found.merged_into is None:
            return found
        customer_id = found.merged_into


def _contact(record: Record) -> dict[str, str]:
    """Choose e-mail, or a letter where the customer asked for letters or has no e-mail."""
    details = record.details
    letters = [f"{each.line}\n{divipola.place(each.municipality)}" for each in details.addresses[:1]]
    if details.emails and not (details.preferred_contact == "letter" and letters):
        return {"email": details.emails[0]}
    return {"address": letters[0]} if letters else {}


def _stated(hand: Hand, filed: Filed) -> Stated:
    return read_stated(hand.sealer, filed.petitioner, store.place_of(hand.site.campaign, filed))


def _person(said: Named) -> Person:
    return Person(name=said.name, document=said.document)


def _json(stated: Stated) -> str:
    return msgspec.json.encode(stated).decode()
