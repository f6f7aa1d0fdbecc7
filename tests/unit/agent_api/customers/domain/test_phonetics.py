"""Phonetic keys of names, and the distance between two names."""

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
def test_spellings_pronounced_alike_share_key(alike: str) -> None:
    """Spellings that Spanish pronounces alike (seseo, yeísmo, b/v, h, g/j, qu/k, double letters) share a key."""
    assert len({sound_key(word) for word in name_words(alike)}) == 1


def test_names_that_look_alike_but_sound_different_have_different_keys() -> None:
    """Names that look alike but sound different have different keys."""
    apart = name_words("Guerra Gerra Caro Carlos Peña Pera Chaparro Zapato Mario María")
    assert len({sound_key(word) for word in apart}) == len(apart)


def test_accents_capitals_and_little_words_do_not_matter() -> None:
    """Accents, capitals and small words do not matter; ñ, composed or not, is a letter."""
    assert name_words("  MARÍA de los Ángeles  del Valle-Peña ") == ("maria", "angeles", "valle", "peña")
    assert name_words("Pen\u0303a") == ("peña",)
    assert name_words("¿? 123 de la") == ()


@given(st.text(LETTERS, min_size=4, max_size=12), st.integers(0, 11), st.sampled_from(LETTERS))
def test_a_letter_more_less_or_another_leaves_something_shared(sound: str, at: int, letter: str) -> None:
    """Two keys that differ by one letter share a variant with one letter removed, so an index finds them."""
    at %= len(sound)
    more = sound[:at] + letter + sound[at:]
    other = sound[:at] + letter + sound[at + 1 :]
    turned = sound[:at] + sound[at : at + 2][::-1] + sound[at + 2 :]
    for near in (more, other, turned):
        assert set(deletion_variants(sound)) & set(deletion_variants(near))


def test_short_sounds_are_not_bent() -> None:
    """A key as short as Ana's gets no variants, because they would match half of all names."""
    assert deletion_variants("ana") == ("ana",)
    assert deletion_variants("luis") == ("luis", "uis", "lis", "lus", "lui")


def test_the_nearer_name_comes_first() -> None:
    """An exact name ranks first, then the same sound, then one letter off; word order and extra words do not matter."""
    query = name_words("ana gutierrez")
    names = ["Gutiérrez Ana Sofía", "Ana Gutierres", "Ana Gutiérre", "Ana Gómez", "Pedro Pérez"]
    apart = [distance(query, name_words(name)) for name in names]
    assert apart[0] == 0
    assert apart == sorted(apart)
    assert len(set(apart)) == len(apart)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_are_some_share_apart(one: str, other: str) -> None:
    """The distance of two texts is between 0 and 1, and 0 from a text to itself if it has a word."""
    assert 0 <= distance(name_words(one), name_words(other)) <= 1
    assert distance(name_words(one), name_words(one)) == (0 if name_words(one) else 1)
