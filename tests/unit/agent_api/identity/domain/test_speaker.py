"""The speaker of a call: which data may be said to whom, and until when a check of a mandate holds."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from agent_api.identity.domain.attempts import QuestionSet, VerificationHistory
from agent_api.identity.domain.speaker import (
    HOLDER,
    Speaker,
    check_mandate,
    disclosure_refusal,
    petition_mandate,
    state_speaker,
)
from eventlog.facts.customers.speaker import DisclosureReason, DisclosureSubject, MandateCoverage, SpeakerKind
from tests.support.properties import examples
from tests.support.ticket_cases import NOW

TODAY = date(2026, 11, 30)
STATED = state_speaker(HOLDER, "attorney", has_mandate=True, last_step=2)
CHECKED = check_mandate(STATED, "ana", "record_and_lookups", TODAY)


@pytest.mark.parametrize(
    ("speaker", "about", "reason"),
    [
        (HOLDER, "lookup", None),
        (state_speaker(HOLDER, "third_person", has_mandate=False, last_step=0), "record", "third_person"),
        (state_speaker(HOLDER, "attorney", has_mandate=False, last_step=0), "record", "mandate_missing"),
        (STATED, "record", "mandate_unchecked"),
        (CHECKED, "record", None),
        (CHECKED, "lookup", None),
        (CHECKED, "ticket", None),
        (check_mandate(STATED, "ana", "none", None), "record", "mandate_insufficient"),
        (check_mandate(STATED, "ana", "record", None), "record", None),
        (check_mandate(STATED, "ana", "record", None), "lookup", "out_of_scope"),
        (check_mandate(STATED, "ana", "record", TODAY - timedelta(days=1)), "record", "mandate_expired"),
        (check_mandate(STATED, "luis", "record_and_lookups", None), "record", "mandate_unchecked"),
    ],
)
def test_data_are_said_to_the_holder_or_by_a_checked_mandate(
    speaker: Speaker, about: DisclosureSubject, reason: DisclosureReason | None
) -> None:
    """Bank-secret data go to the holder, or by a document that was checked for that customer and covers them."""
    assert disclosure_refusal(speaker, "ana", about, TODAY) == reason


def test_a_mandate_ends_after_its_last_day() -> None:
    """On the last day it suffices, on the next it does not."""
    assert disclosure_refusal(CHECKED, "ana", "lookup", TODAY) is None
    assert disclosure_refusal(CHECKED, "ana", "lookup", TODAY + timedelta(days=1)) == "mandate_expired"


@pytest.mark.parametrize(
    ("coverage", "customer", "result"),
    [
        ("record_and_lookups", "ana", "sufficient"),
        ("none", "ana", "insufficient"),
        ("record", "ana", None),
        ("record_and_lookups", "luis", None),
    ],
)
def test_a_petition_takes_over_a_check_that_covers_everything_or_nothing(
    coverage: MandateCoverage, customer: str, result: str | None
) -> None:
    """A check for part of the data, or for another customer, leaves the decision to the petition's own check."""
    assert petition_mandate(check_mandate(STATED, "ana", coverage, None), customer, TODAY) == result


def test_an_unchecked_or_expired_mandate_is_checked_in_the_petition() -> None:
    """The petition does not begin with a result that does not hold."""
    assert petition_mandate(STATED, "ana", TODAY) is None
    assert petition_mandate(CHECKED, "ana", TODAY + timedelta(days=1)) is None


class Speakers(RuleBasedStateMachine):
    """Statements, verifications, checks and days in any order, compared with what an auditor would read in the log."""

    def __init__(self) -> None:
        super().__init__()
        self.speaker, self.today, self.step = HOLDER, TODAY, 0
        self.history = VerificationHistory()
        self.verified_since_statement: dict[str, bool] = {}
        """Customers verified in the call; true if it was after the holder last began to speak."""
        self.check: tuple[str, MandateCoverage, date | None] | None = None
        """The last check since the last statement."""
        self.has_mandate = False

    @rule(
        kind=st.sampled_from(["holder", "legal_representative", "attorney", "third_person"]), has_mandate=st.booleans()
    )
    def states(self, kind: SpeakerKind, has_mandate: bool) -> None:
        """An advisor states who speaks, or states it again with another document."""
        if kind == "holder" and self.speaker.kind != "holder":
            self.verified_since_statement = dict.fromkeys(self.verified_since_statement, False)
        self.speaker = state_speaker(self.speaker, kind, has_mandate=has_mandate, last_step=self.step)
        self.history = msgspec.structs.replace(self.history, passes_after=self.speaker.passes_after)
        self.check, self.has_mandate = None, has_mandate

    @rule(customer=st.sampled_from(["ana", "luis"]))
    def verifies(self, customer: str) -> None:
        """The questions about a customer are answered."""
        self.step += 1
        passed = QuestionSet(
            id=str(self.step),
            call_id="a",
            customer_id=customer,
            advisor="asesor1",
            questions=("document",),
            asked_at=NOW,
            step=self.step,
            result="passed",
            settled_at=NOW,
        )
        self.history = msgspec.structs.replace(self.history, checks=(*self.history.checks, passed))
        self.verified_since_statement[customer] = True

    @rule(
        customer=st.sampled_from(["ana", "luis"]),
        coverage=st.sampled_from(["none", "record", "record_and_lookups"]),
        days=st.none() | st.integers(0, 3),
    )
    def checks(self, customer: str, coverage: MandateCoverage, days: int | None) -> None:
        """The advisor checks the document, if there is one."""
        if self.speaker.mandate:
            until = None if days is None else self.today + timedelta(days=days)
            self.speaker = check_mandate(self.speaker, customer, coverage, until)
            self.check = customer, coverage, until

    @rule()
    def days_pass(self) -> None:
        """A day passes."""
        self.today += timedelta(days=1)

    @invariant()
    def data_go_only_to_the_holder_or_by_a_check(self) -> None:
        """Compare the rule with the list of acts, for both customers and both kinds of data."""
        for customer in ("ana", "luis"):
            for about in ("record", "lookup"):
                allowed = disclosure_refusal(self.speaker, customer, about, self.today) is None
                assert allowed == (self.speaker.kind == "holder" or self._covers(customer, about))

    def _covers(self, customer: str, about: str) -> bool:
        if self.speaker.kind == "third_person" or not self.has_mandate or self.check is None:
            return False
        checked_for, coverage, until = self.check
        enough = coverage == "record_and_lookups" or (coverage == "record" and about == "record")
        return checked_for == customer and enough and (until is None or self.today <= until)

    @invariant()
    def a_holder_who_speaks_again_is_verified_again(self) -> None:
        """No verification from before counts; every later one does."""
        last = {each.customer_id: each for each in self.history.checks}
        assert {id_: self.history.stands(each) for id_, each in last.items()} == self.verified_since_statement


TestSpeakers = Speakers.TestCase
TestSpeakers.settings = settings(max_examples=examples(60), stateful_step_count=25, deadline=None)
