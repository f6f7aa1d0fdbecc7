"""Invariants of a coaching after any sequence of acts by anyone."""

from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent_api.quality.coaching.domain.state_machine import (
    OPEN_STATES,
    TABLE,
    Act,
    Coaching,
    State,
    apply_act,
    possible_acts,
)
from tests.support.properties import examples

ADVISOR, SYSTEM = "ana", None
PEOPLE = (ADVISOR, "sara", "coco", SYSTEM)
ENDED: tuple[State, ...] = ("followed", "dismissed", "annulled")


class CoachingActs(RuleBasedStateMachine):
    """One coaching, and all who might act on it."""

    def __init__(self) -> None:
        super().__init__()
        self.coaching: Coaching
        self.taken: list[tuple[Act, str | None]] = []

    @initialize()
    def propose(self) -> None:
        """A coaching begins as a proposal."""
        self.coaching = Coaching(advisor=ADVISOR)

    @rule(act=st.sampled_from(get_args(Act)), user=st.sampled_from(PEOPLE))
    def try_act(self, act: Act, user: str | None) -> None:
        """A person's act is taken if and only if it is listed as possible; else nothing changes."""
        before = self.coaching
        after = apply_act(before, act, user)
        if user is not None:
            assert isinstance(after, Coaching) == (act in possible_acts(before, user))
        if not isinstance(after, Coaching):
            return
        assert before.state not in ENDED
        assert after.advisor == before.advisor
        self.coaching = after
        self.taken.append((act, user))

    @invariant()
    def nobody_leads_their_own(self) -> None:
        """Only the advisor confirms and comments, and only the system annuls."""
        for act, user in self.taken:
            assert (user == ADVISOR) == (act in ("confirm", "comment"))
            assert (user is SYSTEM) == (act == "annul")

    @invariant()
    def each_step_has_the_one_before(self) -> None:
        """A commitment is confirmed after its session, the session is held after it got a date, and so on."""
        acts = [act for act, _ in self.taken]
        for later, earlier in (("hold", "schedule"), ("confirm", "hold"), ("follow", "confirm")):
            if later in acts:
                assert earlier in acts[: acts.index(later)]  # type: ignore[arg-type]
        assert acts.count("hold") <= 1
        assert acts.count("confirm") <= 1

    @invariant()
    def every_open_coaching_can_be_annulled(self) -> None:
        """A round with another result ends it after any acts."""
        is_open = self.coaching.state in OPEN_STATES
        assert isinstance(apply_act(self.coaching, "annul", SYSTEM), Coaching) == is_open
        assert is_open == (self.coaching.state not in ENDED)


def test_each_state_is_reached() -> None:
    """The table leads to every state but the first one, and leaves each open one."""
    assert {rule.next_state for rule in TABLE.values()} == set(get_args(State)) - {"proposed"}
    assert {state for state, _ in TABLE} == set(OPEN_STATES)


TestCoachingActs = CoachingActs.TestCase
TestCoachingActs.settings = settings(max_examples=examples(100), stateful_step_count=20, deadline=None)
