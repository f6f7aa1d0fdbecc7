"""Invariants of an evaluation after any sequence of acts by anyone."""

from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent_api.quality.evaluations.domain.evaluation import Evaluation
from agent_api.quality.evaluations.domain.state_machine import Act, apply_act, possible_acts
from eventlog.facts.quality.evaluation import EvaluationKind, Seat
from tests.support.properties import examples

PEOPLE = ("ana", "clara", "carlos", "coco")
ADVISOR, EVALUATOR = "ana", "clara"
BEGINNING = datetime(2027, 1, 13, 15, tzinfo=UTC)
TERM = timedelta(hours=16)
SIGNING: tuple[Act, ...] = ("sign", "correct", "uphold")
TERMINAL = ("discarded", "refutation_accepted", "refutation_rejected")


class Evaluations(RuleBasedStateMachine):
    """One evaluation, and all the people who might act on it while time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGINNING
        self.evaluation: Evaluation
        self.taken: list[tuple[Act, str]] = []

    @initialize(kind=st.sampled_from(get_args(EvaluationKind)), seat=st.sampled_from(get_args(Seat)))
    def begin(self, kind: EvaluationKind, seat: Seat) -> None:
        """An evaluation begins as a draft."""
        self.evaluation = Evaluation(kind=kind, seat=seat, advisor=ADVISOR, evaluator=EVALUATOR)

    @rule(hours=st.integers(1, 40))
    def wait(self, hours: int) -> None:
        """Time passes, and no act is lost."""
        self.now += timedelta(hours=hours)

    @rule(act=st.sampled_from(get_args(Act)), user=st.sampled_from(PEOPLE))
    def try_act(self, act: Act, user: str) -> None:
        """An act is taken if and only if it is listed as possible; else nothing changes."""
        before = self.evaluation
        listed = act in possible_acts(before, user, self.now)
        after = apply_act(before, act, user, self.now, refutable_until=self.now + TERM)
        assert isinstance(after, Evaluation) == listed
        if not isinstance(after, Evaluation):
            return
        assert before.state not in TERMINAL
        assert after.round == before.round + (act in SIGNING)
        if act == "refute":
            assert before.refutable_until is not None
            assert self.now <= before.refutable_until
        self.evaluation = after
        self.taken.append((act, user))

    @invariant()
    def nobody_judges_their_own_work(self) -> None:
        """The advisor only accepts or refutes, and no other person does."""
        assert all((user == ADVISOR) == (act in ("accept", "refute")) for act, user in self.taken)

    @invariant()
    def decisions_are_of_a_third_person(self) -> None:
        """The evaluator takes no part in the decision on a refutation, and alone signs and corrects."""
        for act, user in self.taken:
            assert act not in ("conciliate", "uphold", "reject") or user not in (ADVISOR, EVALUATOR)
            assert act not in ("save", "sign", "correct") or user == EVALUATOR

    @invariant()
    def rounds_are_signatures(self) -> None:
        """There is a round for each signature; an unsigned evaluation has none, and each signed one has."""
        evaluation = self.evaluation
        assert evaluation.round == sum(act in SIGNING for act, _ in self.taken)
        assert (evaluation.round == 0) == (evaluation.state in ("draft", "discarded"))

    @invariant()
    def feedback_is_only_for_its_kinds(self) -> None:
        """A calibration or a repetition is never accepted nor refuted."""
        if not self.evaluation.has_feedback:
            assert {act for act, _ in self.taken}.isdisjoint({"accept", "refute"})


TestEvaluations = Evaluations.TestCase
TestEvaluations.settings = settings(max_examples=examples(100), stateful_step_count=20, deadline=None)
