"""Answers without the dress in which they are written. Pure.

Owns what does not count in an answer, whatever it is about: capitals, accents, spaces and signs.
"""

import re
import unicodedata

_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_NON_ALPHANUMERIC = re.compile(r"[^a-z0-9]")


def fold_accents(text: str) -> str:
    """A text in small letters without accents; ñ becomes n, as half of the keyboards write it."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in letters if not unicodedata.combining(each))


def tokens(text: str) -> list[str]:
    """The words and numbers of a text, in order: «Carrera 43A» has carrera, 43, a."""
    return _TOKEN.findall(fold_accents(text))


def alphanumerics(text: str) -> str:
    """Letters and figures alone."""
    return _NON_ALPHANUMERIC.sub("", fold_accents(text))


def digits(text: str) -> str:
    """Figures alone."""
    return "".join(each for each in text if each in "0123456789")
