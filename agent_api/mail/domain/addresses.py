"""E-mail addresses: whether one can be one, and how it is read aloud. Pure.

Owns the check (syntax of RFC 5321 and 5322 as the library `email-validator` knows it; no name server is asked) and the
names of letters. Whether somebody reads there only a message shows.
"""

from typing import Final

from email_validator import EmailNotValidError, validate_email

_LETTERS: Final = {
    **{"a": "a", "b": "be", "c": "ce", "d": "de", "e": "e", "f": "efe", "g": "ge", "h": "hache", "i": "i", "j": "jota"},
    **{"k": "ka", "l": "ele", "m": "eme", "n": "ene", "o": "o", "p": "pe", "q": "cu", "r": "erre", "s": "ese"},
    **{"t": "te", "u": "u", "v": "uve", "w": "doble uve", "x": "equis", "y": "ye", "z": "zeta"},
}
_DIGITS: Final = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_SIGNS: Final = {".": "punto", "-": "guion", "_": "guion bajo", "+": "más", "@": "arroba", "'": "apóstrofo"}
_WORDS: Final = frozenset(
    {"gmail", "hotmail", "outlook", "yahoo", "icloud", "live", "com", "co", "gov", "edu", "net", "org", "mil", "es"}
)
"""Parts of a domain that everybody says as a word."""
_NAMES: Final = {**_LETTERS, **dict(zip("0123456789", _DIGITS, strict=True)), **_SIGNS}


class InvalidAddress(ValueError):
    """That is no address; the text says it in Spanish."""


def normalize_address(text: str) -> str:
    """The address as it is written to: without spaces around, the domain in lower case and ASCII.

    Args:
        text: as it was typed.

    Raises:
        AddressWrong: it cannot be an address, or its part before the @ has letters that mail servers do not all take.
    """
    typed = text.strip()
    try:
        checked = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise InvalidAddress(_reason(typed)) from None
    assert checked.ascii_email is not None  # always there without SMTPUTF8
    return checked.ascii_email


def _reason(typed: str) -> str:
    name, at, domain = typed.rpartition("@")
    if not at:
        return "Al correo le falta la arroba: pida que se lo deletreen."
    if not typed.isascii() and not name.isascii():
        return "Antes de la arroba no van tildes ni eñes: pida que se lo deletreen."
    if any(each.isspace() for each in typed):
        return "En un correo no van espacios: pida que se lo deletreen."
    if "." not in domain:
        return "Después de la arroba falta el final, como «.com» o «.gov.co»."
    return "Eso no es una dirección de correo: pida que se la deletreen."


def spoken_address(address: str) -> str:
    """An address letter by letter, for an advisor to read aloud: «ele, u, i, ese, arroba, gmail, punto, com».

    Args:
        address: as `normalize_address` gives it.
    """
    name, _, domain = address.lower().rpartition("@")
    parts = [*map(_sign_name, name), "arroba"]
    for place, label in enumerate(domain.split(".")):
        parts += ["punto"] if place else []
        parts += [label] if label in _WORDS else map(_sign_name, label)
    return ", ".join(parts)


def _sign_name(sign: str) -> str:
    return _NAMES.get(sign, sign)
