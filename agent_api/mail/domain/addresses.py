"""E-mail addresses: whether one can be one. Pure.

Owns the check: syntax of RFC 5321 and 5322 as the library `email-validator` knows it; no name server is asked.
Whether somebody reads there only a message shows.
"""

from email_validator import EmailNotValidError, validate_email


class InvalidAddress(ValueError):
    """That is no address; the text says it in Spanish."""


def normalize_address(text: str) -> str:
    """The address as it is written to: without spaces around, the domain in lower case and ASCII.

    Args:
        text: as it was typed.

    Raises:
        InvalidAddress: it cannot be an address, or its part before the @ has letters that mail servers do not all take.
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
