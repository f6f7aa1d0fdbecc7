"""E-mail addresses and municipalities."""

from collections import Counter

import pytest

from agent_api.customers.domain.divipola import (
    DEPARTMENTS,
    MUNICIPALITIES,
    SUCCESSORS,
    is_municipality,
    municipality_name,
    place_label,
)
from agent_api.customers.domain.emails import normalize_email
from agent_api.customers.domain.field_parsers import InvalidField, read_municipality, read_phone
from agent_api.customers.domain.masking import mask_document


@pytest.mark.parametrize(
    ("written", "normalized"),
    [
        (" ana@Ejemplo.com ", "ana@ejemplo.com"),
        ("Ana.Gómez@ejemplo.com", "Ana.Gómez@ejemplo.com"),
        ("a+b_c-d@correo.example.org", "a+b_c-d@correo.example.org"),
        ("peña@españa.com", "peña@españa.com"),
    ],
)
def test_an_address_is_kept_with_its_domain_in_small_letters(written: str, normalized: str) -> None:
    """The domain is lower-cased; the local part is kept as typed."""
    assert normalize_email(written) == normalized


@pytest.mark.parametrize(
    "written",
    [
        *("", "@", "ana", "ana@", "@ejemplo.com", "a..b@ejemplo.com", ".a@ejemplo.com", "a b@ejemplo.com", "a@b"),
        *("a@-b.com", "a@ejemplo..com", f"{'a' * 65}@ejemplo.com", f"a@{'b' * 64}.com", "a@b.com, c@d.com"),
        f"{'a' * 60}@{'b.' * 100}com",
    ],
)
def test_text_that_cannot_be_mail_address_gives_none(written: str) -> None:
    """A text that cannot be a mail address gives None."""
    assert normalize_email(written) is None


BY_DEPARTMENT = {
    **{"05": 125, "08": 23, "11": 1, "13": 46, "15": 123, "17": 27, "18": 16, "19": 42, "20": 25, "23": 30, "25": 116},
    **{"27": 31, "41": 37, "44": 15, "47": 30, "50": 29, "52": 64, "54": 40, "63": 12, "66": 14, "68": 87, "70": 26},
    **{"73": 47, "76": 42, "81": 7, "85": 19, "86": 13, "88": 2, "91": 11, "94": 8, "95": 4, "97": 6, "99": 4},
}


def test_every_municipality_is_known() -> None:
    """Each of the 32 departments and Bogotá has as many municipalities as DIVIPOLA lists, with unique names."""
    in_force = set(MUNICIPALITIES) - set(SUCCESSORS)
    assert Counter(code[:2] for code in in_force) == BY_DEPARTMENT
    assert set(DEPARTMENTS) == set(BY_DEPARTMENT)
    assert len({(code[:2], MUNICIPALITIES[code]) for code in in_force}) == len(in_force) == 1_122
    assert all(name == name.strip() and name[0].isupper() for name in MUNICIPALITIES.values())
    assert SUCCESSORS.keys() == {"27086", "94663"}
    assert set(SUCCESSORS.values()) <= in_force


@pytest.mark.parametrize(
    ("code", "name"),
    [
        *(("05001", "Medellín"), ("05360", "Itagüí"), ("05615", "Rionegro"), ("08758", "Soledad")),
        *(("11001", "Bogotá, D. C."), ("13430", "Magangué"), ("15238", "Duitama"), ("15759", "Sogamoso")),
        *(("17380", "La Dorada"), ("19698", "Santander de Quilichao"), ("20011", "Aguachica"), ("23417", "Lorica")),
        *(("25175", "Chía"), ("25290", "Fusagasugá"), ("25754", "Soacha"), ("25899", "Zipaquirá")),
        *(("27001", "Quibdó"), ("27493", "Nuevo Belén de Bajirá"), ("41551", "Pitalito"), ("44430", "Maicao")),
        *(("47189", "Ciénaga"), ("50006", "Acacías"), ("52835", "San Andrés de Tumaco"), ("54498", "Ocaña")),
        *(("63130", "Calarcá"), ("66170", "Dosquebradas"), ("68081", "Barrancabermeja"), ("68276", "Floridablanca")),
        *(("70823", "San José de Toluviejo"), ("73268", "Espinal"), ("76109", "Buenaventura"), ("76520", "Palmira")),
        *(("81736", "Saravena"), ("85001", "Yopal"), ("86568", "Puerto Asís"), ("88564", "Providencia")),
        *(("91540", "Puerto Nariño"), ("94001", "Inírida"), ("95001", "San José del Guaviare"), ("99773", "Cumaribo")),
    ],
)
def test_municipalities_bear_the_codes_that_people_know(code: str, name: str) -> None:
    """One municipality of each department has its DIVIPOLA code."""
    assert MUNICIPALITIES[code] == name


def test_only_a_code_that_dane_gave_is_a_municipality() -> None:
    """A department code or a mistyped digit is refused; a code that DANE withdrew is still known."""
    for wrong in ("04001", "00001", "11000", "05999", "1100", "110010", "1100a", "١١٠٠١", ""):
        assert not is_municipality(wrong)
    assert all(is_municipality(code) for code in SUCCESSORS)


@pytest.mark.parametrize(
    ("code", "message"), [("11.001", "5 cifras"), ("25755", "Ningún municipio"), ("5999", "05999")]
)
def test_error_names_fault_of_municipality_code(code: str, message: str) -> None:
    """The error says whether the code has a wrong format or is not assigned."""
    with pytest.raises(InvalidField, match=message):
        read_municipality(code)


def test_place_is_shown_with_its_department_never_twice() -> None:
    """A place is shown with its department, never twice; an unknown code is shown as it is."""
    assert [place_label(code) for code in ("25754", "11001", "05999", "04001")] == [
        "Soacha, Cundinamarca",
        "Bogotá, D. C.",
        "Antioquia (05999)",
        "(04001)",
    ]
    assert (municipality_name("68276"), municipality_name("05999")) == ("Floridablanca, Santander", None)


def test_masked_document_shows_its_last_characters_fewer_if_it_is_short() -> None:
    """A masked document shows its last characters, fewer if it is short."""
    assert (mask_document("52900101"), mask_document("390114")) == ("***0101", "***14")


@pytest.mark.parametrize("typed", ["3991112203", "615 555 0100", "018000 555 010", "6015550142 ext 12", "12345", ""])
def test_a_telephone_that_no_person_has_is_refused(typed: str) -> None:
    """A wrong digit, an unknown area, a toll-free line and an extension are refused with what to check."""
    with pytest.raises(InvalidField, match=r"10 cifras.*sin extensión"):
        read_phone(typed)


def test_a_telephone_is_kept_in_one_form() -> None:
    """A telephone number is stored in one format, however it was typed."""
    typed = ("300 111 2203", "03 300 1112203", "+57 300-111-2203", "0057 300 1112203", "(300) 1112203")
    assert {read_phone(each) for each in typed} == {"+573001112203"}
