"""Validate e-mail addresses. Pure.

Owns the check: the syntax of RFC 5321 and 5322 as the library `email-validator` implements it, without DNS. Only a
message shows whether the mailbox exists.
"""

from email_validator import EmailNotValidError, validate_email


class InvalidAddress(ValueError):
    """Not an e-mail address; the text explains it in Spanish."""


def normalize_address(text: str) -> str:
    """Return a typed address without surrounding spaces, its domain in lower case and ASCII.

    Raises:
        InvalidAddress: it is not an address, or its part before the @ has letters that not all mail servers accept.
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
