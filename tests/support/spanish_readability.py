"""How easy a Spanish text is to read: the Szigriszt-Pazos index with the INFLESZ scale (Barrio-Cantalejo, 2008).

Owns the count of syllables, words and sentences. Figures, dates in figures, addresses, filing numbers and other data
are not words of the writer: the caller leaves them out or passes samples of ordinary words. Pure.
"""

import re
import unicodedata
from typing import Final

NORMAL: Final = 55.0
"""Lower bound of «normal» on the INFLESZ scale, the level of the general press."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_SENTENCE_END: Final = re.compile(r"[.!?…]+(?=\s|$|[»”\"')])|\n\s*\n")
_STRONG: Final = "aeoáéíóú"
_VOWELS: Final = _STRONG + "iuü"
_FINAL_Y: Final = re.compile(r"y$")
_SILENT_U: Final = re.compile(r"(?<=[gq])u(?=[eiéí])")


def count_syllables(word: str) -> int:
    """Count the syllables of a Spanish word.

    Two strong vowels, or an accented weak vowel beside another vowel, are a hiatus (po-e-ta, dí-a); a weak vowel beside
    another is a diphthong or triphthong (ciu-dad, Pa-ra-guay). An h between vowels does not separate them (prohi-bir),
    the u of que, qui, gue and gui is silent, and a final y is a vowel (ley).
    """
    letters = unicodedata.normalize("NFC", word).lower()
    letters = _SILENT_U.sub("", _FINAL_Y.sub("i", letters)).replace("h", "")
    count, previous = 0, " "
    for letter in letters:
        if letter in _VOWELS and (previous not in _VOWELS or _is_hiatus(previous, letter)):
            count += 1
        previous = letter
    return max(1, count)


def _is_hiatus(first: str, second: str) -> bool:
    """Return whether two neighbouring vowels belong to two syllables."""
    return (first in _STRONG and second in _STRONG) or first == second


def count_sentences(text: str) -> int:
    """Count the sentences: a stop or the end of a paragraph ends one; a colon or a semicolon does not."""
    parts = _SENTENCE_END.split(text)
    return max(1, sum(1 for each in parts if _WORD.search(each)))


def szigriszt_index(text: str) -> float:
    """Return 206.835 minus 62.3 syllables per word minus words per sentence; 0 for a text without words."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    syllables = sum(map(count_syllables, words))
    return 206.835 - 62.3 * syllables / len(words) - len(words) / count_sentences(text)
