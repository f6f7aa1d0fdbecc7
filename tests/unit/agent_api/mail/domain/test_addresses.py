"""Validation of mail addresses, and how they are read aloud."""

import pytest

from agent_api.mail.domain.addresses import InvalidAddress, normalize_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" luis@gmail.com ", "luis@gmail.com"),
        ("Luis.Perez+icetex@Gmail.COM", "Luis.Perez+icetex@gmail.com"),
        ("peticiones@entidad.gov.co", "peticiones@entidad.gov.co"),
        ("ana@peña.example", "ana@xn--pea-8ma.example"),
    ],
)
def test_an_address_is_written_to_as_it_reads(typed: str, address: str) -> None:
    """Surrounding spaces are removed, the domain becomes ASCII, and the local part is kept."""
    assert normalize_address(typed) == address


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("luis.gmail.com", "falta la arroba"),
        ("", "falta la arroba"),
        ("peña@gmail.com", "tildes ni eñes"),
        ("luis perez@gmail.com", "no van espacios"),
        ("luis@gmail", "falta el final"),
        ("luis@@gmail.com", "no es una dirección"),
        ("luis@gmail..com", "no es una dirección"),
        ("a@b.co\nBcc: otro@gmail.com", "no van espacios"),
    ],
)
def test_refused_address_has_reason_that_advisor_can_act_on(typed: str, message: str) -> None:
    """A refused address has a reason that the advisor can act on, and no line break reaches a header."""
    with pytest.raises(InvalidAddress, match=message):
        normalize_address(typed)
