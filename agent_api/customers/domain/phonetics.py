"""Phonetic keys of Spanish names, to find misspelt ones. Pure.

Owns the words of a name, the key of a sound and the distance between keys. It assumes Colombian pronunciation: seseo,
yeísmo, silent h. It must not know how keys are stored, or whose names they are.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

PARTICLES: Final = frozenset({"de", "del", "la", "las", "los", "y", "da", "do", "dos", "e", "el"})
_WORD = re.compile(r"[a-zñ]+")
_MIN_VARIANT_LENGTH: Final = 4  # a shorter key without a letter would match too many names
_MOST_WORDS: Final = 8
_SOUNDS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"ch|sh", "X"),
        (r"h", ""),
        (r"sc(?=[eiy])", "s"),
        (r"c(?=[eiy])|[zx]", "s"),
        (r"qu(?=[ei])|[qkc]", "K"),
        (r"gu(?=[ei])", "G"),
        (r"g(?=[eiy])", "j"),
        (r"ll", "y"),
        (r"\by(?=[^aeiou]|$)|y(?=[^aeiou]|$)", "i"),
        (r"\bi(?=[aeou])", "y"),
        (r"v", "b"),
        (r"w", "u"),
        (r"ñ", "n"),
        (r"n(?=[bp])", "m"),
        (r"\bps", "s"),
        (r"(.)\1+", r"\1"),
    )
)


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, without accents and particles; ñ stays."""
    plain = "".join(each for each in _decomposed(name) if not unicodedata.combining(each))
    words = [each for each in _WORD.findall(plain) if each not in PARTICLES]
    return tuple(words[:_MOST_WORDS])


def _decomposed(name: str) -> str:
    text = unicodedata.normalize("NFC", name).casefold().replace("ñ", "\0")
    return unicodedata.normalize("NFD", text).replace("\0", "ñ")


@lru_cache(maxsize=65_536)
def sound_key(word: str) -> str:
    """Return the phonetic key of one of `name_words` (Gutiérrez = Gutierres; Jhon = Jon; Yeison = Lleison)."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word.lower()


@lru_cache(maxsize=65_536)
def deletion_variants(sound: str) -> tuple[str, ...]:
    """Return a key, then the key without each of its letters, without duplicates.

    Two keys that differ by one insertion, deletion, substitution or transposition share a variant, as in SymSpell; keys
    without a common variant differ more.
    """
    if len(sound) < _MIN_VARIANT_LENGTH:
        return (sound,)
    return tuple(dict.fromkeys([sound, *(sound[:at] + sound[at + 1 :] for at in range(len(sound)))]))


def distance(query: tuple[str, ...], name: tuple[str, ...]) -> float:
    """Return the mean distance of each word of the query to its nearest word of the name.

    A word's distance is the share of wrong letters (optimal string alignment), half by spelling and half by sound: an
    exact spelling comes before a homophone. Both arguments are `name_words`.

    Returns:
        0 if every word matches exactly, 1 if none is similar.
    """
    if not query or not name:
        return 1.0
    return sum(min(_word_distance(query_word, word) for word in name) for query_word in query) / len(query)


@lru_cache(maxsize=65_536)
def _word_distance(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return (OSA.normalized_distance(one, other) + OSA.normalized_distance(sound_key(one), sound_key(other))) / 2


def count_letters(words: Iterable[str]) -> int:
    """Count the letters of the words."""
    return sum(map(len, words))
