"""A person as the log names them: an opaque reference and a salted commitment. Pure.

Owns their creation. It must not store them: `eventlog.person_data` does.
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
        commitment: SHA-256 of salt and value, hex, or empty; proves the value to a holder of both.
        encoded: kind, value and salt, for the hash ``{campaign}:person`` under ``ref``; see `eventlog.person_cipher`.
    """

    ref: str
    commitment: str
    encoded: bytes


class PersonDatum(msgspec.Struct, frozen=True, kw_only=True):
    """The personal datum behind a reference."""

    kind: DatumKind
    value: str
    salt: bytes


FACTS_NAMING_PEOPLE = (CallIngressed, CallReceived, CallBackNumberKeyed)
"""Facts that hold a reference to a person (``caller_ref``) and its commitment."""
NO_PERSON = Person(ref="", commitment="", encoded=b"")


def make_person(value: str, random: bytes, kind: DatumKind = "number") -> Person:
    """Create the reference and commitment of a value, e.g. the caller's number, empty when the network withheld it.

    `random` are 32 fresh random bytes: half name the reference, half are the salt.

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
    """Return the SHA-256 of salt and value, hex."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def number_mark(number: str, key: bytes) -> str:
    """Return the HMAC-SHA256 of an E.164 number, cut to `MARK_BYTES`, hex, under the key of a month and campaign.

    Equal numbers have equal marks under one key.
    """
    return hmac.digest(key, number.encode(), hashlib.sha256)[:MARK_BYTES].hex()


def read_datum(encoded: bytes) -> PersonDatum:
    """Decode `Person.encoded`.

    Raises:
        Unreadable: the bytes are something else.
    """
    try:
        return msgspec.json.decode(encoded, type=PersonDatum)
    except (ValueError, msgspec.MsgspecError):
        # Not chained: the decoder's message could quote the value.
        raise Unreadable("un dato personal en espera no se puede leer") from None


def person_references(fact: AnyFact) -> tuple[str, ...]:
    """Return the references that a fact contains."""
    return (fact.caller_ref,) if isinstance(fact, FACTS_NAMING_PEOPLE) and fact.caller_ref else ()
