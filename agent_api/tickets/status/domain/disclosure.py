"""The decision whether the state of a petition may be read out, and the check of the document. Pure.

Owns that decision. An unknown number and a wrong document get the same refusal, so that guessing numbers reveals
nothing. It must not know where documents are stored.
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
    """Known data about the petition with the stated number.

    Attributes:
        exists: whether there is such a ticket.
        verified: whether it belongs to the customer verified in this call.
        documents: documents that prove its petitioner, as they are stored; empty for none.
    """

    exists: bool
    verified: bool = False
    documents: tuple[str, ...] = ()


def decide_disclosure(
    rules: TicketStatusRules, petition: KnownPetition, document: str, failures: int
) -> Grounds | StatusRefusal:
    """Decide whether the state of a petition may be read out, and on which grounds.

    ``document`` is as the caller stated it, or empty. ``failures`` counts the pairs of number and document in this call
    that did not match.
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
    """Return whether a stated document is one of some documents, in a time that does not reveal how much of it matches.

    Args:
        document: «1.098.900.107», «CC 1098900107», «nit 900.123.456-7».
        documents: as they are stored, with or without the kind of document.
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
    """Return whether a document contains a number: «no sabe» does not."""
    return any(each.isdecimal() for each in document)


def _numbers(document: str, *, is_nit: bool) -> list[str]:
    """Return the bare number of a document; of a NIT, also the number without its check digit."""
    number = _PREFIX.sub("", alphanumerics(document), count=1).lstrip("0")
    if not has_number(number):
        return []
    if is_nit and _WITH_CHECK_DIGIT.fullmatch(number) and check_digit(number[:-1]) == int(number[-1]):
        return [number, number[:-1]]
    return [number]
