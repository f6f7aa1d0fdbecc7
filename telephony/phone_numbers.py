"""Telephone numbers in E.164. Pure.

Owns two rules. A number from the network (`to_e164`) belongs to a real call: it is read in every form in which trunks
write Colombian numbers, and not checked against the numbering plan. A number that a person types (`typed_to_e164`)
may have a typing error: the numbering plan of its country must contain it, by Google's libphonenumber. The module
must not know whose number it is.
"""

import re
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

_HIDDEN: Final = frozenset({"", "anonymous", "unavailable", "unknown", "restricted", "private", "anonimo", "anónimo"})
_SEPARATORS = re.compile(r"[\s().\-]")
_COLOMBIAN = re.compile(r"[36]\d{9}")  # mobile 3xx, landline 60x
_E164 = re.compile(r"[1-9]\d{7,14}")
_LANDLINE_TO_MOBILE = re.compile(r"03(3\d{9})")  # landlines dialled mobiles so until 2021; some trunks still write it
_TOLL_FREE_PREFIX: Final = "018000"
_COUNTRY: Final = "CO"
_TYPED = re.compile(r"\+?[0-9]{7,20}", re.ASCII)
_TYPED_SEPARATORS = re.compile(r"[\s().\-\u2010-\u2015]")
_NON_PERSONAL_TYPES: Final = frozenset({PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE})


def user_part(caller: str) -> str:
    """Return the user part of a SIP or tel address, without parameters; return other text unchanged."""
    digits = re.sub(r"\A<?(?:sips?|tel):", "", caller.strip(), flags=re.IGNORECASE)
    return re.split(r"[@;>]", digits, maxsplit=1)[0].strip()


def is_hidden(caller: str) -> bool:
    """Return whether the network gave no number (RFC 3323, RFC 3325: ``anonymous``, ``restricted``...)."""
    return user_part(caller).lower() in _HIDDEN


def to_e164(caller: str) -> str | None:
    """Return the E.164 number of a caller's identity, as seen from Colombia.

    Returns:
        ``+`` and digits, or None if it is hidden, an extension, a name, or an impossible number.
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
    """Return the E.164 number that a person typed, if it can be a person's number.

    The text may contain spaces, dots, hyphens or brackets; a number without country code is Colombian.

    Returns:
        ``+`` and digits, or None: no number, an extension, a number outside its country's plan, or a service number
            (toll-free, premium rate).
    """
    digits = _TYPED_SEPARATORS.sub("", text)
    if not _TYPED.fullmatch(digits):
        return None
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"  # libphonenumber reads 005, 007 and 009 as carrier prefixes, and then a country code
    try:
        number = phonenumbers.parse(digits, _COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) in _NON_PERSONAL_TYPES:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _international(digits: str) -> str | None:
    """Return a number with its country code; a Colombian one only if the numbering plan has it."""
    if digits.startswith("57") and not _COLOMBIAN.fullmatch(digits[2:]):
        return None
    return f"+{digits}" if _E164.fullmatch(digits) else None
