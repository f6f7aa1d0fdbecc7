"""Syllables, sentences and the reading index of Spanish texts."""

import pytest

from tests.support.spanish_readability import count_sentences, count_syllables, szigriszt_index

SYLLABLES = {
    # Diphthongs and triphthongs count once.
    **{"ciudad": 2, "hueso": 2, "muy": 1, "ley": 1, "petición": 3, "averiguáis": 4, "Paraguay": 3, "huir": 1},
    # Two strong vowels, an accented weak vowel, and a doubled vowel are hiatuses.
    **{"poeta": 3, "día": 2, "país": 2, "oído": 3, "aéreo": 4, "caída": 3, "leer": 2, "zoológico": 5, "construiría": 4},
    # An h between vowels is not heard; the u of que, qui, gue and gui is not either, without its dots.
    **{"prohibir": 2, "búho": 2, "vehículo": 4, "ahí": 2, "quien": 1, "guerra": 2, "pingüino": 3, "que": 1},
    **{"radicado": 4, "constancia": 3, "y": 1, "Icetex": 3},
}


@pytest.mark.parametrize(("word", "expected"), SYLLABLES.items())
def test_a_word_has_the_syllables_that_are_heard(word: str, expected: int) -> None:
    """Diphthongs, hiatuses and silent letters are counted as the spelling rules say."""
    assert count_syllables(word) == expected


def test_a_stop_or_the_end_of_a_paragraph_ends_a_sentence() -> None:
    """A colon, a semicolon or the point of a number does not end a sentence."""
    assert count_sentences("Pagó 1.250 pesos; faltan dos: hoy y mañana. ¿Puede venir?") == 2
    assert count_sentences("Radicado recibido\n\nCordial saludo:\n\nGracias.") == 3
    assert count_sentences("") == 1


def test_the_index_is_that_of_szigriszt_pazos() -> None:
    """206.835 minus 62.3 syllables per word, minus words per sentence; figures are not words."""
    assert szigriszt_index("El sol sale. La luna 2026 va.") == pytest.approx(206.835 - 62.3 * 8 / 6 - 3)
    assert szigriszt_index("123") == 0
    assert szigriszt_index("Sí.") > szigriszt_index("Inconstitucionalidad administrativa sobreviniente.")
