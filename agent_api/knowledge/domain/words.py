"""The words of an article: its id, its plain text, and the words by which it is found. Pure.

A body is plain text with few marks: ``## `` begins a heading, ``- `` and ``1. `` an item of a list, and ``**`` encloses
bold words. An empty line separates paragraphs.
"""

import re
from collections.abc import Iterable
from typing import Final

from agent_api.kit.text import fold_accents
from agent_api.tickets.domain.search_words import STOP_WORDS, search_words

MAX_ID_LENGTH: Final = 40
_LINE_MARK: Final = re.compile(r"^(?:#{2,3}|-|[0-9]{1,2}\.)\s+", re.MULTILINE)
_LETTERS: Final = re.compile(r"[a-z][a-z0-9]*")


def article_id(title: str, ids: Iterable[str]) -> str:
    """Return an id that is not among ``ids``, from the words of a title: «Paz y salvo» gives ``paz_salvo``."""
    words = [each for each in _LETTERS.findall(fold_accents(title)) if each not in STOP_WORDS and len(each) > 1]
    base = "_".join(words)[: MAX_ID_LENGTH - 3].strip("_") or "articulo"
    used, number = set(ids), 1
    while (id_ := base if number == 1 else f"{base}_{number}") in used:
        number += 1
    return id_


def plain_text(body: str) -> str:
    """Return a body without its marks."""
    return _LINE_MARK.sub("", body).replace("**", "")


def indexed_words(text: str) -> str:
    """Return the words of a text for the index: by sound, in the singular, without frequent words."""
    return " ".join(sorted(search_words(plain_text(text))))


def search_expression(text: str) -> str:
    """Return what a person typed as an expression of PostgreSQL's text search; empty if it has no searched word.

    Every word must occur, and the beginning of a word is enough, so that the list follows the typing. The words are
    letters and digits only, so the expression has no other operator.
    """
    return " & ".join(f"{each}:*" for each in sorted(search_words(text)))
