"""Identity documents and the check digit of a NIT."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.co import nit as stdnum_nit

from agent_api.customers.domain.documents import (
    DOCUMENT_KINDS,
    Document,
    InvalidDocument,
    check_digit,
    normalize_number,
    read_document,
    split_document,
    written_nit,
)

WRITTEN = {
    "1020000010": (None, "1020000010"),
    "CC 1020000010": ("CC", "1020000010"),
    "c.c. 1.020.000.010": ("CC", "1020000010"),
    "NIT: 899.999.035-7": ("NIT", "8999990357"),
    "CC123456": (None, "CC123456"),
    "PA CC123456": ("PA", "CC123456"),
    "CC": (None, "CC"),
}
NITS = {
    "899999035": 7,  # ICETEX
    "800197268": 4,  # DIAN
    "899999068": 1,  # Ecopetrol
    "890903938": 8,  # Bancolombia
    "860034313": 7,  # Davivienda
    "860002964": 4,  # Banco de Bogotá
}


@pytest.mark.parametrize(("text", "parts"), WRITTEN.items())
def test_a_document_is_split_into_its_kind_and_number(text: str, parts: tuple[str | None, str]) -> None:
    """The kind may stand before the number or be absent; a passport number that begins like a kind stays a number."""
    assert split_document(text) == parts


@pytest.mark.parametrize(("nit", "digit"), NITS.items())
def test_computed_check_digit_matches_published_nits_of_well_known_entities(nit: str, digit: int) -> None:
    """The computed check digit matches the published NITs of well-known entities."""
    assert check_digit(nit) == digit
    assert read_document("NIT", f"{nit}-{digit}") == Document("NIT", f"{nit}{digit}")


@given(st.integers(100_000, 10**14 - 1).map(str), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_figure_of_a_nit_is_noticed(nit: str, at: int, more: int) -> None:
    """Changing one digit changes the check digit, except that check digit 1 stands for two of the eleven remainders."""
    at %= len(nit)
    wrong = nit[:at] + str((int(nit[at]) + more) % 10) + nit[at + 1 :]
    assert check_digit(wrong) != check_digit(nit) or check_digit(nit) == 1


@given(st.integers(1_000_000, 10**15 - 1).map(str))
def test_the_check_digit_is_also_python_stdnums(nit: str) -> None:
    """The check digit agrees with python-stdnum, another implementation of the same DIAN rule."""
    assert str(check_digit(nit)) == stdnum_nit.calc_check_digit(nit)
    assert stdnum_nit.is_valid(f"{nit}{check_digit(nit)}")


@pytest.mark.parametrize(
    ("kind", "written", "normalized"),
    [
        ("cc", "52.900.101", "52900101"),
        ("TI", "1 020 900 104", "1020900104"),
        ("CE", "390114", "390114"),
        ("PA", "ab-123456", "AB123456"),
        ("PPT", "4'567'890", "4567890"),
        ("NIT", "899.999.035 - 7", "8999990357"),
    ],
)
def test_a_number_is_brought_to_one_form(kind: str, written: str, normalized: str) -> None:
    """Dots, spaces, hyphens and letter case do not matter, and normalizing twice changes nothing."""
    read = read_document(kind, written)
    assert read.number == normalized == normalize_number(written)
    assert read_document(read.kind, read.number) == read


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("CC", "0123456"),
        ("CC", "12"),
        ("CC", "12345678901"),
        ("CC", "52A00101"),
        ("CC", "٥٢٩٠٠١٠١"),
        ("TI", "52900101"),
        ("CE", "12345678"),
        ("PA", "A1"),
        ("NIT", "899999035-6"),
        ("XX", "52900101"),
        ("", ""),
    ],
)
def test_each_invalid_document_is_refused_with_sentence_for_people(kind: str, number: str) -> None:
    """Each invalid document is refused with a sentence for people."""
    with pytest.raises(InvalidDocument, match=r"\.$"):
        read_document(kind, number)


@given(st.sampled_from(DOCUMENT_KINDS), st.text(max_size=30))
def test_any_text_is_read_or_refused(kind: str, number: str) -> None:
    """Any text is either parsed or refused, and a parsed document has only digits and capital letters."""
    with contextlib.suppress(InvalidDocument):
        assert read_document(kind, number).number.isalnum()


@pytest.mark.parametrize(
    ("text", "nit"),
    [
        ("NIT 899.999.035-7", "8999990357"),
        ("nit: 899999035-7", "8999990357"),
        ("NIT 899999035", "8999990357"),
        ("899999035-7", "8999990357"),
        ("899999035", None),
        ("NIT 899999035-8", None),
        ("CC 8999990357", None),
        ("1020000010", None),
        ("NIT", None),
        ("", None),
    ],
)
def test_a_written_nit_is_recognised(text: str, nit: str | None) -> None:
    """After «NIT» the check digit may be missing; without it only a whole number of a legal person counts."""
    assert written_nit(text) == nit
