"""The seed of a draw."""

import hashlib

import pytest

from metrics.quality.seed import Seed, SeedRefused, commit, derive_seed

HEAD = hashlib.sha256(b"head").hexdigest()
NUMBER = "0123456789" * 4
COMMITMENT = hashlib.sha256(NUMBER.encode()).hexdigest()


def test_a_revealed_number_and_the_head_give_the_seed() -> None:
    """The seed is the SHA-256 of 104 bytes of text, as sha256sum computes it; the value says which case it is."""
    seed = derive_seed(HEAD, commitment=COMMITMENT, number=NUMBER)
    value = hashlib.sha256(HEAD.encode("ascii") + NUMBER.encode("ascii")).hexdigest()
    assert seed == Seed(case="committed", value=value, head=HEAD, commitment=COMMITMENT, number=NUMBER)
    assert commit(NUMBER) == COMMITMENT


def test_the_values_are_fixed() -> None:
    """The commitment and the seed of one number and head, computed by sha256sum."""
    head = "0" * 63 + "1"
    assert commit("7" * 40) == "a18a32d023fa19b08f1688f9c195eb2c7e13aff57c826a13b82773e3db028296"
    assert (
        derive_seed(head, commitment=commit("7" * 40), number="7" * 40).value
        == "4003dc6a9148a79e354cb45331a9fd25fd2c0070590f2d3b3164755fbc1656d6"
    )


def test_without_a_commitment_the_seed_is_the_head() -> None:
    """The seed is then the head itself, and its case says so."""
    assert derive_seed(HEAD) == Seed(case="head", value=HEAD, head=HEAD)


def test_a_number_that_was_not_revealed_shows() -> None:
    """A commitment whose number is missing is its own case, because withholding it is a choice, too."""
    assert derive_seed(HEAD, commitment=COMMITMENT) == Seed(
        case="unrevealed", value=HEAD, head=HEAD, commitment=COMMITMENT
    )


@pytest.mark.parametrize("changed", [{"head": "f" * 64}, {"number": "1" * 40}])
def test_both_parts_change_the_seed(changed: dict[str, str]) -> None:
    """Neither the head nor the number alone decides the seed."""
    parts = {"head": HEAD, "number": NUMBER} | changed
    other = derive_seed(parts["head"], commitment=commit(parts["number"]), number=parts["number"])
    assert other.value != derive_seed(HEAD, commitment=COMMITMENT, number=NUMBER).value


@pytest.mark.parametrize(
    ("head", "commitment", "number", "code"),
    [
        (HEAD.upper(), "", "", "head_malformed"),
        (HEAD[1:], "", "", "head_malformed"),
        (f"{HEAD}\n", "", "", "head_malformed"),
        (HEAD, "x" * 64, "", "commitment_malformed"),
        (HEAD, COMMITMENT.upper(), NUMBER, "commitment_malformed"),
        (HEAD, "", NUMBER, "number_uncommitted"),
        (HEAD, COMMITMENT, NUMBER[:-1], "number_malformed"),
        (HEAD, COMMITMENT, f"{NUMBER}\n", "number_malformed"),
        (HEAD, COMMITMENT, f"{NUMBER[:-1]}a", "number_malformed"),
        (HEAD, COMMITMENT, f"{NUMBER[:-1]}٣", "number_malformed"),
        (HEAD, COMMITMENT, "9" * 40, "number_mismatch"),
    ],
)
def test_other_values_are_refused(head: str, commitment: str, number: str, code: str) -> None:
    """Each value has one form, so that a seed has one text; a number needs its commitment."""
    with pytest.raises(SeedRefused) as refusal:
        derive_seed(head, commitment=commitment, number=number)
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")
