"""The ticket's state machine: permissions and results of each step."""

from datetime import date, timedelta

import msgspec
import pytest

from agent_api.tickets.domain import steps
from agent_api.tickets.domain.state_machine import TABLE, apply_step, possible_steps
from agent_api.tickets.domain.steps import AnyStep
from agent_api.tickets.domain.ticket import STATES, Actor, TransitionResult
from tests.support.ticket_cases import (
    ANA,
    ELSA,
    ERIK,
    FABIO,
    FLOR,
    MESSAGE_TICKET,
    NOW,
    SARA,
    apply_steps,
    filed_ticket,
    refusal_code,
)

ANOTHER_TOPIC = steps.Reclassify(
    kind="solicitud",
    theme="certificados",
    site_version="v1",
    legal_kind="information",
    due_on=date(2027, 1, 26),
    basis="Ley",
    was_kind="queja",
    was_theme="trato",
    was_site_version="v1",
    was_legal_kind="general",
    was_due_on=date(2027, 2, 2),
)
URGENT = {steps.Prioritize, steps.Deprioritize, steps.SetAuthorityTerm}
LINKING = {steps.Link, steps.Unlink}
BESIDE = {steps.Note, steps.Assign, steps.Reclassify, steps.Tie, steps.Untie, steps.CheckMandate, *URGENT, *LINKING}
ALWAYS = {"note", "link", "unlink", "reclassify", "tie", "untie", "prioritize", "set_authority_term"}
TO_CARTERA = steps.Escalate(area="cartera")


def test_every_state_has_a_step_that_leads_on() -> None:
    """Each state has a step other than notes and assignments, so none is a dead end."""
    for state in STATES:
        leading = {step for at, step in TABLE if at == state} - BESIDE
        assert leading, state


def test_an_answer_on_the_call_ends_the_ticket() -> None:
    """An answer by the phone advisor closes the ticket on first contact."""
    closed = apply_steps(filed_ticket(), (ANA, steps.Answer(response="informa")))
    assert (closed.state, closed.outcome, closed.closed_at) == ("closed", "first_contact", NOW)


def test_any_member_of_written_channel_can_take_unowned_ticket() -> None:
    """Any member of the written channel can take an unowned ticket; then only the owner can work on it."""
    result = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, steps.Take()))
    assert result.owner == "elsa"
    assert refusal_code(result, ERIK, steps.Answer()) == "not_yours"
    assert refusal_code(result, ELSA, steps.Take()) == "step_not_possible"


def test_an_answer_out_of_the_inbox_takes_it() -> None:
    """Answering a ticket in the inbox also takes it."""
    ready = apply_steps(filed_ticket(MESSAGE_TICKET), (ERIK, steps.Answer(response="accede")))
    assert (ready.state, ready.owner) == ("ready", "erik")


def test_area_answer_returns_to_advisor_who_escalated_whichever_official_wrote_it() -> None:
    """The area's answer returns to the advisor who escalated, whichever official wrote it."""
    back = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, TO_CARTERA), (FLOR, steps.Take()), (FLOR, steps.GiveBack()))
    assert (back.state, back.tier, back.owner, back.area, back.round) == ("in_review", 2, "elsa", "cartera", 1)


def test_another_area_cannot_touch_it() -> None:
    """An official works only on tickets of their own area."""
    away = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, TO_CARTERA))
    assert refusal_code(away, FABIO, steps.GiveBack()) == "not_yours"
    assert refusal_code(away, ELSA, steps.GiveBack()) == "not_yours"


def test_each_round_counts() -> None:
    """An answer that is sent back returns in the next round; another area adds one more round."""
    ticket = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, TO_CARTERA), (FLOR, steps.GiveBack()))
    ticket = apply_steps(ticket, (ELSA, steps.SendBack(owner="flor")), (FLOR, steps.GiveBack()))
    assert ticket.round == 2
    ticket = apply_steps(ticket, (ELSA, steps.Escalate(area="juridica")), (FABIO, steps.GiveBack()))
    assert (ticket.round, ticket.area) == (3, "juridica")


def test_answer_is_not_sent_before_acceptance() -> None:
    """An area's answer is sent only after its review and its response type."""
    ticket = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, TO_CARTERA), (FLOR, steps.GiveBack()))
    assert refusal_code(ticket, ELSA, steps.Send()) == "step_not_possible"
    ticket = apply_steps(ticket, (ELSA, steps.Accept()))
    assert refusal_code(ticket, ELSA, steps.Send()) == "step_not_possible"
    ticket = apply_steps(ticket, (ELSA, steps.Typify(response="no_accede")), (ELSA, steps.Send()))
    assert ticket.state == "sending"


def test_undone_sending_leaves_the_answer_ready() -> None:
    """Within its seconds the sending is undone by the person who released it; later, or by others, it is not."""
    ready = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, steps.Answer(response="informa", attachments=("a",))))
    sending = apply_steps(ready, (ELSA, steps.Send(undo_seconds=10)))
    assert sending.undo_until == NOW + timedelta(seconds=10)
    assert refusal_code(sending, ERIK, steps.UndoSend()) == "not_yours"
    assert refusal_code(sending, ELSA, steps.UndoSend(), NOW + timedelta(seconds=10)) == "step_not_possible"
    undone = apply_steps(sending, (ELSA, steps.UndoSend()), now=NOW + timedelta(seconds=9))
    assert (undone.state, undone.undo_until, undone.answer_attachments) == ("ready", None, ("a",))
    assert apply_steps(undone, (ELSA, steps.Send(undo_seconds=10))).state == "sending"


