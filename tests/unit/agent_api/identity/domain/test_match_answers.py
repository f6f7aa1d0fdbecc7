"""The rules that decide whether an answer is correct."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.customers.domain.divipola import MUNICIPALITIES, place_label
from agent_api.identity.domain.match_answers import _PLACE_ALIASES, matches_datum
from agent_api.kit.text import tokens
from config.site.customers.identity import IDENTITY_DATA, IdentityDatum

KNOWN: dict[IdentityDatum, str] = {
    "document": "52900101",
    "name": "María de los Ángeles Cuesta Peña",
    "birth_date": "1994-03-12",
    "address": "Calle 100 # 15-30, apartamento 402",
    "municipality": "Medellín, Antioquia",
    "phone": "+576015550142",
    "email": "ana.beltran_7@ejemplo.com",
    "credit": "CR-2019-000101",
    "programme": "Crédito de posgrado en el país",
    "co_debtor": "Rosa Elena Beltrán",
    "beneficiary": "Sebastián Caicedo Mina",
}
RIGHT: list[tuple[IdentityDatum, str]] = [
    ("document", "CC 52.900.101"),
    ("document", "cédula 52 900 101"),
    ("name", "Cuesta Peña, Maria de los Angeles"),
    ("name", "MARIA ANGELES CUESTA PENA"),
    ("name", "maria anjeles cuesta"),
    ("address", "cll 100 no. 15 - 30"),
    ("address", "Calle 100 numero 15 30 apto 402"),
    ("address", "CL 100 15 30 AP 402, Bogotá"),
    ("municipality", "Medellin"),
    ("municipality", "medeyín antioquia"),
    ("phone", "601 555 0142"),
    ("phone", "+57 (601) 555-01-42"),
    ("email", "ANA.BELTRAN_7@EJEMPLO.COM"),
    ("email", "ana punto beltrán guion bajo 7 arroba ejemplo punto com"),
    ("credit", "cr 2019 000101"),
    ("credit", "2019000101"),
    ("programme", "posgrado país"),
    ("co_debtor", "rosa veltran"),
    ("beneficiary", "Caicedo Sebastian"),
]
WRONG: list[tuple[IdentityDatum, str]] = [
    ("document", "52900102"),
    ("document", "529001"),
    ("name", "María"),
    ("name", "María Cuesta"),
    ("name", "María Ángeles Cuesta Peña Rojas"),
    ("address", "Calle 100"),
    ("address", "100 15 30"),
    ("address", "Carrera 100 # 15-30"),
    ("address", "Calle 100 # 15-31"),
    ("address", "Calle 100 # 15-30, apartamento 401"),
    ("municipality", "Antioquia"),
    ("municipality", "Cali"),
    ("phone", "555 0142"),
    ("email", "ana.beltran@ejemplo.com"),
    ("credit", "CR-2019-000102"),
    ("credit", "101"),
    ("programme", "crédito"),
    ("programme", "posgrado en el exterior"),
    ("co_debtor", "Rosa"),
    ("co_debtor", "Rosa Elena Caicedo"),
]


@pytest.mark.parametrize(("datum", "answer"), RIGHT)
def test_how_an_answer_is_dressed_does_not_matter(datum: IdentityDatum, answer: str) -> None:
    """Accents, capitals, name order, similar sounds, punctuation, spaces and street abbreviations do not matter."""
    assert matches_datum(datum, [KNOWN[datum]], answer)


@pytest.mark.parametrize(("datum", "answer"), WRONG)
def test_different_answer_is_wrong_and_so_is_part_that_many_people_know(datum: IdentityDatum, answer: str) -> None:
    """A different answer is wrong, and so is a part that many people know."""
    assert not matches_datum(datum, [KNOWN[datum]], answer)


def test_any_of_several_values_is_right() -> None:
    """A customer with two credits may name either; with none, no answer is correct."""
    assert matches_datum("credit", ["CR-1234", "CR-5678"], "cr5678")
    assert not matches_datum("credit", [], "cr5678")


def test_a_passport_keeps_its_letters_and_short_names_of_cities_are_known() -> None:
    """A passport is compared with its letters; the short name Cúcuta matches San José de Cúcuta."""
    assert matches_datum("document", ["AB123456"], "pasaporte ab 123456")
    assert not matches_datum("document", ["AB123456"], "123456")
    assert matches_datum("municipality", ["San José de Cúcuta, Norte de Santander"], "Cúcuta")
    assert matches_datum("municipality", ["Bogotá, D. C."], "Bogotá")


@pytest.mark.parametrize(
    ("code", "answer"),
    [("52835", "Tumaco"), ("76111", "Buga"), ("13468", "mompós"), ("25843", "ubaté"), ("54001", "san josé de cúcuta")],
)
def test_a_place_may_be_called_as_people_call_it(code: str, answer: str) -> None:
    """The common short form of a long official place name is accepted."""
    assert matches_datum("municipality", [place_label(code)], answer)


def test_a_short_name_that_is_another_places_whole_name_is_right_for_both() -> None:
    """San Pedro in Sucre and the longer-named San Pedro in Antioquia both accept «San Pedro»; other places do not."""
    assert matches_datum("municipality", [place_label("70717")], "San Pedro")
    assert matches_datum("municipality", [place_label("05664")], "San Pedro")
    assert not matches_datum("municipality", [place_label("05665")], "San Pedro")


def test_every_short_name_is_of_a_place_that_there_is() -> None:
    """Every listed short name belongs to an existing place."""
    full_names = {" ".join(tokens(name)) for name in MUNICIPALITIES.values()}
    assert set(_PLACE_ALIASES.values()) <= full_names


@given(st.sampled_from(IDENTITY_DATA), st.text(max_size=220))
def test_any_text_is_judged(datum: IdentityDatum, answer: str) -> None:
    """No input raises, lone surrogates included; an empty answer is wrong for every datum."""
    assert matches_datum(datum, [KNOWN[datum]], answer) in (True, False)
    assert not matches_datum(datum, [KNOWN[datum]], " \n")


@given(st.sampled_from(IDENTITY_DATA))
def test_the_value_as_it_is_registered_is_right(datum: IdentityDatum) -> None:
    """The registered value itself is a correct answer."""
    assert matches_datum(datum, [KNOWN[datum]], KNOWN[datum])


@given(st.sampled_from(IDENTITY_DATA), st.sampled_from(IDENTITY_DATA))
def test_the_answer_to_one_question_is_none_to_another(datum: IdentityDatum, other: IdentityDatum) -> None:
    """The answer to one question is wrong for the other questions."""
    if datum != other:
        assert not matches_datum(datum, [KNOWN[datum]], KNOWN[other])
