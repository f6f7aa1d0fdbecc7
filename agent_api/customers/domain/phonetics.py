"""How Spanish names sound, so that a misspelt one is found. Pure.

Owns what a word of a name is, the key of its sound and which keys are near one another. Seseo, yeísmo and the silent
h are taken for granted, as in Colombia. It must not know how keys are stored, nor whose names they are of.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

PARTICLES: Final = frozenset({"de", "del", "la", "las", "los", "y", "da", "do", "dos", "e", "el"})
_WORD = re.compile(r"[a-zñ]+")
_MIN_VARIANT_LENGTH: Final = 4  # of a shorter key a letter less would be half of another name
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
    """The words of a name without accents, capitals and little words between; ñ stays what it is.

    Args:
        name: as people write it.
    """
    plain = "".join(each for each in _decomposed(name) if not unicodedata.combining(each))
    words = [each for each in _WORD.findall(plain) if each not in PARTICLES]
    return tuple(words[:_MOST_WORDS])


def _decomposed(name: str) -> str:
    text = unicodedata.normalize("NFC", name).casefold().replace("ñ", "\0")
    return unicodedata.normalize("NFD", text).replace("\0", "ñ")


@lru_cache(maxsize=65_536)
def sound_key(word: str) -> str:
    """The sound of a word: those that are said alike have one key (Gutiérrez, Gutierres; Jhon, Jon; Yeison, Lleison).

    Args:
        word: one of `name_words`.
    """
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word.lower()


@lru_cache(maxsize=65_536)
def deletion_variants(sound: str) -> tuple[str, ...]:
    """A key and what remains of it without each of its letters, once each, the key first.

    Two keys of which one comes from the other by one letter (more, less, another, or two changed about) share one of
    these; keys that share none are further apart. It is what SymSpell does with spellings.
    """
    if len(sound) < _MIN_VARIANT_LENGTH:
        return (sound,)
    return tuple(dict.fromkeys([sound, *(sound[:at] + sound[at + 1 :] for at in range(len(sound)))]))


def distance(query: tuple[str, ...], name: tuple[str, ...]) -> float:
    """Return how far a name is from a query: for each word of the query, its nearest in the name; less is nearer.

    Letters wrong by the share of the word's length (optimal string alignment), of the spelling and of the sound, half
    each: who spells it right comes before who merely sounds like it.

    Args:
        query: `name_words` of the name to search.
        name: `name_words` of a customer's name.

    Returns:
        0 for every word there as it was written, 1 for nothing alike.
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
    """How many letters there are to search by."""
    return sum(map(len, words))
