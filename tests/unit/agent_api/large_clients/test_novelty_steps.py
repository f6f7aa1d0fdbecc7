"""Invariants of a novelty after any sequence of acts, and the last days of its replies."""

from datetime import date, timedelta
from typing import Literal, get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from agent_api.large_clients.novelties.domain.deadline import is_late, last_day, owed_replies
from agent_api.large_clients.novelties.domain.state_machine import (
    OPEN_STATES,
    Novelty,
    NoveltyRefusal,
    NoveltyStep,
    find_refusal,
    list_possible,
    take_step,
)
from config.law.term_rules import TermRules
from eventlog.facts.large_client import NoveltyAct, NoveltyState, Recipient
from tests.support.properties import examples

TERMS = TermRules()
FRIDAY = date(2026, 12, 4)
RECIPIENTS: tuple[Recipient | Literal[""], ...] = ("", *get_args(Recipient))


def step_of(act: NoveltyAct, on: date, recipient: Recipient | Literal[""] = "") -> NoveltyStep:
    """Return an act, with the last days that a sending needs."""
    return NoveltyStep(
        act=act,
        on=on,
        recipient=recipient,
        receipt_due_on=last_day(on, 1, TERMS),
        answer_due_on=last_day(on, 5, TERMS),
    )


class Novelties(RuleBasedStateMachine):
    """One novelty, and all the acts that a person might try while days pass."""

    def __init__(self) -> None:
        super().__init__()
        self.today = FRIDAY
        self.novelty = Novelty(found_on=FRIDAY)
        self.states: list[NoveltyState] = []

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        """Days pass, and no act is lost."""
        self.today += timedelta(days=days)

    @rule(
        act=st.sampled_from(get_args(NoveltyAct)),
        recipient=st.sampled_from(RECIPIENTS),
        days_ago=st.integers(-1, 12),
    )
    def try_act(self, act: NoveltyAct, recipient: Recipient | Literal[""], days_ago: int) -> None:
        """An act that is not listed is refused; a listed one is refused only because of its day."""
        listed = (act, recipient) in list_possible(self.novelty)
        after = take_step(self.novelty, step_of(act, self.today - timedelta(days=days_ago), recipient), self.today)
        if isinstance(after, NoveltyRefusal):
            assert not listed or after.code == "novelty_day"
            return
        assert listed
        self.states.append(self.novelty.state)
        self.novelty = after

    @invariant()
    def days_are_in_order(self) -> None:
        """A novelty is sent after it was found, received after it was sent, answered after that, and closed last."""
        for each in self.novelty.deliveries:
            days = [self.novelty.found_on, each.sent_on, each.received_on, each.answered_on, self.today]
            known = [day for day in days if day is not None]
            assert known == sorted(known)
            assert each.answered_on is None or each.received_on is not None
            if self.novelty.closed_on is not None:
                assert each.answered_on is not None
                assert each.answered_on <= self.novelty.closed_on

    @invariant()
    def only_an_answered_novelty_was_closed(self) -> None:
        """A closed novelty has recipients, and each of them answered."""
        if self.novelty.state == "closed":
            assert self.novelty.deliveries
            assert all(each.answered_on for each in self.novelty.deliveries)

    @invariant()
    def an_annulled_novelty_stays_so(self) -> None:
        """It has no act, and owes nothing."""
        if self.novelty.state == "annulled":
            assert list_possible(self.novelty) == ()
        if self.novelty.state not in OPEN_STATES:
            assert owed_replies(self.novelty, self.today + timedelta(days=90)) == ()

    @invariant()
    def a_reply_is_owed_only_after_its_last_day(self) -> None:
        """A reply that is owed today is missing, and its last day is over."""
        for owed in owed_replies(self.novelty, self.today):
            delivery = self.novelty.delivery_to(owed.recipient)
            assert delivery is not None
            assert owed.due_on < self.today
            assert is_late(delivery, owed.missing, self.today)
            assert (delivery.received_on if owed.missing == "receipt" else delivery.answered_on) is None


TestNovelties = Novelties.TestCase
TestNovelties.settings = settings(max_examples=examples(100), stateful_step_count=25, deadline=None)


def sent_to_both() -> Novelty:
    """Return a novelty that was sent to both recipients on its day."""
    novelty = Novelty(found_on=FRIDAY)
    for recipient in get_args(Recipient):
        after = take_step(novelty, step_of("send", FRIDAY, recipient), FRIDAY)
        assert isinstance(after, Novelty)
        novelty = after
    return novelty


def test_each_recipient_replies_by_itself() -> None:
    """The state says what the last recipient still owes; an answer is a receipt too."""
    novelty, states = sent_to_both(), []
    for act, recipient in (("receive", "technology"), ("answer", "interventoria"), ("answer", "technology")):
        after = take_step(novelty, step_of(act, FRIDAY, recipient), FRIDAY)  # type: ignore[arg-type]
        assert isinstance(after, Novelty)
        novelty = after
        states.append(novelty.state)
    assert states == ["sent", "received", "answered"]
    interventoria = novelty.delivery_to("interventoria")
    assert interventoria is not None
    assert interventoria.received_on == FRIDAY
    assert (("close", "") in list_possible(novelty), ("send", "technology") in list_possible(novelty)) == (True, False)


def test_weekends_and_holidays_do_not_count() -> None:
    """One business day from a Friday is Monday; five end on the next Monday, as 8 December is a holiday."""
    assert last_day(FRIDAY, 1, TERMS) == date(2026, 12, 7)
    assert last_day(FRIDAY, 5, TERMS) == date(2026, 12, 14)
    assert owed_replies(sent_to_both(), date(2026, 12, 7)) == ()
    assert {(each.recipient, each.missing) for each in owed_replies(sent_to_both(), date(2026, 12, 8))} == {
        ("technology", "receipt"),
        ("interventoria", "receipt"),
    }


@pytest.mark.parametrize(
    ("act", "recipient", "text"),
    [
        ("close", "", "Ahora no se puede: la novedad espera el acuse de recibo."),
        ("send", "technology", "Ahora no se puede: ya se le envió a ese destinatario."),
        ("receive", "", "Diga a quién se envió, solo si el paso es de un destinatario."),
        ("note", "technology", "Diga a quién se envió, solo si el paso es de un destinatario."),
        ("reopen", "", "Ahora no se puede: la novedad espera el acuse de recibo."),
    ],
)
def test_a_refusal_says_why(act: NoveltyAct, recipient: Recipient | Literal[""], text: str) -> None:
    """A person reads why an act is not possible now."""
    refused = find_refusal(sent_to_both(), act, recipient)
    assert refused is not None
    assert refused.text == text


def test_a_day_before_the_earlier_step_is_refused() -> None:
    """A receipt cannot come before the sending, and no act is in the future."""
    novelty = sent_to_both()
    for day in (FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=1)):
        refused = take_step(novelty, step_of("receive", day, "technology"), FRIDAY)
        assert isinstance(refused, NoveltyRefusal)
        assert refused.code == "novelty_day"
