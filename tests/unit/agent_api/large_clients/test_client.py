"""A large client: its NIT and numbers, its dates, and what differs between two versions."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.customers.domain.documents import InvalidDocument, check_digit
from agent_api.large_clients.register.domain.client import (
    ClientContact,
    LargeClient,
    changed_fields,
    find_faults,
    read_nit,
    read_phone,
    without_contact,
)

TODAY = date(2026, 12, 1)
CONTACT = ClientContact(id="0a0a0a0a", name="Marta Peña", phone="+573104445566")
CLIENT = LargeClient(
    nit="8999990357",
    name="Universidad de Muestra",
    manager="coco",
    service="Giros.",
    hours="7 a 19",
    response_hours=24,
    since=date(2026, 1, 1),
    contacts=(CONTACT,),
)


@given(st.integers(10_000, 10**9))
def test_only_the_right_check_digit_is_accepted(base: int) -> None:
    """Each NIT has one check digit, and the other nine are refused."""
    right = check_digit(str(base))
    for digit in range(10):
        if digit == right:
            assert read_nit(f"{base:,}-{digit}".replace(",", ".")) == f"{base}{digit}"
        else:
            with pytest.raises(InvalidDocument):
                read_nit(f"{base}{digit}")


def test_a_number_of_a_contact_is_whole() -> None:
    """A mobile or a landline with its area code is read in any notation; an extension is none."""
    assert read_phone("310 444 55 66") == "+573104445566"
    assert read_phone("(601) 382 1670") == "+576013821670"
    assert read_phone("") == ""
    assert read_phone("1670") is None
    assert CLIENT.phones == {"+573104445566"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"until": TODAY}, "until"),
        ({"state": "ended"}, "until"),
        ({"state": "ended", "until": TODAY}, None),
        ({"state": "ended", "until": date(2025, 12, 31)}, "until"),
        ({"state": "ended", "until": date(2026, 12, 2)}, "until"),
    ],
)
def test_the_last_day_fits_the_state(changes: dict[str, object], field: str | None) -> None:
    """An active client has no last day; an ended one has, after the first day and not in the future."""
    faults = find_faults(msgspec.structs.replace(CLIENT, **changes), TODAY)
    assert [name for name, _ in faults] == ([field] if field else [])


def test_a_version_names_what_changed() -> None:
    """A changed contact is named by the field alone."""
    moved = msgspec.structs.replace(CLIENT, manager="sara", contacts=())
    assert changed_fields(CLIENT, moved) == ("manager", "contacts")
    assert changed_fields(CLIENT, CLIENT) == ()


def test_an_erased_contact_keeps_its_place() -> None:
    """Its data are replaced by the notice; others stay."""
    other = ClientContact(id="0b0b0b0b", name="Luis Gil", email="luis@universidad.example")
    assert without_contact((CONTACT, other), CONTACT.id, "Suprimido") == (
        ClientContact(id=CONTACT.id, name="Suprimido"),
        other,
    )
