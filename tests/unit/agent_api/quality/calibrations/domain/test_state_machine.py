"""The acts of a calibration session, and its invariants after any sequence of them."""

from typing import get_args

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent_api.quality.calibrations.domain.state_machine import (
    TABLE,
    Calibration,
    CalibrationAct,
    CalibrationRefusal,
    CalibrationState,
    apply_calibration_act,
    calibration_refusal,
    possible_calibration_acts,
)
from tests.support.properties import examples

COMPLETE = Calibration(items=2, signed_by_master=2)


def refusal_of(session: Calibration, act: CalibrationAct, reason: str = "") -> CalibrationRefusal:
    """Return the refusal of an act, which must be refused."""
    refused = apply_calibration_act(session, act, reason=reason)
    assert isinstance(refused, CalibrationRefusal)
    return refused


def test_results_open_only_with_the_whole_master() -> None:
    """No reason replaces the master's signatures, and the sentence says how many are missing."""
    none, one = (msgspec.structs.replace(COMPLETE, signed_by_master=number) for number in (0, 1))
    assert refusal_of(none, "open", "Hoy es la reunión.").code == "calibration_master_missing"
    assert "faltan 2 evaluaciones firmadas" in refusal_of(none, "open", "Hoy.").text
    assert "falta una evaluación firmada" in refusal_of(one, "open", "Hoy.").text
    assert "open" not in possible_calibration_acts(one)


def test_results_open_without_an_evaluator_only_with_a_reason() -> None:
    """The sentence names who is missing; if all have signed, no reason is needed."""
    absent = msgspec.structs.replace(COMPLETE, absent=("Carlos", "Clara"))
    refused = refusal_of(absent, "open")
    assert refused.code == "calibration_reason_missing"
    assert "Carlos, Clara" in refused.text
    assert apply_calibration_act(absent, "open", reason="Están de vacaciones.") != refused
    assert apply_calibration_act(COMPLETE, "open") == msgspec.structs.replace(COMPLETE, state="opened")


@pytest.mark.parametrize("act", ["change_master", "cancel"])
def test_a_changed_plan_has_a_reason(act: CalibrationAct) -> None:
    """Another master and a cancellation are possible before the results are open, with a reason."""
    assert refusal_of(COMPLETE, act).code == "calibration_reason_missing"
    opened = msgspec.structs.replace(COMPLETE, state="opened")
    assert refusal_of(opened, act, "Porque sí.").code == "calibration_step_not_possible"


@pytest.mark.parametrize("state", get_args(CalibrationState))
def test_a_refusal_says_how_things_are(state: CalibrationState) -> None:
    """Each state has a sentence for what is not possible in it."""
    session = msgspec.structs.replace(COMPLETE, state=state)
    for act in get_args(CalibrationAct):
        if (state, act) not in TABLE:
            refused = calibration_refusal(session, act)
            assert refused is not None
            assert refused.text.startswith("Ahora no se puede: ")


class Calibrations(RuleBasedStateMachine):
    """One session whose people sign while the coordinator acts."""

    @initialize(items=st.integers(1, 3), absent=st.lists(st.sampled_from(["Ana", "Eva"]), unique=True))
    def plan(self, items: int, absent: list[str]) -> None:
        """A session begins with nothing signed."""
        self.session = Calibration(items=items, absent=tuple(absent))
        self.taken: list[CalibrationAct] = []
        self.opened_with: Calibration | None = None
        self.opening_reason = ""

    @rule()
    def sign_as_master(self) -> None:
        """The master signs an item, if the results are not open."""
        if self.session.state == "evaluating" and self.session.signed_by_master < self.session.items:
            self.session = msgspec.structs.replace(self.session, signed_by_master=self.session.signed_by_master + 1)

    @rule()
    def sign_as_evaluator(self) -> None:
        """An evaluator signs the last of their items."""
        if self.session.state == "evaluating":
            self.session = msgspec.structs.replace(self.session, absent=self.session.absent[1:])

    @rule(act=st.sampled_from(get_args(CalibrationAct)), reason=st.sampled_from(["", "Un motivo."]))
    def try_act(self, act: CalibrationAct, reason: str) -> None:
        """An act with a reason is taken if and only if it is listed as possible; else nothing changes."""
        before = self.session
        after = apply_calibration_act(before, act, reason=reason)
        if reason:
            assert isinstance(after, Calibration) == (act in possible_calibration_acts(before))
        if not isinstance(after, Calibration):
            return
        assert before.state != "cancelled"
        assert after.version == before.version + (act in ("sign_minutes", "correct_minutes"))
        if act == "open":
            self.opened_with, self.opening_reason = before, reason
        self.session = after
        self.taken.append(act)

    @invariant()
    def the_master_is_complete_in_open_results(self) -> None:
        """Results are open only after the master signed every item, and without others only with a reason."""
        if self.session.state in ("opened", "minuted"):
            assert self.opened_with is not None
            assert self.opened_with.signed_by_master == self.opened_with.items
            assert not self.opened_with.absent or self.opening_reason

    @invariant()
    def results_open_once(self) -> None:
        """They are opened at most once, and never after a cancellation."""
        assert self.taken.count("open") + self.taken.count("cancel") <= 1

    @invariant()
    def minutes_follow_the_results(self) -> None:
        """Each version of the minutes is a signature after the opening; the first is no correction."""
        signatures = [each for each in self.taken if each in ("sign_minutes", "correct_minutes")]
        assert len(signatures) == self.session.version
        assert signatures[:1] in ([], ["sign_minutes"])
        assert signatures[1:] == ["correct_minutes"] * (len(signatures) - 1 if signatures else 0)
        assert not signatures or "open" in self.taken


TestCalibrations = Calibrations.TestCase
TestCalibrations.settings = settings(max_examples=examples(100), stateful_step_count=20, deadline=None)
