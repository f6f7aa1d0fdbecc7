"""A REGISTER and its effect on a user's bindings (RFC 3261 §10.3). Pure.

Owns the reading of contacts and expirations, the order of requests, and the Contact list of the response.
``registrar`` authenticates. Every host in To counts as ours: one port serves one domain, and phones name it by
address.
"""

from datetime import datetime, timedelta
from email.utils import format_datetime
from math import ceil

import msgspec

from telephony.pyvoip.sip.messages import Address, Message, read_uri
from telephony.pyvoip.sip.normalizer import (
    Headers,
    MalformedMessage,
    read_name_address,
    read_parameters,
    split_unquoted,
)
from telephony.pyvoip.sip.registration.bindings import Binding, active_bindings

MAX_EXPIRY = timedelta(hours=1)
"""The longest life of a binding, and the default."""
MIN_EXPIRY = timedelta(seconds=60)
"""A phone that asks for less is refused (423)."""
MAX_CONTACTS = 10
"""Limit per request, and per user; a user's oldest are removed."""
_MAX_CHARACTERS = 512
_MAX_USER_CHARACTERS = 64


class RegisterRefused(Exception):
    """A REGISTER that is refused."""

    def __init__(self, code: int, reason: str, extra_headers: Headers | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.extra_headers: Headers = [*(extra_headers or []), ("Warning", f'399 atencion "{reason}"')]


class RequestedContact(msgspec.Struct, frozen=True, kw_only=True):
    """One contact of a REGISTER and its lifetime; zero removes it."""

    uri: str
    expiry: timedelta


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed REGISTER; without contacts it is a query, and ``Contact: *`` removes all."""

    user: str
    call_id: str
    cseq: int
    source: Address
    contacts: tuple[RequestedContact, ...] = ()
    removes_all: bool = False


def user_of(register: Message) -> str:
    """Return the user whose phones a REGISTER changes.

    Raises:
        RegisterRefused: To names none.
    """
    try:
        user = read_uri(read_name_address(register.normalized.first("To")).uri).user
    except MalformedMessage:
        user = ""
    if not 0 < len(user) <= _MAX_USER_CHARACTERS or not user.isprintable():
        raise RegisterRefused(400, "To no nombra un usuario")
    return user


def read_registration(register: Message) -> Registration:
    """Read a REGISTER.

    Raises:
        RegisterRefused: 400 for malformed contacts, 413 for too many or too long ones, 423 for too short a time.
    """
    values = register.normalized.values("Contact")
    if sum(map(len, values)) > _MAX_CHARACTERS * MAX_CONTACTS:
        raise RegisterRefused(413, "demasiados contactos")
    listed = [text.strip() for value in values for text in split_unquoted(value, ",")]
    if len(listed) > MAX_CONTACTS:
        raise RegisterRefused(413, f"más de {MAX_CONTACTS} contactos")
    default = _seconds(register.normalized.first("Expires"))
    removes_all = "*" in listed
    if removes_all and (len(listed) > 1 or default != 0):
        raise RegisterRefused(400, "Contact: * va solo y con Expires: 0")
    return Registration(
        user=user_of(register),
        call_id=register.call_id,
        cseq=register.cseq,
        source=register.source,
        contacts=() if removes_all else tuple(_read_contact(text, default) for text in listed),
        removes_all=removes_all,
    )


def apply_register(bindings: tuple[Binding, ...], registration: Registration, now: datetime) -> tuple[Binding, ...]:
    """Return the bindings of a user after a REGISTER, the newest first, without expired ones.

    Raises:
        RegisterRefused: 500, a later REGISTER of the same phone was processed before (§10.3, steps 6 and 7).
    """
    current = {_key(each.uri): each for each in active_bindings(bindings, now)}
    touched = list(current) if registration.removes_all else [_key(each.uri) for each in registration.contacts]
    if any(_is_outdated(current[key], registration) for key in touched if key in current):
        raise RegisterRefused(500, "otro REGISTER posterior ya cambió este contacto", [("Retry-After", "0")])
    for key in touched:
        current.pop(key, None)
    new_bindings = {
        _key(each.uri): _new_binding(each, registration, now) for each in registration.contacts if each.expiry
    }
    removed = {_key(each.uri) for each in registration.contacts if not each.expiry}
    new = [binding for key, binding in new_bindings.items() if key not in removed]
    return (*new, *current.values())[:MAX_CONTACTS]


def contact_headers(bindings: tuple[Binding, ...], now: datetime) -> Headers:
    """Return the headers of the 200: every binding with its remaining seconds (§10.3, step 8), and the time."""
    contacts = [
        ("Contact", f"<{each.uri}>;expires={ceil((each.until - now) / timedelta(seconds=1))}")
        for each in active_bindings(bindings, now)
    ]
    return [*contacts, ("Date", format_datetime(now, usegmt=True))]


def _read_contact(text: str, default: int | None) -> RequestedContact:
    if len(text) > _MAX_CHARACTERS:
        raise RegisterRefused(413, "un contacto es demasiado largo")
    try:
        uri = read_name_address(text).uri
        target = read_uri(uri)
        own = _parameters(text).get("expires")
    except MalformedMessage:
        raise RegisterRefused(400, "un contacto no es una dirección SIP") from None
    transport = (_uri_parameters(uri).get("transport") or "udp").lower()
    if target.scheme != "sip" or transport != "udp":
        raise RegisterRefused(400, "solo se llama por UDP: use sip: y transporte UDP")
    seconds = default if own is None else _seconds(own)
    return RequestedContact(uri=uri, expiry=_granted_expiry(seconds))


def _granted_expiry(seconds: int | None) -> timedelta:
    """Return the granted lifetime; an unreadable value counts as absent (§10.2.1.1)."""
    life = MAX_EXPIRY if seconds is None else min(timedelta(seconds=min(seconds, 2**32)), MAX_EXPIRY)
    if timedelta(0) < life < MIN_EXPIRY:
        raise RegisterRefused(
            423, "el registro es muy corto", [("Min-Expires", str(MIN_EXPIRY // timedelta(seconds=1)))]
        )
    return life


def _seconds(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else None


def _is_outdated(binding: Binding, registration: Registration) -> bool:
    return binding.call_id == registration.call_id and registration.cseq <= binding.cseq


def _new_binding(contact: RequestedContact, registration: Registration, now: datetime) -> Binding:
    return Binding(
        uri=contact.uri,
        host=registration.source[0],
        port=registration.source[1],
        call_id=registration.call_id,
        cseq=registration.cseq,
        registered_at=now,
        until=now + contact.expiry,
    )


def _key(uri: str) -> tuple[object, ...]:
    """Return a key that is equal for equivalent URIs of a phone (§19.1.4), regardless of parameter order and case."""
    parsed_uri = read_uri(uri)
    parameters = sorted((name, (value or "").lower()) for name, value in _uri_parameters(uri).items())
    return (parsed_uri.scheme, parsed_uri.user, parsed_uri.host.lower(), parsed_uri.port, tuple(parameters))


def _uri_parameters(uri: str) -> dict[str, str | None]:
    _, mark, tail = uri.rpartition("@")[2].partition("?")[0].partition(";")
    try:
        return read_parameters(mark + tail)
    except MalformedMessage:
        raise RegisterRefused(400, "un contacto no es una dirección SIP") from None


def _parameters(text: str) -> dict[str, str | None]:
    _, *others = split_unquoted(text, ";")
    return read_parameters("".join(f";{each}" for each in others)) if others else {}
