"""A call as an API response: its summary with names, and its timeline with sentences."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from agent_api.calls.domain.summary import AdvisorTalk, CallSummary, CallTicket, QueueWait, SurveySummary
from agent_api.calls.schemas import (
    SummaryDetail,
    SummaryTicket,
    SurveyAnswerDetail,
    SurveyDetail,
    TalkDetail,
    TimelineEntry,
    TopicDetail,
    WaitDetail,
)
from agent_api.customers.schemas import CustomerMatch
from agent_api.kit import labels
from agent_api.timeline.person_names import actor_name, with_names
from config.site.model import Site
from eventlog.facts import (
    AdvisorStateChanged,
    AdvisorWished,
    AnyFact,
    CallBackEnded,
    CallBackPostponed,
    CallBackQueued,
    Envelope,
    Fact,
)

_MS = timedelta(milliseconds=1)
_CALL_BACK_QUEUE_FACTS = (CallBackQueued, CallBackPostponed, CallBackEnded)


def present_summary(
    summary: CallSummary,
    site: Site,
    people: Mapping[str, str],
    *,
    line: str,
    caller: str,
    customer: CustomerMatch | None,
) -> SummaryDetail:
    """Return the summary of a call with names instead of ids.

    Args:
        summary: folded from the facts of the call.
        site: the version at the start of the call.
        people: names by login.
        line: id of the called line.
        caller: the number that called, as the reader may see it.
        customer: the verified customer, as the reader may see it.
    """
    return SummaryDetail(
        line_name=labels.line_name(site, line),
        caller=caller,
        customer=customer,
        choices=[labels.option_label(site, menu, key) or key for menu, key in summary.choices],
        waits=[_present_wait(each, site) for each in summary.waits],
        talks=[_present_talk(each, people) for each in summary.talks],
        talk_ms=_total_talk_ms(summary),
        topic=_present_topic(summary, site, people),
        tickets=[_present_ticket(each, site) for each in summary.tickets],
        survey=_present_survey(summary.survey, site) if summary.survey else None,
    )


def _present_wait(wait: QueueWait, site: Site) -> WaitDetail:
    return WaitDetail(
        queue=wait.queue,
        queue_name=labels.queue_name(site, wait.queue),
        began_at=wait.began_at,
        wait_ms=_milliseconds(wait.began_at, wait.ended_at),
        result=wait.result,
    )


def _present_ticket(ticket: CallTicket, site: Site) -> SummaryTicket:
    topic = labels.topic_label(site, *msgspec.structs.astuple(ticket.topic)) if ticket.topic else None
    return SummaryTicket(number=ticket.number, topic=topic)


def _present_talk(talk: AdvisorTalk, people: Mapping[str, str]) -> TalkDetail:
    return TalkDetail(
        advisor=talk.advisor,
        advisor_name=people.get(talk.advisor, talk.advisor),
        began_at=talk.began_at,
        talk_ms=_milliseconds(talk.began_at, talk.ended_at),
    )


def _total_talk_ms(summary: CallSummary) -> int | None:
    """Return the total of the ended talks; None if there is none, or while one goes on."""
    talks = [_milliseconds(each.began_at, each.ended_at) for each in summary.talks]
    ended = [each for each in talks if each is not None]
    return sum(ended) if ended and len(ended) == len(talks) else None


def _present_topic(summary: CallSummary, site: Site, people: Mapping[str, str]) -> TopicDetail | None:
    if summary.topic is None:
        return None
    kind, theme, subtheme = msgspec.structs.astuple(summary.topic)
    names = labels.topic_names(site, kind, theme, subtheme)
    return TopicDetail(
        kind=kind,
        kind_name=names.kind,
        theme=theme,
        theme_name=names.theme,
        subtheme=subtheme or None,
        subtheme_name=names.subtheme,
        by=summary.topic_by,
        by_name=people.get(summary.topic_by, summary.topic_by),
    )


def _present_survey(survey: SurveySummary, site: Site) -> SurveyDetail:
    return SurveyDetail(
        result=survey.result,
        answers=[
            SurveyAnswerDetail(
                question=question,
                question_name=labels.question_name(site, question),
                answer=answer,
                answer_name=labels.answer_name(site, question, answer),
            )
            for question, answer in survey.answers
        ],
    )


def _milliseconds(began_at: datetime, ended_at: datetime | None) -> int | None:
    return (ended_at - began_at) // _MS if ended_at else None


def next_call_back_at(envelopes: list[Envelope]) -> datetime | None:
    """Return when a postponed call-back joins its queue again; None for any other call.

    `envelopes` are those of one call, in the order of the log.
    """
    last = next((each for each in reversed(envelopes) if isinstance(each.fact, _CALL_BACK_QUEUE_FACTS)), None)
    if last is None or not isinstance(last.fact, CallBackPostponed):
        return None
    return last.at + timedelta(milliseconds=last.fact.delay_ms)


def build_timeline(
    envelopes: list[Envelope],
    site: Site,
    people: Mapping[str, str],
    sentence: Callable[[AnyFact, Site, datetime], str],
    *,
    pause_reasons: bool,
) -> list[TimelineEntry]:
    """Build the timeline of a call, each fact with its sentence.

    Args:
        envelopes: in the order of the log.
        site: the version at the start of the call.
        people: names by login.
        sentence: writes the sentence of a fact.
        pause_reasons: whether the reader may see why an advisor paused.
    """
    return [
        TimelineEntry(
            id=envelope.id,
            at=envelope.at,
            after_ms=(envelope.at - envelopes[0].at) // _MS,
            actor=envelope.actor,
            actor_name=actor_name(envelope.actor, people),
            sentence=sentence(with_names(envelope.fact, people), site, envelope.at),
            fact=_fact_fields(envelope.fact, pause_reasons=pause_reasons),
        )
        for envelope in envelopes
    ]


def _fact_fields(fact: Fact, *, pause_reasons: bool) -> dict[str, Any]:
    """Return a fact's fields without the caller's mark, which links calls of one number (decision 51)."""
    fields: dict[str, Any] = msgspec.to_builtins(fact)
    fields.pop("caller_mark", None)
    if isinstance(fact, AdvisorStateChanged | AdvisorWished) and not pause_reasons:
        fields.pop("reason", None)
    return fields
