"""Meanings of a written text: a filing number, a document, a telephone, a customer's number, a name, words. Pure.

Owns the recognition. A text may be several things at once, and is then searched as each of them; a valid filing number
is nothing else, because its check digit says so.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from agent_api.customers.domain import phonetics
from agent_api.customers.domain.documents import split_document
from agent_api.kit.text import tokens
from agent_api.tickets.domain.numbers import FilingNumber, InvalidFilingNumber, parse_number
from agent_api.tickets.domain.search_words import search_words
from eventlog.facts.customers.customer import Sought
from telephony.phone_numbers import typed_to_e164

MIN_NAME_LETTERS: Final = 4
_YEARS: Final = range(2000, 2100)
_MAX_CUSTOMER_DIGITS: Final = 12
_DOCUMENT = re.compile(r"[A-Z0-9]{3,15}")
_DIGITS = re.compile(r"[0-9]+")
_SEQUENCE = re.compile(r"[0-9]{1,6}")
_SEPARATED_DIGITS = re.compile(r"[\s.,'()\-]")
_SHORT_NUMBER = re.compile(r"(20[0-9]{2})\s?-\s?([0-9]{1,8})")
_CALL_ID = re.compile(r"(?=.*[0-9])[A-Za-z0-9_.:-]{6,64}")


class Criteria(msgspec.Struct, frozen=True, kw_only=True):
    """The possible meanings of a text; a field is empty if the text cannot have that meaning.

    Attributes:
        filing_number: ``YYYY-NNNNNN-C``.
        customers: values to search customers by, by field.
        phone: E.164.
        call_id: an id in the form of a call's.
        words: the text, if petitions are searched by its words.
        tokens: its folded words, for the names of users.
    """

    filing_number: str = ""
    customers: dict[Sought, Any] = {}
    phone: str = ""
    call_id: str = ""
    words: str = ""
    tokens: tuple[str, ...] = ()

    @property
    def personal_fields(self) -> tuple[str, ...]:
        """Names of the personal data that the text is compared with, in a fixed order."""
        return (
            *self.customers,
            *(["phone"] if self.phone and "phone" not in self.customers else []),
            *(["words"] if self.words else []),
        )


def read_criteria(text: str, year: int) -> Criteria:
    """Return the possible meanings of a text; ``year`` completes a sequence that is written without its year."""
    text = text.strip()
    if number := _whole_filing_number(text):
        return Criteria(filing_number=number)
    digits = _SEPARATED_DIGITS.sub("", text)
    phone = typed_to_e164(text) or ""
    if phone or _DIGITS.fullmatch(digits):
        return Criteria(
            filing_number=_number_of_sequence(text, year),
            customers=_number_criteria(digits, phone),
            phone=phone,
            call_id=_call_id(text),
            words=text if search_words(text) else "",
        )
    return Criteria(
        customers=_text_criteria(text),
        call_id=_call_id(text),
        words=text if search_words(text) else "",
        tokens=tuple(tokens(text)),
    )


def matches_name(query: Iterable[str], *names: str) -> bool:
    """Return whether each word of the query begins a word of the names; an empty query matches nothing."""
    words, own = list(query), [each for name in names for each in tokens(name)]
    return bool(words) and all(any(each.startswith(word) for each in own) for word in words)


def _whole_filing_number(text: str) -> str:
    """Return the filing number that a text is, perhaps without its check digit: «2026-123»."""
    if short := _SHORT_NUMBER.fullmatch(text):
        return str(FilingNumber(int(short[1]), int(short[2]))) if int(short[2]) else ""
    try:
        number = parse_number(text)
    except InvalidFilingNumber:
        return ""
    return str(number) if number.year in _YEARS else ""


def _number_of_sequence(text: str, year: int) -> str:
    """Return the filing number of a sequence of this year."""
    is_sequence = _SEQUENCE.fullmatch(text) and int(text)
    return str(FilingNumber(year, int(text))) if is_sequence else ""


def _number_criteria(digits: str, phone: str) -> dict[Sought, Any]:
    criteria: dict[Sought, Any] = {}
    if _DOCUMENT.fullmatch(digits):
        criteria["document"] = digits
    if digits.isdigit() and len(digits) <= _MAX_CUSTOMER_DIGITS:
        criteria["number"] = int(digits)
    if phone:
        criteria["phone"] = phone
    return criteria


def _text_criteria(text: str) -> dict[Sought, Any]:
    kind, number = split_document(text)
    has_digits = any(each.isdigit() for each in text)
    if has_digits:
        is_document = _DOCUMENT.fullmatch(number) and (kind or " " not in text)
        return {"document": f"{kind} {number}" if kind else number} if is_document else {}
    letters = phonetics.count_letters(phonetics.name_words(text))
    return {"name": text} if letters >= MIN_NAME_LETTERS and "@" not in text else {}


def _call_id(text: str) -> str:
    return text if _CALL_ID.fullmatch(text) else ""
