"""A person who acts for another, and the document by which they act, as both were stated.

Owns the values that the encrypted columns contain as JSON.
"""

from datetime import date

import msgspec

from eventlog.facts.tickets.ticket import MandateKind


class NamedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person as they were named.

    Attributes:
        name: empty if unknown.
        document: kind and number, «CC 52900101»; None if unknown.
    """

    name: str = ""
    document: str | None = None


class StatedMandate(msgspec.Struct, frozen=True, kw_only=True):
    """The document by which a representative acts, as it was stated.

    Attributes:
        kind: by law or by a power of attorney.
        document: which document, and where it is from: «Escritura 123 de 2025, Notaría 4 de Bogotá».
        scope: what it allows, in the words of the document; empty if unknown.
        expires_on: the last day on which it allows it, or None.
    """

    kind: MandateKind
    document: str
    scope: str = ""
    expires_on: date | None = None


class ActingPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A representative or the holder of a power of attorney, with the document."""

    representative: NamedPerson
    mandate: StatedMandate
