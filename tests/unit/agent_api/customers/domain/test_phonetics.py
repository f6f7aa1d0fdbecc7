"""How names sound, and how near one is to another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.customers.domain.phonetics import deletion_variants, distance, name_words, sound_key

LETTERS = "abcdefghijklmnñopqrstuvwxyz"


@pytest.mark.parametrize(
    "alike",
    [
        "Gutiérrez Gutierres Guttierrez",
        "Velásquez Velázquez Belasques",
        "Jhon Jon",
        "Yeison Lleison",
        "Quiñones Kiñones Quinones",
        "Hernández Ernandes",
        "Giménez Jiménez",
        "Rodríguez Rodrigues",
        "Sebastián Cevastian",
        "Ceballos Cevallos Seballos Zeballos",
        "Echeverry Echeverri Hecheverri",
        "Yáñez Llánez Yanes",
        "Acevedo Asebedo Azevedo",
        "Ascencio Asensio",
        "Cuesta Kuesta",
        "Sofía Sophia",
        "Campo Canpo",
    ],
)
def test_what_sounds_alike_has_one_key(alike: str) -> None:
    """Seseo, yeísmo, b and v, h, g and j, qu and k, double letters."""
    assert len({sound_key(word) for word in name_words(alike)}) == 1


def test_what_sounds_otherwise_has_another() -> None:
    """Names that only look alike stay apart."""
    apart = name_words("Guerra Gerra Caro Carlos Peña Pera Chaparro Zapato Mario María")
    assert len({sound_key(word) for word in apart}) == len(apart)


def test_accents_capitals_and_little_words_do_not_matter() -> None:
    """A name is its words; ñ, composed or not, is a letter."""
    assert name_words("  MARÍA de los Ángeles  del Valle-Peña ") == ("maria", "angeles", "valle", "peña")
    assert name_words("Pen\u0303a") == ("peña",)
    assert name_words("¿? 123 de la") == ()


@given(st.text(LETTERS, min_size=4, max_size=12), st.integers(0, 11), st.sampled_from(LETTERS))
def test_a_letter_more_less_or_another_leaves_something_shared(sound: str, at: int, letter: str) -> None:
    """Of two keys a letter apart, what remains of each without a letter meets somewhere: so an index finds them."""
    at %= len(sound)
    more = sound[:at] + letter + sound[at:]
    other = sound[:at] + letter + sound[at + 1 :]
    turned = sound[:at] + sound[at : at + 2][::-1] + sound[at + 2 :]
    for near in (more, other, turned):
        assert set(deletion_variants(sound)) & set(deletion_variants(near))


def test_short_sounds_are_not_bent() -> None:
    """Ana without a letter would be half the names there are."""
    assert deletion_variants("ana") == ("ana",)
    assert deletion_variants("luis") == ("luis", "uis", "lis", "lus", "lui")


def test_the_nearer_name_comes_first() -> None:
    """Spelt right, then alike, then a letter off, then another; order of words and words not asked do not matter."""
    query = name_words("ana gutierrez")
    names = ["Gutiérrez Ana Sofía", "Ana Gutierres", "Ana Gutiérre", "Ana Gómez", "Pedro Pérez"]
    apart = [distance(query, name_words(name)) for name in names]
    assert apart[0] == 0
    assert apart == sorted(apart)
    assert len(set(apart)) == len(apart)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_are_some_share_apart(one: str, other: str) -> None:
    """Between 0 and 1, and 0 from itself where there is a word."""
    assert 0 <= distance(name_words(one), name_words(other)) <= 1
    assert distance(name_words(one), name_words(one)) == (0 if name_words(one) else 1)
