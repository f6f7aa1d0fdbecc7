"""References reveal nothing, and commitments prove a value."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.errors import Unreadable
from eventlog.person import NO_PERSON, make_commitment, make_person, person_references, read_datum
from tests.support.facts.call_logs import call_facts

random = st.binary(min_size=32, max_size=32)


@given(st.text(min_size=1, max_size=20), random)
def test_the_commitment_proves_the_value(value: str, chance: bytes) -> None:
    """The commitment of a fact is computed from value and salt."""
    person = make_person(value, chance)
    datum = read_datum(person.encoded)
    assert datum.value == value
    assert make_commitment(datum.salt, datum.value) == person.commitment


def test_the_commitment_is_plain_sha_256() -> None:
    """An auditor can check a commitment with plain SHA-256."""
    person = make_person("3005550001", bytes(range(32)))
    assert person.commitment == hashlib.sha256(bytes(range(16, 32)) + b"3005550001").hexdigest()
    assert person.ref == bytes(range(16)).hex()


@given(random)
def test_reference_and_commitment_hold_nothing_of_the_value(chance: bytes) -> None:
    """The same number has different references and commitments, so callers cannot be compared."""
    other = bytes(byte ^ 1 for byte in chance)
    one, two = make_person("3005550001", chance), make_person("3005550001", other)
    assert one.ref != two.ref
    assert one.commitment != two.commitment
    assert "3005550001" not in one.ref + one.commitment


def test_hidden_number_gives_no_person() -> None:
    """Without a number there is no reference and nothing is stored."""
    assert make_person("", bytes(32)) == NO_PERSON


def test_too_little_chance_is_refused() -> None:
    """A short salt is refused, because it could be guessed."""
    with pytest.raises(ValueError, match="32 random bytes"):
        make_person("3005550001", bytes(16))


def test_an_unreadable_datum_is_not_quoted() -> None:
    """The error does not quote the datum, because it could be a number."""
    with pytest.raises(Unreadable) as caught:
        read_datum(b'{"kind":"number","value":3005550001}')
    assert "3005550001" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_only_the_arrival_names_the_caller() -> None:
    """No other fact of a call refers to the caller."""
    named = [person_references(fact) for fact in call_facts(7, "answered")]
    assert [len(refs) for refs in named] == [1, 0, 0, 0, 0, 0, 0, 0]
