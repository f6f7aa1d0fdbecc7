"""E-mail addresses and municipalities."""

import pytest

from agent_api.customers.divipola import DEPARTMENTS, NAMED, is_municipality, place
from agent_api.customers.emails import to_email
from agent_api.customers.masking import masked_document


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" ana@Ejemplo.com ", "ana@ejemplo.com"),
        ("Ana.Gómez@ejemplo.com", "Ana.Gómez@ejemplo.com"),
        ("a+b_c-d@correo.example.org", "a+b_c-d@correo.example.org"),
        ("peña@españa.com", "peña@españa.com"),
    ],
)
def test_an_address_is_kept_with_its_domain_in_small_letters(written: str, kept: str) -> None:
    """The local part is the host's business."""
    assert to_email(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        *("", "@", "ana", "ana@", "@ejemplo.com", "a..b@ejemplo.com", ".a@ejemplo.com", "a b@ejemplo.com", "a@b"),
        *("a@-b.com", "a@ejemplo..com", f"{'a' * 65}@ejemplo.com", f"a@{'b' * 64}.com", "a@b.com, c@d.com"),
        f"{'a' * 60}@{'b.' * 100}com",
    ],
)
def test_what_no_mail_reaches_is_no_address(written: str) -> None:
    """By the plain way as by the whole one."""
    assert to_email(written) is None


def test_a_municipality_has_a_department() -> None:
    """There are 32 departments and Bogotá; every named municipality lies in one; no department is a municipality."""
    assert len(DEPARTMENTS) == 33
    assert all(is_municipality(code) for code in NAMED)
    assert {code[:2] for code in NAMED} | {"25"} == set(DEPARTMENTS)
    for wrong in ("04001", "00001", "11000", "1100", "110010", "1100a", "١١٠٠١", ""):
        assert not is_municipality(wrong)


def test_a_place_is_told_as_far_as_it_is_known() -> None:
    """With its department, which is not said twice; an unknown one by its code."""
    assert (place("25754"), place("11001"), place("05999")) == (
        "Soacha, Cundinamarca",
        "Bogotá, D. C.",
        "Antioquia (05999)",
    )


def test_a_masked_document_tells_its_end() -> None:
    """Of a short one less."""
    assert (masked_document("52900101"), masked_document("390114")) == ("***0101", "***14")
