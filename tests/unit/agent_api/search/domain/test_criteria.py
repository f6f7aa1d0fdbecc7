"""Possible meanings of a written text."""

import pytest

from agent_api.search.domain.criteria import Criteria, matches_name, read_criteria
from agent_api.tickets.domain.numbers import FilingNumber

YEAR = 2026
NUMBER = str(FilingNumber(2026, 123))


@pytest.mark.parametrize("written", [NUMBER, NUMBER.replace("-", ""), NUMBER.replace("-", " "), f" {NUMBER} "])
def test_a_filing_number_is_nothing_else(written: str) -> None:
    """Its check digit says so, with dashes, with spaces or without."""
    assert read_criteria(written, YEAR) == Criteria(filing_number=NUMBER)


@pytest.mark.parametrize("written", ["2026-123", "2026-000123", "123"])
def test_a_filing_number_may_lack_its_year_or_check_digit(written: str) -> None:
    """A sequence alone is one of this year."""
    assert read_criteria(written, YEAR).filing_number == NUMBER


def test_a_colombian_mobile_is_a_phone_and_perhaps_a_document() -> None:
    """Ten digits may be both, so both are searched."""
    criteria = read_criteria("300 111 2201", YEAR)
    assert criteria.phone == "+573001112201"
    assert criteria.customers == {"document": "3001112201", "number": 3001112201, "phone": "+573001112201"}


@pytest.mark.parametrize(
    ("written", "document"),
    [("52.900.101", "52900101"), ("CC 52900101", "CC 52900101"), ("AB123456", "AB123456"), ("ab123456", "AB123456")],
)
def test_a_document_may_have_a_kind_and_dots(written: str, document: str) -> None:
    """The kind stays, and limits the search."""
    assert read_criteria(written, YEAR).customers["document"] == document


def test_a_name_has_letters_only() -> None:
    """A name of at least four letters is searched among customers, petitions and users."""
    criteria = read_criteria("Ana Gutiérrez", YEAR)
    assert (criteria.customers, criteria.tokens) == ({"name": "Ana Gutiérrez"}, ("ana", "gutierrez"))
    assert criteria.personal_fields == ("name", "words")
    assert read_criteria("Ana", YEAR).customers == {}
    assert read_criteria("ana@ejemplo.com", YEAR).customers == {}


@pytest.mark.parametrize("written", ["el", "…", "--", "a 1", "0", "٣٣"])
def test_a_text_without_any_meaning_has_no_personal_field(written: str) -> None:
    """Nothing personal is searched, and nothing fails."""
    assert "words" not in read_criteria(written, YEAR).personal_fields


def test_a_call_is_found_by_its_id() -> None:
    """An id has a digit and no spaces."""
    assert read_criteria("a1b2c3d4", YEAR).call_id == "a1b2c3d4"
    assert read_criteria("una llamada", YEAR).call_id == ""


def test_a_user_is_found_by_the_beginning_of_each_word() -> None:
    """The order of the words does not matter, and an empty text matches no name."""
    assert matches_name(["rod", "car"], "Carlos Rodríguez", "crodriguez")
    assert not matches_name(["rod", "luz"], "Carlos Rodríguez", "crodriguez")
    assert not matches_name([], "Carlos Rodríguez")
