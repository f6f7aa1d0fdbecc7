"""Normalize text for comparison. Pure.

Owns what does not matter in a comparison: capitals, accents, spaces and signs.
"""

import re
import unicodedata

_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_NON_ALPHANUMERIC = re.compile(r"[^a-z0-9]")


def fold_accents(text: str) -> str:
    """Return the text in lower case without accents; ñ becomes n, because many people type it so."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in letters if not unicodedata.combining(each))


def tokens(text: str) -> list[str]:
    """Return the words and numbers of a text in order: «Carrera 43A» gives carrera, 43, a."""
    return _TOKEN.findall(fold_accents(text))


def alphanumerics(text: str) -> str:
    """Return only the letters and digits, folded."""
    return _NON_ALPHANUMERIC.sub("", fold_accents(text))


def escape_formula(text: str) -> str:
    """Escape a text that a spreadsheet could read as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def digits(text: str) -> str:
    """Return only the digits."""
    return "".join(each for each in text if each in "0123456789")
