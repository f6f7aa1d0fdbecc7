"""The decisions of a filing: when the petition was received, its term, and its first owner. Pure.

Owns the first step of a ticket. No petition is refused because the person is not identified or gives no reasons
(Decreto 1166 de 2016; Ley 1437 de 2011, art. 15 and 16).
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import msgspec

from agent_api.identity.domain.speaker import Speaker, petition_mandate
from agent_api.tickets.answers.problems import AnswerNotSent
from agent_api.tickets.domain import legal_term, state_machine
from agent_api.tickets.domain.legal_term import TermPolicy
from agent_api.tickets.domain.steps import File
from agent_api.tickets.domain.ticket import Actor, legal_receipt
from agent_api.tickets.problems import AnswerMissing, AnswerUnfinished, ReceivedWrong
from config.law.filing_date import filing_date
from config.law.regimes import LegalKind, NoRegimeInForce
from config.law.terms import LegalTerm, TermRefused, day_of_receipt
from config.site.tickets.answers import Answers, find_promise, find_unfilled
from config.timezone import COLOMBIA
from eventlog.facts.tickets.ticket import Channel, MandateResult

_PHONE_ROLE = "asesor"


class FiledMandate(msgspec.Struct, frozen=True, kw_only=True):
    """The document by which a person acts for the petitioner, at the filing.

    Attributes:
        represented: whether there is one.
        result: of its check, if the call in which the petition is filed checked it; else None.
        until: the last day on which it suffices, or None.
    """

    represented: bool = False
    result: MandateResult | None = None
    until: date | None = None


WITHOUT_MANDATE: Final = FiledMandate()


def filed_mandate(speaker: Speaker, customer_id: str, today: date) -> FiledMandate:
    """Return the mandate of a petition in which the speaker of its call acts for a customer."""
    result = petition_mandate(speaker, customer_id, today)
    return FiledMandate(represented=True, result=result, until=speaker.until if result == "sufficient" else None)


def check_answer(answers: Answers | None, text: str) -> None:
    """Check the answer that the advisor gave during the call.

    Raises:
        AnswerMissing: the text is empty.
        AnswerUnfinished: it still has blanks of its template.
        AnswerNotSent: it promises a document, but no document is sent with an answer given by voice.
    """
    if not text:
        raise AnswerMissing
    if blanks := find_unfilled(text):
        raise AnswerUnfinished(blanks)
    if promise := find_promise(answers, None, text):
        raise AnswerNotSent(promise.name)


def moment_of_receipt(received_on: date | None, now: datetime) -> datetime:
    """Return ``now``, or the start of the day on which a petition on paper or in a suggestion box was received.

    Raises:
        ReceivedWrong: that day is in the future.
    """
    today = day_of_receipt(now)
    if received_on is None or received_on == today:
        return now
    if received_on > today:
        raise ReceivedWrong("El recibo no puede ser posterior a hoy: revise la fecha.")
    return datetime.combine(received_on, time(0), COLOMBIA).astimezone(UTC)


def exact_receipt(received_at: datetime, now: datetime) -> datetime:
    """Return the moment of receipt that a person stated.

    Raises:
        ReceivedWrong: it is in the future.
    """
    if received_at > now:
        raise ReceivedWrong("El recibo no puede ser posterior a este momento: revise la fecha y la hora.")
    return received_at.astimezone(UTC)


def ms_after_call(answered_at: datetime | None, ended_at: datetime | None, now: datetime) -> int:
    """Return the time from the end of a call, ms: 0 while it goes on, -1 if no advisor answered it."""
    if answered_at is None:
        return -1
    return 0 if ended_at is None else max((now - ended_at) // timedelta(milliseconds=1), 0)


def business_date(policy: TermPolicy, received_at: datetime, channel: Channel) -> date | None:
    """Return the business date from which the term counts; None if it is the day of receipt.

    Raises:
        ReceivedWrong: no term can be counted from that day.
    """
    try:
        day = filing_date(received_at, channel, policy.rules)
    except TermRefused as error:
        raise ReceivedWrong(str(error)) from error
    return day if day != day_of_receipt(received_at) else None


def _term_of(policy: TermPolicy, received_at: datetime, kind: LegalKind) -> LegalTerm:
    try:
        return legal_term.term_of(policy, received_at, kind)
    except (NoRegimeInForce, TermRefused) as error:
        raise ReceivedWrong(str(error)) from error


def first_step(
    policy: TermPolicy,
    filer: Actor,
    legal_kind: LegalKind,
    received_at: datetime,
    *,
    channel: Channel,
    on_call: bool,
    answered: bool,
    mandate: FiledMandate = WITHOUT_MANDATE,
    relay_call: bool = False,
) -> File:
    """Decide the filing of a petition, before it has a number.

    The filer owns the ticket; a voice message, or a petition that a coordinator files, goes to the written channel.

    Raises:
        ReceivedWrong: the law has no term for a receipt on that day.
    """
    filed_on = business_date(policy, received_at, channel)
    term = _term_of(policy, legal_receipt(received_at, filed_on), legal_kind)
    is_message, writes = channel == "message", state_machine.WRITTEN_ROLE in filer.roles
    by_phone = not is_message and _PHONE_ROLE in filer.roles and (on_call or not writes)
    return File(
        number="",
        channel=channel,
        legal_kind=legal_kind,
        received_at=received_at,
        filed_on=filed_on,
        represented=mandate.represented,
        mandate_result=mandate.result,
        mandate_until=mandate.until,
        relay_call=relay_call,
        due_on=term.due.last_day,
        basis=legal_term.citation(term.due.basis),
        tier=1 if by_phone else 2,
        owner=filer.user if by_phone or (writes and not is_message) else "",
        answered=answered and not is_message,
    )
