"""A person as the log names them: an opaque reference and a salted commitment. Pure.

Owns their making. It must not keep them: `eventlog.person_data` does.
"""

import hashlib
import hmac
from typing import Literal

import msgspec

from eventlog.errors import Unreadable
from eventlog.facts import AnyFact, CallBackNumberKeyed, CallIngressed, CallReceived

DatumKind = Literal["number"]
RANDOM_BYTES = 32
MARK_BYTES = 16


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person as the log names them.

    Attributes:
        ref: opaque reference, or empty when nothing is known.
        commitment: SHA-256 of salt and value, hex, or empty; proves the value to who holds both.
        encoded: kind, value and salt, for the hash ``{campaign}:person`` under ``ref``; see `eventlog.person_cipher`.
    """

    ref: str
    commitment: str
    encoded: bytes


class PersonDatum(msgspec.Struct, frozen=True, kw_only=True):
    """What a reference stands for."""

    kind: DatumKind
    value: str
    salt: bytes


FACTS_NAMING_PEOPLE = (CallIngressed, CallReceived, CallBackNumberKeyed)
"""Facts that bring a reference, by their ``caller_ref``, and its commitment."""
NO_PERSON = Person(ref="", commitment="", encoded=b"")


def make_person(value: str, random: bytes, kind: DatumKind = "number") -> Person:
    """Give a value its reference and commitment.

    Args:
        value: the personal data, e.g. the caller's number; empty when the network hid it.
        random: 32 fresh random bytes: half name the reference, half are the salt.
        kind: what the value is.

    Raises:
        ValueError: too few random bytes.
    """
    if not value:
        return NO_PERSON
    if len(random) < RANDOM_BYTES:
        raise ValueError(f"a reference needs {RANDOM_BYTES} random bytes")
    datum = PersonDatum(kind=kind, value=value, salt=random[16:RANDOM_BYTES])
    return Person(
        ref=random[:16].hex(), commitment=make_commitment(datum.salt, value), encoded=msgspec.json.encode(datum)
    )


def make_commitment(salt: bytes, value: str) -> str:
    """SHA-256 of salt and value, hex."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def number_mark(number: str, key: bytes) -> str:
    """HMAC-SHA256 of a number, cut to `MARK_BYTES`, hex; equal for equal numbers under one key.

    Args:
        number: E.164.
        key: of a month and campaign.
    """
    return hmac.digest(key, number.encode(), hashlib.sha256)[:MARK_BYTES].hex()


def read_datum(encoded: bytes) -> PersonDatum:
    """What `Person.encoded` holds.

    Raises:
        Unreadable: it is none.
    """
    try:
        return msgspec.json.decode(encoded, type=PersonDatum)
    except (ValueError, msgspec.MsgspecError):
        # Not chained: the vendor's message could quote the value.
        raise Unreadable("un dato personal en espera no se puede leer") from None


def person_references(fact: AnyFact) -> tuple[str, ...]:
    """The people whom a fact names."""
    return (fact.caller_ref,) if isinstance(fact, FACTS_NAMING_PEOPLE) and fact.caller_ref else ()
