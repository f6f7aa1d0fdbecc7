"""The steps of a ticket that a user is offered."""

from typing import Any

from agent_api.tickets.domain import steps
from agent_api.tickets.domain.available_steps import StepConditions, list_available_steps
from agent_api.tickets.domain.ticket import Actor, Ticket
from tests.support.ticket_cases import ANA, ELSA, FLOR, MESSAGE_TICKET, SARA, apply_steps, filed_ticket

EVERYTHING = StepConditions(
    blocked_by_law=frozenset(),
    has_mail=True,
    has_areas=True,
    has_customer=False,
    can_tie=True,
    has_assignees=True,
    has_links=True,
    has_opened=True,
    can_undo=True,
)


def offered(actor: Actor = ELSA, ticket: Ticket | None = None, **conditions: Any) -> set[str]:
    """Return the names of the offered steps when all but some conditions hold."""
    fields = {name: getattr(EVERYTHING, name) for name in EVERYTHING.__struct_fields__} | conditions
    return set(list_available_steps(ticket or filed_ticket(MESSAGE_TICKET), actor, StepConditions(**fields)))


def test_extension_that_is_too_late_is_not_offered() -> None:
    """An extension that is too late is not offered."""
    assert "extend" in offered()
    assert "extend" not in offered(blocked_by_law=frozenset({steps.Extend}))


def test_without_area_there_is_no_escalation_to_one() -> None:
    """Without an area there is no escalation to one; the phone can still pass the ticket to the written channel."""
    assert "escalate" not in offered(has_areas=False)
    assert "escalate" in offered(ANA, filed_ticket(), has_areas=False)


def test_a_ticket_is_tied_once() -> None:
    """Linking needs permission to read the customer; only a linked ticket can be unlinked."""
    assert {"tie", "untie"} & offered() == {"tie"}
    assert "tie" not in offered(can_tie=False)
    assert {"tie", "untie"} & offered(has_customer=True) == {"untie"}


def test_the_phone_has_no_inbox_to_put_a_ticket_into() -> None:
    """A phone ticket without candidates is not assigned; an inbox ticket can return to its inbox."""
    assert "assign" not in offered(SARA, filed_ticket(), has_assignees=False)
    assert "assign" in offered(SARA, has_assignees=False)


def test_an_answer_that_was_not_opened_is_not_offered_for_acceptance() -> None:
    """The reviewer is offered to accept the area's answer only after they opened it."""
    reviewed = apply_steps(
        filed_ticket(MESSAGE_TICKET), (ELSA, steps.Escalate(area="cartera")), (FLOR, steps.GiveBack())
    )
    assert "accept" in offered(ticket=reviewed)
    assert "accept" not in offered(ticket=reviewed, has_opened=False)
    assert "send_back" in offered(ticket=reviewed, has_opened=False)


def test_sending_is_undone_only_in_time() -> None:
    """The undo is offered while there is time, and not for a message that left at once."""
    answer = (ELSA, steps.Answer(response="informa"))
    waiting = apply_steps(filed_ticket(MESSAGE_TICKET), answer, (ELSA, steps.Send(undo_seconds=10)))
    assert "undo_send" in offered(ticket=waiting)
    assert "undo_send" not in offered(ticket=waiting, can_undo=False)
    assert "undo_send" not in offered(ticket=apply_steps(filed_ticket(MESSAGE_TICKET), answer, (ELSA, steps.Send())))


def test_a_link_is_removed_where_there_is_one() -> None:
    """Any ticket can be linked; only a linked one can be unlinked."""
    assert {"link", "unlink"} <= offered()
    assert {"link", "unlink"} & offered(has_links=False) == {"link"}
