"""Whether the state of a petition may be read out, and whether a document is the petitioner's. Pure.

Owns that decision. A number that no ticket has, and a document that is not the petitioner's, are refused alike, so that
who tries numbers learns nothing. It must not know where documents are stored.
"""

import re
from collections.abc import Iterable
from hmac import compare_digest
from typing import Final

import msgspec

from agent_api.customers.domain.documents import check_digit
from agent_api.kit.text import alphanumerics
from config.site.tickets.ticket_status import TicketStatusRules
from eventlog.facts.tickets.ticket_status import Grounds, StatusRefusal

DOCUMENT_LENGTH_LIMIT: Final = 60
_DOCUMENT_TYPES: Final = (
    *("cedula de ciudadania", "cedula de extranjeria", "cedula", "tarjeta de identidad", "pasaporte", "documento"),
    *("permiso por proteccion temporal", "cc", "ti", "ce", "pa", "ppt", "nit"),
)
_PREFIX: Final = re.compile(
    rf"(?:{'|'.join(alphanumerics(each) for each in _DOCUMENT_TYPES)})?(?:numero|no|n)?(?=.*[0-9])"
)
_WITH_CHECK_DIGIT: Final = re.compile(r"[0-9]{7,16}")


class KnownPetition(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the petition whose number was said.

    Attributes:
        exists: whether there is such a ticket.
        verified: whether it is of the customer whose identity this call has verified.
        documents: those that may be said for it, as they are stored; empty for none.
    """

    exists: bool
    verified: bool = False
    documents: tuple[str, ...] = ()


def decide_disclosure(
    rules: TicketStatusRules, petition: KnownPetition, document: str, failures: int
) -> Grounds | StatusRefusal:
    """Decide whether the state of a petition may be read out, and why.

    Args:
        rules: of the site.
        petition: what is known of it.
        document: as the caller said it; empty for none.
        failures: how often a number and a document did not belong together in this call.
    """
    if petition.verified:
        return "identity"
    if not attempts_left(rules, failures):
        return "closed"
    if not petition.exists:
        return "no_match"
    if rules.check == "none":
        return "none"
    documents = tuple(filter(has_number, petition.documents))
    if not documents:
        return "number" if rules.without_document == "state_and_day" else "no_match"
    return "document" if matches_document(document, documents) else "no_match"


def attempts_left(rules: TicketStatusRules, failures: int) -> int:
    """Return how many more pairs of number and document may fail in a call."""
    return max(0, rules.attempts - failures)


def matches_document(document: str, documents: Iterable[str]) -> bool:
    """Return whether what a caller said is one of some documents, in a time that does not tell how much of it is right.

    Args:
        document: «1.098.900.107», «CC 1098900107», «nit 900.123.456-7».
        documents: as they are stored, with the kind of document or without.
    """
    if len(document) > DOCUMENT_LENGTH_LIMIT:
        return False
    right = False
    for each in documents:
        is_nit = alphanumerics(each).startswith("nit")
        for one in _numbers(document, is_nit=is_nit):
            for other in _numbers(each, is_nit=is_nit):
                right |= compare_digest(one.encode(), other.encode())
    return right


def has_number(document: str) -> bool:
    """Return whether a document has a number that somebody can say: «no sabe» has none."""
    return any(each.isdecimal() for each in document)


def _numbers(document: str, *, is_nit: bool) -> list[str]:
    """Return a document's number without dress; of a NIT, without its check digit, too."""
    number = _PREFIX.sub("", alphanumerics(document), count=1).lstrip("0")
    if not has_number(number):
        return []
    if is_nit and _WITH_CHECK_DIGIT.fullmatch(number) and check_digit(number[:-1]) == int(number[-1]):
        return [number, number[:-1]]
    return [number]
