"""The steps offered to a person on a ticket. Each of them succeeds if its form is valid. Pure.

Owns that list. It combines the table of `agent_api.tickets.domain.state_machine`, what the law allows today, the
site's configuration, the ticket's customer, and the people that the ticket can be assigned to.
"""

from collections.abc import Iterator

import msgspec

from agent_api.tickets.domain import state_machine, steps
from agent_api.tickets.domain.steps import Step, step_name
from agent_api.tickets.domain.ticket import Actor, Ticket


class StepConditions(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions for steps beside the ticket's state and the person's role.

    Attributes:
        blocked_by_law: steps that the law does not allow today.
        has_mail: whether the site sends answers.
        has_areas: whether the site has a business area to escalate to.
        has_customer: whether the ticket is linked to a customer.
        can_tie: whether there is a customer whom the person may read, to link the ticket to.
        has_assignees: whether there is a person who can handle the ticket in its present tier or area.
        has_links: whether the ticket is linked to another one.
        has_opened: whether the person has opened the area's answer that waits for its review.
        can_undo: whether there is still time to undo the sending of the answer.
    """

    blocked_by_law: frozenset[type[Step]]
    has_mail: bool
    has_areas: bool
    has_customer: bool
    can_tie: bool
    has_assignees: bool
    has_links: bool
    has_opened: bool
    can_undo: bool


def list_available_steps(ticket: Ticket, actor: Actor, conditions: StepConditions) -> list[str]:
    """Return the names of the steps to offer, in the order of the table."""
    blocked = conditions.blocked_by_law | set(_blocked_steps(ticket, conditions))
    return [step_name(step) for step in state_machine.possible_steps(ticket, actor) if step not in blocked]


def _blocked_steps(ticket: Ticket, conditions: StepConditions) -> Iterator[type[Step]]:
    if not conditions.has_mail:
        yield steps.Send
    if ticket.tier != 1 and not conditions.has_areas:
        yield steps.Escalate
    if conditions.has_customer or not conditions.can_tie:
        yield steps.Tie
    if not conditions.has_customer:
        yield steps.Untie
    if not conditions.has_links:
        yield steps.Unlink
    if not conditions.has_opened:
        yield steps.Accept
    if not conditions.can_undo:
        yield steps.UndoSend
    if ticket.tier == 1 and not conditions.has_assignees:  # the phone tier has no inbox to return it to
        yield steps.Assign
