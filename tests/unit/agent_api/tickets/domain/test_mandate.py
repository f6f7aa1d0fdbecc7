"""The mandate of a representative: what waits for its check, and until when it allows to act."""

from datetime import date, timedelta

import msgspec
import pytest

from agent_api.mandates.domain.state import MandateState
from agent_api.tickets.domain import steps
from agent_api.tickets.domain.mandate import lookup_obstacle
from tests.support.ticket_cases import ELSA, ERIK, MESSAGE_TICKET, NOW, SARA, apply_steps, filed_ticket, refusal_code

TODAY = date(2027, 1, 12)
REPRESENTED = msgspec.structs.replace(MESSAGE_TICKET, represented=True)
READY = apply_steps(filed_ticket(REPRESENTED), (ELSA, steps.Answer(response="informa")))
ENOUGH = steps.CheckMandate(result="sufficient", until=TODAY)


def test_an_answer_waits_for_the_check() -> None:
    """Nothing is sent before the check; with its result, sufficient or not, a person decides what the answer says."""
    assert refusal_code(READY, ELSA, steps.Send()) == "step_not_possible"
    for result in ("sufficient", "insufficient"):
        checked = apply_steps(READY, (SARA, steps.CheckMandate(result=result)))  # type: ignore[arg-type]
        assert apply_steps(checked, (ELSA, steps.Send())).state == "sending"


def test_an_expired_mandate_stops_the_answer_again() -> None:
    """On its last day it allows to act, on the next day it does not; another document may be checked."""
    checked = apply_steps(READY, (ELSA, ENOUGH))
    tomorrow = NOW + timedelta(days=1)
    assert apply_steps(checked, (ELSA, steps.Send())).state == "sending"
    assert refusal_code(checked, ELSA, steps.Send(), tomorrow) == "step_not_possible"
    again = steps.CheckMandate(result="sufficient")
    assert apply_steps(checked, (ELSA, again), (ELSA, steps.Send()), now=tomorrow).state == "sending"


def test_only_who_has_the_ticket_or_leads_checks_a_mandate() -> None:
    """Another person of the written channel does not; without a mandate there is nothing to check."""
    assert refusal_code(READY, ERIK, ENOUGH) == "not_yours"
    assert refusal_code(filed_ticket(MESSAGE_TICKET), ELSA, ENOUGH) == "step_not_possible"


@pytest.mark.parametrize(
    ("mandate", "until", "word"),
    [
        ("", None, ""),
        ("unchecked", None, "Revise primero"),
        ("insufficient", None, "no alcanza"),
        ("sufficient", None, ""),
        ("sufficient", TODAY, ""),
        ("sufficient", TODAY - timedelta(days=1), "ya venció"),
    ],
)
def test_lookups_wait_for_a_sufficient_mandate(mandate: MandateState, until: date | None, word: str) -> None:
    """Bank-secret data are looked up for the petitioner, or for a representative whose document suffices today."""
    ticket = msgspec.structs.replace(READY, mandate=mandate, mandate_until=until)
    obstacle = lookup_obstacle(ticket, TODAY)
    assert (word in obstacle) if word else obstacle == ""
