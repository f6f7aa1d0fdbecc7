"""What is decided when a petition is filed: when it was received, its term, and who has it first. Pure.

Owns the first step of a ticket. No petition is refused because the person is not identified or gives no reasons
(Decreto 1166 de 2016; Ley 1437 de 2011, art. 15 and 16).
"""

from datetime import UTC, date, datetime, time

from agent_api.tickets.answers.problems import AnswerNotSent
from agent_api.tickets.domain import legal_term, state_machine
from agent_api.tickets.domain.legal_term import TermPolicy
from agent_api.tickets.domain.steps import File
from agent_api.tickets.domain.ticket import Actor
from agent_api.tickets.problems import AnswerMissing, AnswerUnfinished, ReceivedWrong
from config.law.regimes import LegalKind, NoRegimeInForce
from config.law.terms import TermRefused, day_of_receipt
from config.site.tickets.answers import Answers, find_promise, find_unfilled
from config.timezone import COLOMBIA
from eventlog.facts.tickets.ticket import Channel

_PHONE_ROLE = "asesor"


def check_answer(answers: Answers | None, text: str) -> None:
    """Check the answer that was given on the call.

    Raises:
        AnswerMissing: there is none.
        AnswerUnfinished: it still has blanks of its template.
        AnswerNotSent: it promises a document, and none is sent with it.
    """
    if not text:
        raise AnswerMissing
    if blanks := find_unfilled(text):
        raise AnswerUnfinished(blanks)
    if promise := find_promise(answers, None, text):
        raise AnswerNotSent(promise.name)


def moment_of_receipt(received_on: date | None, now: datetime) -> datetime:
    """Return now, or the beginning of the day on which a paper or a box had the petition.

    Raises:
        ReceivedWrong: that day is still to come.
    """
    today = day_of_receipt(now)
    if received_on is None or received_on == today:
        return now
    if received_on > today:
        raise ReceivedWrong("El recibo no puede ser posterior a hoy: revise la fecha.")
    return datetime.combine(received_on, time(0), COLOMBIA).astimezone(UTC)


def first_step(
    policy: TermPolicy,
    filer: Actor,
    legal_kind: LegalKind,
    received_at: datetime,
    *,
    channel: Channel,
    on_call: bool,
    answered: bool,
) -> File:
    """Decide the filing of a petition, still without a number.

    The filer has it first, but a voice message lies in the inbox of the written channel. ``on_call``: the filer names
    the call in which it was said. ``answered``: on that call.

    Raises:
        ReceivedWrong: the law knows no term for a receipt on that day.
    """
    try:
        term = legal_term.term_of(policy, received_at, legal_kind)
    except (NoRegimeInForce, TermRefused) as error:
        raise ReceivedWrong(str(error)) from error
    is_message, writes = channel == "message", state_machine.WRITTEN_ROLE in filer.roles
    by_phone = not is_message and _PHONE_ROLE in filer.roles and (on_call or not writes)
    return File(
        number="",
        channel=channel,
        legal_kind=legal_kind,
        received_at=received_at,
        due_on=term.due.last_day,
        basis=legal_term.citation(term.due.basis),
        tier=1 if by_phone else 2,
        owner=filer.user if by_phone or (writes and not is_message) else "",
        answered=answered and not is_message,
    )
