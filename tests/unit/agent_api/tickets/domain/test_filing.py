"""The decisions at the filing of a petition."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agent_api.tickets.domain.filing import check_answer, first_step, moment_of_receipt
from agent_api.tickets.domain.steps import File
from agent_api.tickets.domain.ticket import Actor
from agent_api.tickets.problems import AnswerMissing, AnswerUnfinished, ReceivedWrong
from config.law.terms import day_of_receipt
from eventlog.facts.tickets.ticket import Channel
from tests.support.ticket_cases import ANA, ELSA, NOW, RECKONING

BOTH = Actor(user="eva", roles=ANA.roles | ELSA.roles)


def step_of(filer: Actor, *, channel: Channel = "phone", on_call: bool = True, answered: bool = False) -> File:
    """Return the filing step of a general petition received now."""
    return first_step(RECKONING, filer, "general", NOW, channel=channel, on_call=on_call, answered=answered)


@pytest.mark.parametrize(
    ("filer", "channel", "on_call", "tier", "owner"),
    [
        (ANA, "phone", True, 1, "ana"),
        (ANA, "written", False, 1, "ana"),
        (ELSA, "written", False, 2, "elsa"),
        (BOTH, "phone", True, 1, "eva"),
        (BOTH, "written", False, 2, "eva"),
        (ANA, "message", True, 2, ""),
        (ELSA, "message", True, 2, ""),
    ],
)
def test_filer_owns_ticket_at_their_current_tier(
    filer: Actor, channel: Channel, on_call: bool, tier: int, owner: str
) -> None:
    """The filer owns the ticket at their current tier; a voice message goes to the inbox of the written channel."""
    step = step_of(filer, channel=channel, on_call=on_call)
    assert (step.tier, step.owner) == (tier, owner)


def test_a_voice_message_is_not_answered_at_its_filing() -> None:
    """A voice message is not answered at filing, because no advisor spoke with its sender."""
    assert step_of(ANA, answered=True).answered
    assert not step_of(ANA, channel="message", answered=True).answered


def test_a_paper_counts_from_the_beginning_of_its_day() -> None:
    """A paper counts from midnight in Colombia, or from now if received today; a future day is refused."""
    today = day_of_receipt(NOW)
    assert moment_of_receipt(None, NOW) == moment_of_receipt(today, NOW) == NOW
    assert moment_of_receipt(date(2026, 7, 10), NOW) == datetime(2026, 7, 10, 5, tzinfo=UTC)
    with pytest.raises(ReceivedWrong):
        moment_of_receipt(today + timedelta(days=1), NOW)


def test_a_receipt_that_no_regime_governs_is_refused() -> None:
    """A receipt before the oldest regime is refused, because no law gives its term."""
    with pytest.raises(ReceivedWrong):
        first_step(
            RECKONING, ANA, "general", datetime(1850, 1, 1, tzinfo=UTC), channel="phone", on_call=True, answered=False
        )


def test_an_answer_on_the_call_is_there_and_whole() -> None:
    """An answer on the call has text, and no blank of its template is left."""
    with pytest.raises(AnswerMissing):
        check_answer(None, "")
    with pytest.raises(AnswerUnfinished):
        check_answer(None, "El saldo es de {{ saldo }}.")
    check_answer(None, "El saldo es de cero pesos.")
