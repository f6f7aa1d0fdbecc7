"""The text of a message, in the alphabet of mobile networks. Pure.

Owns that a text fits into one message: `LENGTH_LIMIT` characters of the default alphabet of 3GPP TS 23.038. One other
character, such as «á» or «í», makes the network send the whole text in an alphabet of 70 characters a message. Vowels
therefore lose their accent; «ñ» and «ü» stay.
"""

import unicodedata
from typing import Final

LENGTH_LIMIT: Final = 160
ALPHABET: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ\N{SECTION SIGN}¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet, without the extension table, whose characters count as two."""
_ACUTE: Final = "\N{COMBINING ACUTE ACCENT}"


class TextTooLong(ValueError):
    """The text does not fit into one message."""


def compose(name: str, text: str) -> str:
    """Return the text of a message, which begins with the entity's short name.

    Raises:
        TextTooLong: it does not fit into one message, or has a character that no rule replaces.
    """
    composed = _fold(f"{name}: {text}")
    if len(composed) > LENGTH_LIMIT or not ALPHABET.issuperset(composed):
        raise TextTooLong(composed)
    return composed


def _fold(text: str) -> str:
    """Return the text with its vowels without an accent."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", decomposed.replace(_ACUTE, ""))
