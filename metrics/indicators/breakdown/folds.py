"""Folds of the facts that only the breakdowns count. Pure.

Answers, typifications and ends of calls are counted by `metrics.indicators.call_folds`, with the functions of
`contacts`.
"""

from typing import Final

from eventlog.facts import CallHeld, CallRetrieved, CallTransferred, Envelope, SurveyAnswered
from eventlog.facts.tickets.ticket import TicketEscalated
from metrics.indicators.breakdown.contacts import SurveyCount, begin_hold, count_survey, count_transfer, end_hold
from metrics.indicators.breakdown.escalation import count_escalation
from metrics.indicators.call_folds import Fold
from metrics.indicators.ledger import Ledger


def _on_held(ledger: Ledger, envelope: Envelope, _: CallHeld) -> None:
    call = ledger.calls.get(envelope.call_id)
    if call is not None:
        begin_hold(call, envelope.at)


def _on_retrieved(ledger: Ledger, envelope: Envelope, _: CallRetrieved) -> None:
    call = ledger.calls.get(envelope.call_id)
    if call is not None:
        end_hold(call, envelope.at)


def _on_transferred(ledger: Ledger, envelope: Envelope, fact: CallTransferred) -> None:
    call = ledger.calls.get(envelope.call_id)
    if call is not None:
        count_transfer(ledger, call, fact.queue, fact.advisor)


def _on_survey_answered(ledger: Ledger, envelope: Envelope, fact: SurveyAnswered) -> None:
    call = ledger.answered_call(envelope.call_id, envelope.at)
    if call is not None:
        count_survey(ledger, call, fact.queue, SurveyCount(fact.advisor, fact.question, fact.answer))


def _on_escalated(ledger: Ledger, envelope: Envelope, fact: TicketEscalated) -> None:
    interval = ledger.interval(envelope.at)
    if interval.is_in:
        count_escalation(ledger.cell(interval.slot, "", "", "ticket"), fact)


CALL_FOLDS: Final[dict[type, Fold]] = {
    CallHeld: _on_held,
    CallRetrieved: _on_retrieved,
    CallTransferred: _on_transferred,
    SurveyAnswered: _on_survey_answered,
}
"""Folds that a call that is set aside takes back."""
FOLDS: Final[dict[type, Fold]] = {**CALL_FOLDS, TicketEscalated: _on_escalated}
