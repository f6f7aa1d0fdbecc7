"""A large client: the checks of its fields, and the fields in which two versions differ. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from agent_api.customers.domain.documents import read_document
from eventlog.facts.large_client import LargeClientState
from telephony.phone_numbers import typed_to_e164

Fault = tuple[str, str]
COMPARED: Final = (
    *("nit", "name", "manager", "service", "hours", "response_hours", "state", "since", "until", "contacts"),
)


class ClientContact(msgspec.Struct, frozen=True, kw_only=True):
    """A person at the client; each text but the name may be empty, and ``phone`` is E.164."""

    id: str
    name: str
    position: str = ""
    phone: str = ""
    email: str = ""


class LargeClient(msgspec.Struct, frozen=True, kw_only=True):
    """A large client.

    Attributes:
        nit: digits with the check digit.
        manager: login of the account manager.
        hours: hours of the service, in words.
        response_hours: hours in which the entity answers.
        until: last day of the service; None while it has no end.
    """

    nit: str
    name: str
    manager: str
    service: str
    hours: str
    response_hours: int
    since: date
    state: LargeClientState = "active"
    until: date | None = None
    contacts: tuple[ClientContact, ...] = ()

    @property
    def phones(self) -> frozenset[str]:
        """The numbers of the contacts."""
        return frozenset(each.phone for each in self.contacts if each.phone)


def read_nit(text: str) -> str:
    """Return the digits of a NIT with its check digit.

    Raises:
        InvalidDocument: it is not a NIT, or its check digit is wrong.
    """
    return read_document("NIT", text).number


def read_phone(text: str) -> str | None:
    """Return the E.164 number of a contact, empty without one; None if it is no telephone number."""
    return typed_to_e164(text) if text else ""


def find_faults(client: LargeClient, today: date) -> list[Fault]:
    """Return what is wrong with the dates of a client."""
    if client.state == "active":
        return [] if client.until is None else [("until", "Un cliente activo no tiene fecha final: quítela.")]
    if client.until is None:
        return [("until", "Diga el último día del servicio.")]
    if client.until < client.since:
        return [("until", "El último día no puede ser anterior al primero.")]
    return [("until", "El último día no puede ser futuro.")] if client.until > today else []


def changed_fields(before: LargeClient, after: LargeClient) -> tuple[str, ...]:
    """Return the names of the fields that differ."""
    return tuple(name for name in COMPARED if getattr(before, name) != getattr(after, name))


def without_contact(contacts: Sequence[ClientContact], id_: str, notice: str) -> tuple[ClientContact, ...]:
    """Return contacts with the data of one replaced by an erasure notice."""
    return tuple(ClientContact(id=id_, name=notice) if each.id == id_ else each for each in contacts)
