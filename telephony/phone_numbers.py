"""Telephone numbers, brought to one form. Pure.

Owns what counts as a number, by two rules. A number that a network sends (`to_e164`) is a call that is there: it is
read in all the ways in which trunks write Colombian numbers, and whether the numbering plan has it is not asked. A
number that a person types (`typed_to_e164`) may be a slip: the numbering plan of its country must have it, by Google's
libphonenumber. It must not know whose number it is.
"""

import re
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

_HIDDEN: Final = frozenset({"", "anonymous", "unavailable", "unknown", "restricted", "private", "anonimo", "anónimo"})
_SEPARATORS = re.compile(r"[\s().\-]")
_COLOMBIAN = re.compile(r"[36]\d{9}")  # mobile 3xx, landline 60x
_E164 = re.compile(r"[1-9]\d{7,14}")
_LANDLINE_TO_MOBILE = re.compile(r"03(3\d{9})")  # how landlines dialled mobiles until 2021; some trunks still write it
_TOLL_FREE_PREFIX: Final = "018000"
_COUNTRY: Final = "CO"
_TYPED = re.compile(r"\+?[0-9]{7,20}", re.ASCII)
_TYPED_SEPARATORS = re.compile(r"[\s().\-\u2010-\u2015]")
_NON_PERSONAL_TYPES: Final = frozenset({PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE})


def user_part(caller: str) -> str:
    """The user part of a SIP or tel address, without parameters; other text as it is."""
    digits = re.sub(r"\A<?(?:sips?|tel):", "", caller.strip(), flags=re.IGNORECASE)
    return re.split(r"[@;>]", digits, maxsplit=1)[0].strip()


def is_hidden(caller: str) -> bool:
    """Whether the network gave no number (RFC 3323, RFC 3325: ``anonymous``, ``restricted``...)."""
    return user_part(caller).lower() in _HIDDEN


def to_e164(caller: str) -> str | None:
    """Return the E.164 number that a caller's identity means, as seen from Colombia.

    Args:
        caller: a number or SIP address, as the network gave it.

    Returns:
        ``+`` and digits, or None: hidden, an extension, a name, or a number that cannot be.
    """
    digits = _SEPARATORS.sub("", user_part(caller))
    if not re.fullmatch(r"\+?[0-9]+", digits, re.ASCII) or digits.startswith(_TOLL_FREE_PREFIX):
        return None
    if digits.startswith("+"):
        return _international(digits[1:])
    if digits.startswith("00"):
        return _international(digits[2:])
    if from_landline := _LANDLINE_TO_MOBILE.fullmatch(digits):
        return f"+57{from_landline[1]}"
    if _COLOMBIAN.fullmatch(digits):
        return f"+57{digits}"
    return _international(digits) if digits.startswith("57") and len(digits) == 12 else None


def typed_to_e164(text: str) -> str | None:
    """Return the E.164 number that a person typed, if a person can have it.

    Args:
        text: with spaces, dots, hyphens or brackets; without a country code it is of Colombia.

    Returns:
        ``+`` and digits, or None: no number, one with an extension, one that the plan of its country does not have,
        or one that nobody calls a person at (toll-free, premium rate).
    """
    digits = _TYPED_SEPARATORS.sub("", text)
    if not _TYPED.fullmatch(digits):
        return None
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"  # the library takes 005, 007 and 009 for carriers, and what follows for the country
    try:
        number = phonenumbers.parse(digits, _COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) in _NON_PERSONAL_TYPES:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _international(digits: str) -> str | None:
    """Digits with their country code; of our own country, only what its plan has."""
    if digits.startswith("57") and not _COLOMBIAN.fullmatch(digits[2:]):
        return None
    return f"+{digits}" if _E164.fullmatch(digits) else None
