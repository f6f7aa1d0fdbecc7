"""E-mail addresses in the form that mail servers accept. Pure.

Owns the syntax (RFC 5321, RFC 6531), by the package email-validator. It sends no DNS query; only a message sent there
shows whether the mailbox exists.
"""

import re
from functools import lru_cache
from typing import Final

from email_validator import EmailNotValidError, validate_email

MAX_LENGTH: Final = 254  # RFC 5321, section 4.5.3.1.3, without its angle brackets
_PLAIN = re.compile(r"[A-Za-z0-9_+-]{1,64}(?:\.[A-Za-z0-9_+-]{1,64})*")  # subset of the dot-string of RFC 5321
_LONGEST_LOCAL: Final = 64  # RFC 5321, section 4.5.3.1.1


def normalize_email(text: str) -> str | None:
    """Return an address with its domain in lower case, or None if it is invalid."""
    address = text.strip()
    local, at, domain = address.rpartition("@")
    if len(local) > _LONGEST_LOCAL or len(address) > MAX_LENGTH:
        return None
    if not (at and _PLAIN.fullmatch(local)):
        return _normalize(address)
    host = _normalize_domain(domain)  # cached: nearly all of a million addresses share a few domains
    return host and f"{local}@{host}"


@lru_cache(maxsize=4_096)
def _normalize_domain(domain: str) -> str | None:
    normal = _normalize(f"a@{domain}")
    return normal and normal.removeprefix("a@")


def _normalize(address: str) -> str | None:
    try:
        return validate_email(address, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None
