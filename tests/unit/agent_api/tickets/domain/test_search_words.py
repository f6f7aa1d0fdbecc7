"""The words by which a petition is found."""

import pytest

from agent_api.tickets.domain.search_words import EXCERPT_LENGTH, STOP_WORDS, excerpt, search_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("recibo", "RECIVO"),
        ("Gutiérrez", "gutierres"),
        ("créditos", "credito"),
        ("papeles", "papel"),
        ("llaves", "yave"),
        ("reclamaciones", "reclamación"),
        ("52.900.101", "52900101"),
        ("Peña", "pena"),
    ],
)
def test_a_word_is_found_as_it_sounds(one: str, other: str) -> None:
    """Accents, capitals, letters that sound alike, plurals and the dots of a number do not matter."""
    assert search_words(one) == search_words(other) != frozenset()


def test_short_and_frequent_words_are_not_searched() -> None:
    """A petition is not found by its articles, nor by two digits."""
    assert search_words("el de a 43 para porque usted", *STOP_WORDS) == frozenset()


def test_an_excerpt_shows_the_word_that_was_found() -> None:
    """It is cut at spaces, and says where it was cut."""
    text = "palabra " * 60 + "El recibo de octubre no llegó. " + "palabra " * 60
    shown = excerpt(text, search_words("recivos"))
    assert "recibo" in shown
    assert shown[0] == shown[-1] == "…"
    assert len(shown) <= EXCERPT_LENGTH + 2


def test_an_excerpt_of_a_short_text_is_the_text() -> None:
    """Without the word, the excerpt begins where the text does; line breaks become spaces."""
    assert excerpt("Pide\nun paz y salvo.", search_words("otra cosa")) == "Pide un paz y salvo."
