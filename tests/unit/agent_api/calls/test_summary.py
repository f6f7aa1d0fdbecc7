"""The summary of a call, folded from its facts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agent_api.calls.domain.summary import (
    AdvisorTalk,
    CallSummary,
    CallTicket,
    QueueWait,
    SurveySummary,
    summarize,
)
from config.site.tickets.typology import Topic
from eventlog import facts
from eventlog.facts import AnyFact, Envelope
from eventlog.facts.calls.routing import TransferKind
from tests.support.facts.call_logs import NOON_IN_BOGOTA, call_facts

LINE, QUEUE = "bogota", "general"
QUEUED = facts.CallQueued(line=LINE, queue=QUEUE, reason="menu", threshold_ms=20_000)
ENDED = facts.CallEnded(line=LINE, queue=QUEUE, outcome="answered", stage="talking", ended_by="caller")


def at(second: int) -> datetime:
    return NOON_IN_BOGOTA + timedelta(seconds=second)


def summary_of(*happened: AnyFact) -> CallSummary:
    """Fold facts that happened one second after another."""
    return summarize(
        Envelope(
            id=f"1-{second}",
            at=at(second),
            campaign="demo",
            call_id="call-1",
            actor="system",
            site_version="site-1",
            fact=fact,
        )
        for second, fact in enumerate(happened)
    )


def answered_by(advisor: str) -> facts.CallAnswered:
    return facts.CallAnswered(line=LINE, queue=QUEUE, advisor=advisor, offer=1)


def transferred(advisor: str, to: str, kind: TransferKind) -> facts.CallTransferred:
    return facts.CallTransferred(line=LINE, queue=QUEUE, advisor=advisor, to=to, kind=kind)


def waits_of(summary: CallSummary) -> Sequence[tuple[str, str]]:
    return [(each.queue, each.result) for each in summary.waits]


def test_an_answered_call_has_its_choice_wait_and_talk() -> None:
    """Choice, wait and conversation come from the facts, each with its beginning and end."""
    summary = summary_of(*call_facts(1, "answered"))
    assert summary == CallSummary(
        choices=(("main", "1"),),
        waits=(QueueWait(queue=QUEUE, began_at=at(2), ended_at=at(6), result="answered"),),
        talks=(AdvisorTalk(advisor="asesor2", began_at=at(6), ended_at=at(7)),),
    )


def test_an_abandoned_call_has_a_wait_without_a_talk() -> None:
    """The caller hung up in the queue: the wait ends with the call, and no advisor talked."""
    summary = summary_of(*call_facts(1, "abandoned_queue"))
    assert (waits_of(summary), summary.talks) == ([(QUEUE, "abandoned_queue")], ())


def test_a_call_in_progress_has_open_ends() -> None:
    """A wait or a talk that lasts has no end."""
    assert summary_of(QUEUED).waits == (QueueWait(queue=QUEUE, began_at=at(0)),)
    assert summary_of(QUEUED, answered_by("ana")).talks == (AdvisorTalk(advisor="ana", began_at=at(1)),)


def test_each_advisor_of_a_transferred_call_has_a_talk() -> None:
    """A transfer to a queue waits again; an attended one passes at once to the other advisor."""
    summary = summary_of(
        QUEUED,
        answered_by("ana"),
        transferred("ana", "queue:pagos", "blind"),
        facts.CallQueued(line=LINE, queue="pagos", reason="transfer", threshold_ms=20_000),
        answered_by("beto"),
        transferred("beto", "advisor:carla", "attended"),
        ENDED,
    )
    assert waits_of(summary) == [(QUEUE, "answered"), ("pagos", "answered")]
    assert [(each.advisor, each.began_at, each.ended_at) for each in summary.talks] == [
        ("ana", at(1), at(2)),
        ("beto", at(4), at(5)),
        ("carla", at(5), at(6)),
    ]


def test_an_overflow_ends_one_wait_and_begins_another() -> None:
    """The call moved to another queue; the stay in the first one was not answered."""
    summary = summary_of(
        QUEUED,
        facts.CallQueued(line=LINE, queue="pagos", reason="overflow", threshold_ms=20_000),
        facts.CallEnded(line=LINE, queue="pagos", outcome="abandoned_queue", stage="waiting", ended_by="caller"),
    )
    assert waits_of(summary) == [(QUEUE, "moved"), ("pagos", "abandoned_queue")]


def test_the_last_topic_counts_and_each_ticket_once() -> None:
    """A corrected topic replaces the first; the ticket that attends a message is not listed twice."""
    summary = summary_of(
        facts.CallTypified(kind="queja", theme="trato", advisor="ana"),
        facts.TicketFiled(ticket="2027-000001-5", kind="queja", theme="trato", subtheme="fila"),
        facts.VoiceMessageAttended(recording="r-1", ticket="2027-000001-5"),
        facts.VoiceMessageAttended(recording="r-2", ticket="2027-000002-3"),
        facts.CallTypified(kind="reclamo", theme="cobro", advisor="beto"),
    )
    assert (summary.topic, summary.topic_by) == (Topic("reclamo", "cobro"), "beto")
    assert summary.tickets == (
        CallTicket(number="2027-000001-5", topic=Topic("queja", "trato", "fila")),
        CallTicket(number="2027-000002-3"),
    )


def test_the_survey_ends_the_talk_and_keeps_its_answers() -> None:
    """The talk ends when the survey begins; answers are in order, and the result comes last."""
    about = {"line": LINE, "queue": QUEUE}
    summary = summary_of(
        answered_by("ana"),
        facts.SurveyBegan(**about, advisor="ana"),
        facts.SurveyAnswered(**about, advisor="ana", question="trato", answer="5"),
        facts.SurveyEnded(**about, result="left", answered=1),
        ENDED,
    )
    assert summary.talks[0].ended_at == at(1)
    assert summary.survey == SurveySummary(result="left", answers=(("trato", "5"),))


def test_the_customer_is_the_one_that_the_call_verified() -> None:
    """An identity that was only asked for names no customer."""
    asked = facts.IdentityAsked(customer_ref="c1", check="k", questions="documento", attempt=1)
    assert summary_of(asked).customer_ref == ""
    verified = facts.IdentityVerified(customer_ref="c1", check="k", questions="documento")
    assert summary_of(asked, verified).customer_ref == "c1"