def test_only_supervisor_assigns_ticket_to_person_or_back_to_inbox() -> None:
    """Only a supervisor assigns a ticket to a person or back to the inbox; the phone has no inbox."""
    ticket = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, steps.Take()), (SARA, steps.Assign(owner="erik")))
    assert ticket.owner == "erik"
    assert refusal_code(ticket, ERIK, steps.Assign(owner="elsa")) == "not_yours"
    assert apply_steps(ticket, (SARA, steps.Assign())).owner == ""
    assert refusal_code(filed_ticket(), SARA, steps.Assign()) == "step_not_possible"


def test_a_closed_ticket_is_reopened_for_the_written_channel() -> None:
    """A reopened ticket goes to the written channel's inbox and keeps its last day."""
    closed = apply_steps(filed_ticket(), (ANA, steps.Answer()))
    assert refusal_code(closed, ANA, steps.Reopen()) == "not_yours"
    again = apply_steps(closed, (SARA, steps.Reopen()))
    assert (again.state, again.tier, again.owner, again.outcome) == ("received", 2, "", None)
    assert again.due_on == closed.due_on


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (ELSA, {"take", "answer", "escalate", "ask_completion", "extend", "transfer", "close", *ALWAYS}),
        (ANA, {"note"}),
        (SARA, {"assign", *ALWAYS}),
    ],
)
def test_offered_steps_are_exactly_those_that_table_accepts(actor: Actor, expected: set[str]) -> None:
    """The offered steps are exactly those that the table accepts."""
    assert {steps.step_name(each) for each in possible_steps(filed_ticket(MESSAGE_TICKET), actor)} == expected


def test_an_answer_is_sent_once_it_is_typified() -> None:
    """«send» is offered only after the answer has its response type."""
    ready = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, steps.Answer()))
    assert steps.Send not in possible_steps(ready, ELSA)
    assert steps.Send in possible_steps(apply_steps(ready, (ELSA, steps.Typify(response="accede"))), ELSA)


def test_no_step_is_offered_twice_over() -> None:
    """The owner is not offered to take the ticket again, nor a step that the law allows once."""
    result = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, steps.Take()))
    assert steps.Take not in possible_steps(result, ELSA)
    until = date(2027, 2, 23)
    extended = apply_steps(result, (ELSA, steps.Extend(until=until, latest=until, basis="Ley")))
    assert not {steps.Extend, steps.AskCompletion} & set(possible_steps(extended, ELSA))


def test_facts_name_no_person_but_by_login() -> None:
    """The escalation fact has tier, area, owner and deputy, and nothing about the petitioner."""
    step: AnyStep = steps.Escalate(area="cartera", owner="flor", deputy_for="fito")
    moved = apply_step(filed_ticket(MESSAGE_TICKET), step, ELSA, NOW + timedelta(minutes=5))
    assert isinstance(moved, TransitionResult)
    (fact,) = moved.facts
    assert fact.ticket == "2027-000001-7"
    assert (fact.tier, fact.area, fact.owner, fact.deputy_for, fact.round) == (3, "cartera", "flor", "fito", 1)  # type: ignore[union-attr]


def test_a_topic_is_corrected_while_the_ticket_is_open() -> None:
    """The owner or a supervisor corrects the topic until the answer is on its way or the ticket closed."""
    ticket = apply_steps(filed_ticket(), (ANA, ANOTHER_TOPIC))
    assert (ticket.legal_kind, ticket.due_on, ticket.owner, ticket.state) == (
        "information",
        date(2027, 1, 26),
        "ana",
        "filed",
    )
    assert refusal_code(filed_ticket(), ELSA, ANOTHER_TOPIC) == "not_yours"
    apply_steps(filed_ticket(), (SARA, ANOTHER_TOPIC))
    away = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, TO_CARTERA))
    apply_steps(away, (FLOR, ANOTHER_TOPIC))
    sending = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, steps.Answer(response="accede")), (ELSA, steps.Send()))
    assert refusal_code(sending, ELSA, ANOTHER_TOPIC) == "step_not_possible"
    closed = apply_steps(filed_ticket(), (ANA, steps.Answer()))
    assert refusal_code(closed, ANA, ANOTHER_TOPIC) == "step_not_possible"


def test_a_term_that_stands_still_is_not_exchanged() -> None:
    """During the petitioner's month only a topic with the same term is accepted."""
    completion_request = steps.AskCompletion(complete_by=date(2027, 2, 12), basis="Ley")
    waiting = apply_steps(filed_ticket(MESSAGE_TICKET), (ELSA, steps.Take()), (ELSA, completion_request))
    assert refusal_code(waiting, ELSA, ANOTHER_TOPIC) == "step_not_possible"
    same = msgspec.structs.replace(ANOTHER_TOPIC, legal_kind="general", due_on=waiting.due_on)
    assert apply_steps(waiting, (ELSA, same)).due_on == date(2027, 2, 12)


def test_owner_or_supervisor_links_customer_in_any_state() -> None:
    """The owner or a supervisor links the customer in any state; only the written channel or a supervisor unlinks."""
    tied = apply_steps(filed_ticket(), (ANA, steps.Tie(customer_ref="u1")))
    assert refusal_code(tied, ANA, steps.Untie(customer_ref="u1")) == "not_yours"
    assert refusal_code(tied, FLOR, steps.Tie(customer_ref="u1")) == "not_yours"
    closed = apply_steps(tied, (ANA, steps.Answer()))
    again = apply_steps(closed, (ELSA, steps.Untie(customer_ref="u1")), (SARA, steps.Tie(customer_ref="u2")))
    assert (again.state, again.version) == ("closed", 5)
