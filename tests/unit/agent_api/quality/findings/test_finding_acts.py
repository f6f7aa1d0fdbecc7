"""Invariants of a finding after any sequence of acts by anyone, and the table of its acts."""

from datetime import date, timedelta
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from agent_api.quality.findings.domain.deadline import due_reminder, last_day, term_on
from agent_api.quality.findings.domain.state_machine import (
    TABLE,
    TEXT_NEEDED,
    FindingRefusal,
    QualityFinding,
    find_refusal,
    list_acts,
    take_act,
)
from config.law.term_rules import TermRules
from eventlog.facts.quality.finding import FindingAct, FindingState
from tests.support.properties import examples

PEOPLE = ("sara", "clara", "coco")
TERMS = TermRules()
FRIDAY = date(2026, 12, 4)
OWNER_ACTS = ("propose", "finish", "reject")


class Findings(RuleBasedStateMachine):
    """One finding of Sara, and all the people who might act on it while days pass."""

    def __init__(self) -> None:
        super().__init__()
        self.today = FRIDAY
        self.finding = QualityFinding(owner="sara", due_on=last_day(FRIDAY, 3, TERMS))
        self.taken: list[tuple[FindingAct, str, QualityFinding]] = []

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        """Days pass, and no act is lost."""
        self.today += timedelta(days=days)

    @rule(act=st.sampled_from(get_args(FindingAct)), user=st.sampled_from(PEOPLE))
    def try_act(self, act: FindingAct, user: str) -> None:
        """An act is taken if and only if it is listed as possible; else nothing changes."""
        listed = act in list_acts(self.finding, user)
        after = take_act(self.finding, act, user, self.today, due_on=last_day(self.today, 3, TERMS))
        assert isinstance(after, QualityFinding) == listed
        if isinstance(after, QualityFinding):
            self.taken.append((act, user, self.finding))
            self.finding = after

    @invariant()
    def the_owner_does_not_decide(self) -> None:
        """Owners propose, correct and reject; everything else is by another person."""
        assert all((user == before.owner) == (act in OWNER_ACTS) for act, user, before in self.taken)

    @invariant()
    def who_corrected_does_not_verify(self) -> None:
        """A verification follows a correction by another person."""
        for act, user, before in self.taken:
            assert act != "verify" or (before.done_by and user not in (before.owner, before.done_by))

    @invariant()
    def a_correction_has_a_day(self) -> None:
        """There is a day of the correction in the states after it, and in no earlier one."""
        assert (self.finding.done_on is not None) == (
            self.finding.state in ("done", "verified", "closed", "annulled")
        ) or (self.finding.state == "annulled")

    @invariant()
    def an_annulled_finding_stays_so(self) -> None:
        """It has no act, and no term counts."""
        if self.finding.state == "annulled":
            assert [list_acts(self.finding, each) for each in PEOPLE] == [(), (), ()]
            assert term_on(self.finding, self.today, TERMS).standing == "void"


TestFindings = Findings.TestCase
TestFindings.settings = settings(max_examples=examples(100), stateful_step_count=20, deadline=None)


def test_every_state_can_be_left_or_is_final() -> None:
    """From each state but the annulled one there is an act, and each state is reached from the first."""
    reached: set[FindingState] = {"open"}
    while more := {rule.next_state for (state, _), rule in TABLE.items() if state in reached} - reached:
        reached |= more
    assert reached == set(get_args(FindingState))
    assert {state for state, _ in TABLE} == set(get_args(FindingState)) - {"annulled"}


def test_a_refusal_says_why() -> None:
    """A person who is no party, and an act that is not possible now, get a sentence with a stable code."""
    finding = QualityFinding(owner="sara", due_on=FRIDAY)
    assert find_refusal(finding, "propose", "clara") == FindingRefusal(
        "finding_not_yours", "Este paso es del responsable del hallazgo."
    )
    refused = find_refusal(finding, "verify", "clara")
    assert refused is not None
    assert refused.code == "finding_act_not_possible"
    assert {"reject", "annul", "reopen"} <= TEXT_NEEDED


def test_weekends_and_closed_days_do_not_count() -> None:
    """Three business days from a Friday before a holiday (8 December) end on the next Thursday."""
    assert last_day(FRIDAY, 3, TERMS) == date(2026, 12, 10)


@given(st.integers(1, 30), st.sets(st.integers(0, 12), max_size=4), st.integers(0, 60))
def test_a_reminder_is_the_nearest_to_the_last_day(days: int, reminders: set[int], passed: int) -> None:
    """It is never before its day, and a lateness is due with any reminders."""
    finding = QualityFinding(owner="sara", due_on=last_day(FRIDAY, days, TERMS))
    today = FRIDAY + timedelta(days=passed)
    due = due_reminder(finding, FRIDAY, tuple(reminders), today, TERMS)
    if today > finding.due_on:
        assert due is not None
        assert due.late
        return
    left = term_on(finding, today, TERMS).days
    expected = [each for each in reminders if left <= each < days]
    assert (due.key if due else None) == (str(min(expected)) if expected else None)
