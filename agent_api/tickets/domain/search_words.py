"""The words by which a petition is found, and the part of its text that shows them. Pure.

Owns which words are searched and their form: by sound, in the singular. It must not know how words are stored.
"""

import re
from typing import Final

from agent_api.customers.domain.phonetics import sound_key
from agent_api.kit.text import fold_accents, tokens

MIN_LENGTH: Final = 3
MAX_WORDS: Final = 500
"""Maximum words of one petition; a text of 4,000 characters has fewer."""
EXCERPT_LENGTH: Final = 160
_THOUSANDS = re.compile(r"(?<=[0-9])[.,](?=[0-9]{3}(?![0-9]))")
_WRITTEN_WORD = re.compile(r"[^\W_]+")
STOP_WORDS: Final = frozenset(
    re.findall(
        r"[a-z]+",
        "ahora algo algun alguna ante antes aquel aquella asi aun aunque bien cada como con contra cual cuales "
        "cuando cuanto del desde despues donde dos ella ellas ellos entre era eran eres esa esas ese eso esos esta "
        "estaba estan estar este esto estos estas fue fueron gracias gran haber habia hace hacer hacia han has "
        "hasta hay hoy les los las mas mediante mis misma mismo mucho muy nada nadie nos nosotros otra otras otro "
        "otros para pero poco por porque pues que quien quienes sea sean segun ser sera sido siempre sin sino "
        "sobre solo son soy sus tal tambien tan tanto tener tengo tiene tienen toda todas todo todos tras una unas "
        "uno unos usted ustedes vez ya yo",
    )
)
"""Frequent words that distinguish no petition, without accents."""


def search_words(*texts: str) -> frozenset[str]:
    """Return the searched words of some texts: names and words by their sound in the singular, numbers as they are.

    Words with fewer than three letters or digits are left out, and so are `STOP_WORDS`.
    """
    words = {_searched_form(each) for text in texts for each in tokens(_THOUSANDS.sub("", text))}
    return frozenset(sorted(words - {""})[:MAX_WORDS])


def excerpt(text: str, words: frozenset[str]) -> str:
    """Return the part of a text around its first searched word; its beginning if it has none."""
    found = next(
        (each.start() for each in _WRITTEN_WORD.finditer(text) if not words.isdisjoint(search_words(each[0]))), 0
    )
    begin = max(0, found - EXCERPT_LENGTH // 3)
    if begin:
        begin = text.find(" ", begin, found) + 1 or found
    part = " ".join(text[begin : begin + EXCERPT_LENGTH].split())
    return f"{'…' if begin else ''}{part}{'…' if begin + EXCERPT_LENGTH < len(text) else ''}"


def _searched_form(token: str) -> str:
    """Return the searched form of one of `tokens`; empty if it is not searched."""
    if len(token) < MIN_LENGTH or token in STOP_WORDS:
        return ""
    return token if token.isdigit() else _singular(sound_key(fold_accents(token)))


def _singular(sound: str) -> str:
    """Drop a final s, and then a final e: «papeles» = «papel», «clases» = «clase»."""
    if len(sound) > MIN_LENGTH:
        sound = sound.removesuffix("s")
    return sound.removesuffix("e") if len(sound) > MIN_LENGTH else sound
