"""Whether the status of a petition may be disclosed, and how the petitioner's document is checked."""

import pytest

from agent_api.tickets.status.domain.disclosure import KnownPetition, attempts_left, decide_disclosure, matches_document
from config.site.tickets.ticket_status import TicketStatusRules

RULES = TicketStatusRules(attempts=2)
ASKED = KnownPetition(exists=True, documents=("CC 1098900107",))
SAID = "1.098.900.107"


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("1.098.900.107", "CC 1098900107"),
        ("CC 1098900107", "1098900107"),
        ("C.C. No. 1 098 900 107", "cédula 1.098.900.107"),
        ("cédula de ciudadanía número 1098900107", "cc 1098900107"),
        ("01098900107", "CC 1098900107"),
        ("nit 900.123.456-8", "NIT 900123456-8"),
        ("900123456", "NIT 900123456-8"),
        ("900123456-8", "NIT 900123456"),
        ("pasaporte AB 12345", "PA AB12345"),
        ("ab12345", "PA AB12345"),
    ],
)
def test_document_matches_with_or_without_dots_its_kind_or_check_digit_of_nit(answer: str, number: str) -> None:
    """A document matches with or without dots, its kind or the check digit of a NIT."""
    assert matches_document(answer, ("CC 1", number))


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("1098900108", "CC 1098900107"),
        ("109890010", "CC 1098900107"),  # the last digit would be a NIT's check digit
        ("", "CC 1098900107"),
        ("cc", "CC 1098900107"),
        ("900123456", "900123456-8"),  # nothing marks it as a NIT
        ("12345", "PA AB12345"),
        ("no sabe", "no sabe"),
        ("1" * 61, "1" * 61),
    ],
)
def test_another_document_is_not(answer: str, number: str) -> None:
    """A document with a missing digit, or words without a number, does not match."""
    assert not matches_document(answer, (number,))


def test_unknown_number_and_wrong_document_give_same_answer_and_both_use_up_attempt() -> None:
    """An unknown number and a wrong document give the same answer, and both use up an attempt."""
    for each in (KnownPetition(exists=False), ASKED):
        assert [decide_disclosure(RULES, each, "99", failures) for failures in (0, 1, 2)] == [
            "no_match",
            "no_match",
            "closed",
        ]
    assert decide_disclosure(RULES, ASKED, SAID, 1) == "document"
    assert decide_disclosure(RULES, ASKED, SAID, 2) == "closed"
    assert [attempts_left(RULES, each) for each in (0, 1, 2, 3)] == [2, 1, 0, 0]


def test_the_verified_customer_is_asked_nothing_more() -> None:
    """A verified customer is asked nothing more, even after other failures in the call."""
    assert (
        decide_disclosure(RULES, KnownPetition(exists=True, verified=True, documents=ASKED.documents), "", 5)
        == "identity"
    )


@pytest.mark.parametrize("documents", [(), ("no dice",)])
def test_a_petition_without_a_document_is_the_sites_to_say(documents: tuple[str, ...]) -> None:
    """For a petition without a document the site decides: its number reveals state and last day, or nothing."""
    anonymous = KnownPetition(exists=True, documents=documents)
    assert decide_disclosure(RULES, anonymous, "", 0) == "number"
    assert decide_disclosure(TicketStatusRules(without_document="nothing"), anonymous, "", 0) == "no_match"


def test_a_site_may_ask_for_the_number_alone() -> None:
    """If the site asks for the number alone, any document is accepted; the number must exist."""
    rules = TicketStatusRules(check="none", attempts=1)
    assert decide_disclosure(rules, ASKED, "", 0) == "none"
    assert decide_disclosure(rules, KnownPetition(exists=False), "", 0) == "no_match"
