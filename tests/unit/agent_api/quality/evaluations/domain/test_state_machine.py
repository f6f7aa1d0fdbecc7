"""The table of an evaluation's acts: who may do what in each state."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import msgspec
import pytest

from agent_api.quality.evaluations.domain.evaluation import SIGNED_STATES, Evaluation, State
from agent_api.quality.evaluations.domain.state_machine import (
    TABLE,
    Act,
    ActRefusal,
    apply_act,
    possible_acts,
)

NOW = datetime(2027, 1, 13, 15, tzinfo=UTC)
UNTIL = NOW + timedelta(hours=16)
ANA, CLARA, CARLOS = "ana", "clara", "carlos"
DRAFT = Evaluation(kind="random", seat="first", advisor=ANA, evaluator=CLARA)


def act(evaluation: Evaluation, name: Act, user: str, now: datetime = NOW) -> Evaluation:
    """Return the evaluation after an act that must be possible."""
    after = apply_act(evaluation, name, user, now, refutable_until=UNTIL)
    assert isinstance(after, Evaluation), after
    return after


def refused(evaluation: Evaluation, name: Act, user: str, now: datetime = NOW) -> str:
    """Return the code of the refusal of an act."""
    after = apply_act(evaluation, name, user, now, refutable_until=UNTIL)
    assert isinstance(after, ActRefusal), after
    assert after.text.endswith(".")
    return after.code


def test_a_signed_evaluation_waits_for_the_advisor_until_the_term_is_over() -> None:
    """The advisor accepts at any time, and refutes within the term."""
    pending = act(DRAFT, "sign", CLARA)
    assert (pending.state, pending.round, pending.refutable_until) == ("pending", 1, UNTIL)
    assert act(pending, "refute", ANA, UNTIL).state == "refuted"
    assert refused(pending, "refute", ANA, UNTIL + timedelta(seconds=1)) == "refutation_late"
    assert act(pending, "accept", ANA, UNTIL + timedelta(days=9)).state == "accepted"


@pytest.mark.parametrize(("kind", "seat"), [("calibration", "own"), ("random", "second")])
def test_a_judgement_for_evaluators_asks_the_advisor_for_nothing(kind: str, seat: str) -> None:
    """A calibration and a repetition are filed when they are signed, and can be corrected."""
    filed = act(msgspec.structs.replace(DRAFT, kind=kind, seat=seat), "sign", CLARA)
    assert (filed.state, filed.refutable_until) == ("filed", None)
    assert possible_acts(filed, ANA, NOW) == ()
    assert act(filed, "correct", CLARA).round == 2


def test_a_correction_asks_the_advisor_again() -> None:
    """An accepted evaluation that is corrected is pending, with a new round and a new term."""
    accepted = act(act(DRAFT, "sign", CLARA), "accept", ANA)
    later = UNTIL + timedelta(days=3)
    again = apply_act(accepted, "correct", CLARA, NOW, refutable_until=later)
    assert again == msgspec.structs.replace(accepted, state="pending", round=2, refutable_until=later)


def test_a_refutation_is_decided_by_a_third_person() -> None:
    """Neither evaluator nor advisor decides; an accepted refutation is a new round, a rejected one is not."""
    refuted = act(act(DRAFT, "sign", CLARA), "refute", ANA)
    for user in (ANA, CLARA):
        for each in ("conciliate", "uphold", "reject"):
            assert refused(refuted, each, user) == "evaluation_not_yours"
    assert refused(refuted, "correct", CLARA) == "evaluation_step_not_possible"
    upheld, rejected = act(refuted, "uphold", CARLOS), act(act(refuted, "conciliate", CARLOS), "reject", CARLOS)
    assert (upheld.state, upheld.round) == ("refutation_accepted", 2)
    assert (rejected.state, rejected.round) == ("refutation_rejected", 1)


def test_who_may_discard() -> None:
    """The evaluator or another person discards what is not signed, the advisor does not, and it is over then."""
    assert refused(DRAFT, "discard", ANA) == "evaluation_not_yours"
    for user in (CLARA, CARLOS):
        discarded = act(DRAFT, "discard", user)
        assert discarded.state == "discarded"
        assert all(possible_acts(discarded, each, NOW) == () for each in (ANA, CLARA, CARLOS))
    assert refused(act(DRAFT, "sign", CLARA), "discard", CLARA) == "evaluation_step_not_possible"


def test_every_state_is_reached_and_described() -> None:
    """Each state is the result of an act, and an act that is impossible in it is refused with a sentence."""
    reached: set[State] = {"draft"}
    for state, name in TABLE:
        reached.add(TABLE[state, name].next_state(msgspec.structs.replace(DRAFT, state=state)))
    filed = TABLE["draft", "sign"].next_state(msgspec.structs.replace(DRAFT, kind="calibration"))
    assert reached | {filed} == set(get_args(State))
    assert set(SIGNED_STATES) == set(get_args(State)) - {"draft", "discarded"}
    for state in get_args(State):
        for name in get_args(Act):
            if (state, name) not in TABLE:
                assert refused(msgspec.structs.replace(DRAFT, state=state), name, CLARA) != ""
