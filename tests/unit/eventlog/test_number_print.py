"""The print by which a telephone number finds its calls."""

import pytest

from eventlog.person_data import number_print
from storage.encryption.field_cipher import FieldCipher

CIPHER = FieldCipher(bytes(32))
NUMBER = number_print(CIPHER, "bogota", "+573001112201")


@pytest.mark.parametrize(
    "written",
    [
        "3001112201",
        "573001112201",
        "00573001112201",
        "033001112201",
        "sip:+573001112201@trunk;user=phone",
        "300 111-2201",
    ],
)
def test_each_form_of_a_number_has_its_print(written: str) -> None:
    """Trunks write a Colombian number with or without country code and prefix."""
    assert number_print(CIPHER, "bogota", written) == NUMBER


@pytest.mark.parametrize("written", ["1234", "", "anonymous", "asesor1", "sip:100@10.0.0.1"])
def test_what_is_no_number_has_no_print(written: str) -> None:
    """An extension, a name and a withheld number are not searched."""
    assert number_print(CIPHER, "bogota", written) is None


def test_a_print_says_nothing_in_another_campaign_or_with_another_key() -> None:
    """Equal numbers have unequal prints there, and a print fits into 64 bits with a sign."""
    others = {number_print(CIPHER, "cali", "3001112201"), number_print(FieldCipher(b"k" * 32), "bogota", "3001112201")}
    assert NUMBER is not None
    assert NUMBER not in others
    assert -(2**63) <= NUMBER < 2**63
