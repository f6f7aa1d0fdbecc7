"""The summary of a call, folded from its facts: choices, waits, talks, topic, tickets, survey. Pure.

It holds ids and times. It must not name people or read what they said: `agent_api.calls.presenters` adds the names.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Literal, get_args

import msgspec

from config.site.tickets.typology import Topic
from eventlog import facts
from eventlog.facts import AnyFact, Envelope, Outcome
from eventlog.facts.calls.post_call import SurveyEnd
from eventlog.folds.visits import visit_exit

WaitResult = Literal["waiting", "answered", "moved", Outcome]
"""How a stay in a queue ended: not yet, with an advisor, in another queue, or with an outcome of the call."""
WAIT_RESULTS: Final[tuple[str, ...]] = tuple(dict.fromkeys(get_args(WaitResult)))
_ADVISOR: Final = "advisor:"
_TALK_ENDS: Final = (
    *(facts.CallEnded, facts.CallBackEnded, facts.SurveyBegan),
    *(facts.CallTransferred, facts.CallSentOn, facts.CallQueued),
)


class QueueWait(msgspec.Struct, frozen=True, kw_only=True):
    """A stay of the call in one queue; ``ended_at`` is None while it lasts."""

    queue: str
    began_at: datetime
    ended_at: datetime | None = None
    result: WaitResult = "waiting"


class AdvisorTalk(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation of one advisor with the caller; ``ended_at`` is None while it lasts."""

    advisor: str
    began_at: datetime
    ended_at: datetime | None = None


class CallTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket filed on the call; ``topic`` is None for the ticket that attends a voice message."""

    number: str
    topic: Topic | None = None


class SurveySummary(msgspec.Struct, frozen=True, kw_only=True):
    """The survey after the conversation.

    Attributes:
        result: None while it goes on.
        answers: question and key of each answer, in order.
    """

    result: SurveyEnd | None = None
    answers: tuple[tuple[str, str], ...] = ()


class CallSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A call in short.

    Attributes:
        choices: menu and key of each choice, in order.
        topic: the last one that an advisor recorded; None if there is none.
        topic_by: login of that advisor, or empty.
        survey: None if there was none.
        customer_ref: the customer whose identity the call verified last; empty if there is none.
    """

    choices: tuple[tuple[str, str], ...] = ()
    waits: tuple[QueueWait, ...] = ()
    talks: tuple[AdvisorTalk, ...] = ()
    topic: Topic | None = None
    topic_by: str = ""
    tickets: tuple[CallTicket, ...] = ()
    survey: SurveySummary | None = None
    customer_ref: str = ""


def summarize(envelopes: Iterable[Envelope]) -> CallSummary:
    """Fold the facts of one call, in the order of the log."""
    summary = CallSummary()
    for envelope in envelopes:
        fact, at = envelope.fact, envelope.at
        summary = _apply(fact, summary)
        waits, talks = _next_waits(fact, summary.waits, at), _next_talks(fact, summary.talks, at)
        summary = msgspec.structs.replace(summary, waits=waits, talks=talks)
    return summary


def _apply(fact: AnyFact, summary: CallSummary) -> CallSummary:
    """Return the summary after a fact, except for its waits and talks."""
    replace = msgspec.structs.replace
    match fact:
        case facts.MenuSelected(menu=menu, option=option):
            return replace(summary, choices=(*summary.choices, (menu, option)))
        case facts.CallTypified(advisor=advisor):
            return replace(summary, topic=_topic_of(fact), topic_by=advisor)
        case facts.TicketFiled(ticket=number):
            return replace(summary, tickets=_with_ticket(summary.tickets, number, _topic_of(fact)))
        case facts.VoiceMessageAttended(ticket=number):
            return replace(summary, tickets=_with_ticket(summary.tickets, number, None))
        case facts.IdentityVerified(customer_ref=customer_ref):
            return replace(summary, customer_ref=customer_ref)
        case facts.SurveyBegan():
            return replace(summary, survey=SurveySummary())
        case facts.SurveyAnswered(question=question, answer=answer):
            survey = summary.survey or SurveySummary()
            return replace(summary, survey=replace(survey, answers=(*survey.answers, (question, answer))))
        case facts.SurveyEnded(result=result):
            return replace(summary, survey=replace(summary.survey or SurveySummary(), result=result))
    return summary


def _topic_of(fact: facts.CallTypified | facts.TicketFiled) -> Topic:
    return Topic(fact.kind, fact.theme, fact.subtheme)


def _with_ticket(tickets: Sequence[CallTicket], number: str, topic: Topic | None) -> tuple[CallTicket, ...]:
    """Add a ticket, once: attending a voice message reports a ticket that was filed before."""
    if any(each.number == number for each in tickets):
        return tuple(tickets)
    return (*tickets, CallTicket(number=number, topic=topic))


def _next_waits(fact: AnyFact, waits: tuple[QueueWait, ...], at: datetime) -> tuple[QueueWait, ...]:
    """End the current wait if the fact ends it; begin one if the call enters a queue."""
    if waits and waits[-1].result == "waiting" and (result := _wait_result(fact)):
        ended = msgspec.structs.replace(waits[-1], ended_at=at, result=result)
        waits = (*waits[:-1], ended)
    if isinstance(fact, facts.CallQueued):
        return (*waits, QueueWait(queue=fact.queue, began_at=at))
    return waits


def _wait_result(fact: AnyFact) -> WaitResult | None:
    if isinstance(fact, facts.CallAnswered):
        return "answered"
    result = visit_exit(fact)
    return result if result in WAIT_RESULTS else None  # type: ignore[return-value]


def _next_talks(fact: AnyFact, talks: tuple[AdvisorTalk, ...], at: datetime) -> tuple[AdvisorTalk, ...]:
    """End the current talk if the fact ends it; begin one if an advisor answers or takes over the call."""
    match fact:
        case facts.CallAnswered(advisor=advisor) | facts.CallBackAnswered(advisor=advisor):
            return (*_ended(talks, at), AdvisorTalk(advisor=advisor, began_at=at))
        case facts.CallTransferred(kind="attended", to=to) if to.startswith(_ADVISOR):
            return (*_ended(talks, at), AdvisorTalk(advisor=to.removeprefix(_ADVISOR), began_at=at))
    return _ended(talks, at) if isinstance(fact, _TALK_ENDS) else talks


def _ended(talks: tuple[AdvisorTalk, ...], at: datetime) -> tuple[AdvisorTalk, ...]:
    if not talks or talks[-1].ended_at is not None:
        return talks
    return (*talks[:-1], msgspec.structs.replace(talks[-1], ended_at=at))
