"""Events of a legal term: extension, completion, transfer, silence, and the clocks of habeas data. Pure.

Owns these rules, each a function that returns a value with its basis, or raises with a reason. It must not know the
time; counting belongs to `config.law.terms`, the law to `config.law.regimes`.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from types import MappingProxyType

import msgspec

from config.law.regimes import Clock, Law, LegalKind, NoRegimeInForce
from config.law.term_rules import TermRules
from config.law.terms import (
    Basis,
    Deadline,
    LegalTerm,
    TermRefused,
    business_days_between,
    clock_deadline,
    count_days,
    day_of_receipt,
    skip_reason,
)

_DAY = timedelta(days=1)


_RELATED_CLOCKS: MappingProxyType[LegalKind, tuple[Clock, ...]] = MappingProxyType(
    {
        "general": ("completion_request", "transfer"),
        "information": ("completion_request", "transfer", "silence_copies"),
        "consulta": ("completion_request", "transfer"),
        "habeas_data_claim": ("habeas_data_missing", "habeas_data_mark"),
    }
)
"""Further terms of each kind. They run from the day of receipt; ``silence_copies`` runs from the last day to answer."""


class Extension(msgspec.Struct, frozen=True):
    """An extended term; ``latest`` is the last day that the law would have allowed."""

    notified_on: date
    last_day: date
    latest: date
    reasons: str
    basis: Basis


class IncompletePetition(msgspec.Struct, frozen=True):
    """A petition whose petitioner was asked for missing information; its term is suspended.

    Attributes:
        asked_on: this day no longer counts in the term.
        ask_by: the last day to ask.
        complete_by: the last day to complete it; from the day after, it may be declared withdrawn.
        days_used: business days of the term before the request.
        days_left: business days that run from the day after completion; at least 1.
    """

    asked_on: date
    ask_by: Deadline
    complete_by: Deadline
    days_used: int
    days_left: int


class PositiveSilence(msgspec.Struct, frozen=True):
    """Documents or information not answered in time, and therefore granted by law.

    From ``granted_on`` they can no longer be denied; ``copies`` is the deadline to deliver them.
    """

    granted_on: date
    copies: Deadline


def latest_extension(term: LegalTerm, rules: TermRules, due: Deadline | None = None) -> Deadline | None:
    """Return the longest extension of a term, counted from its end, or None if the law allows no extension.

    `due` is the deadline where completion has moved it; by default the term's own.
    """
    rule, due = term.extension, due or term.due
    if rule is None or rule.days is None:
        return None
    basis = Basis(due.basis.regime, rule.basis, rule.standing, (rule.note,) if rule.note else ())
    counted = count_days(due.last_day, rule.days, rules)
    return Deadline(due.last_day, rule.days, None, counted[-1].day, basis, counted)


def extend(
    term: LegalTerm,
    rules: TermRules,
    notified_at: datetime,
    new_last_day: date,
    reasons: str,
    *,
    due: Deadline | None = None,
) -> Extension:
    """Extend a term (Ley 1437 de 2011, art. 14, parágrafo; Ley 1581 de 2012, arts. 14 and 15).

    The petitioner was notified of the new day and the reasons at ``notified_at``, an aware time before the term ends.
    For ``due`` see `latest_extension`.

    Raises:
        TermRefused: ``extension_unknown``, ``extension_without_reasons``, ``extension_late``, ``extension_too_short``,
            ``extension_too_long`` or ``extension_no_business_day``.
    """
    due = due or term.due
    longest = latest_extension(term, rules, due)
    if longest is None:
        raise TermRefused("extension_unknown", "La ley no permite prorrogar este término: responda antes de que venza.")
    if not reasons.strip():
        raise TermRefused("extension_without_reasons", "La prórroga dice los motivos de la demora: escríbalos.")
    notified_on = day_of_receipt(notified_at)
    if not due.after <= notified_on <= due.last_day:
        text = f"La prórroga se avisa antes de que venza el término, entre el {due.after} y el {due.last_day}."
        raise TermRefused("extension_late", text)
    _check_new_day(new_last_day, due, longest, rules)
    return Extension(notified_on, new_last_day, longest.last_day, reasons.strip(), longest.basis)


def completion_request_deadline(law: Law, rules: TermRules, term: LegalTerm) -> Deadline:
    """Return the deadline to ask a petitioner for missing information (Ley 1437 de 2011, art. 17)."""
    return clock_deadline(law, rules, "completion_request", term.received_on)


def ask_for_completion(law: Law, rules: TermRules, term: LegalTerm, requested_on: datetime) -> IncompletePetition:
    """Suspend the term from the day on which the petitioner is asked for missing information, an aware time.

    Raises:
        NoRegimeInForce: the law of that day of receipt has no such rule.
        TermRefused: ``asked_early`` (before receipt) or ``asked_late``.
    """
    asked_on, limit = day_of_receipt(requested_on), completion_request_deadline(law, rules, term)
    last = min(limit.last_day, term.due.last_day)
    if asked_on < term.received_on:
        raise TermRefused("asked_early", f"No se puede pedir nada antes del recibo, que fue el {term.received_on}.")
    if asked_on > last:
        raise TermRefused("asked_late", f"Lo que falta se podía pedir hasta el {last}: responda con lo que hay.")
    used = business_days_between(term.received_on, asked_on - _DAY, rules)
    complete_by = clock_deadline(law, rules, "completion", asked_on, term.received_on)
    return IncompletePetition(asked_on, limit, complete_by, used, (term.due.days or 0) - used)


def complete(term: LegalTerm, rules: TermRules, incomplete: IncompletePetition, completed: datetime) -> Deadline:
    """Resume the term: its remaining days run from the day after completion, an aware time.

    Raises:
        TermRefused: ``completed_early`` (before the request) or ``completed_late`` (tacitly withdrawn).
    """
    completed_on = day_of_receipt(completed)
    if completed_on < incomplete.asked_on:
        raise TermRefused("completed_early", f"No se había pedido nada: se pidió el {incomplete.asked_on}.")
    if completed_on > incomplete.complete_by.last_day:
        text = f"El plazo para completar venció el {incomplete.complete_by.last_day}: decrete el desistimiento tácito."
        raise TermRefused("completed_late", text)
    counted = count_days(completed_on, incomplete.days_left, rules)
    return Deadline(completed_on, incomplete.days_left, None, counted[-1].day, term.due.basis, counted)


def forwarding_deadline(law: Law, rules: TermRules, received: datetime) -> Deadline:
    """Return the deadline to forward a written petition to the competent authority (Ley 1437 de 2011, art. 21).

    The term to answer is that of the receiving authority, counted from its own receipt: `legal_term` of that moment. A
    person who asks by voice is informed at once.
    """
    return clock_deadline(law, rules, "transfer", day_of_receipt(received))


def positive_silence(
    law: Law,
    rules: TermRules,
    term: LegalTerm,
    today: date,
    *,
    answered_on: date | None = None,
    due: Deadline | None = None,
) -> PositiveSilence | None:
    """Return the effect of documents or information not answered in time (Ley 1437 de 2011, art. 14, numeral 1).

    The result is None for other kinds, before the deadline, and if the answer was in time. For ``due`` see
    `latest_extension`.

    Raises:
        NoRegimeInForce: the law of that day of receipt has no such rule.
    """
    last_day = (due or term.due).last_day
    if term.kind != "information" or min(answered_on or today, today) <= last_day:
        return None
    return PositiveSilence(last_day + _DAY, clock_deadline(law, rules, "silence_copies", last_day, term.received_on))


def habeas_data_request_deadline(law: Law, rules: TermRules, received: datetime) -> Deadline:
    """Return the deadline to ask for what is missing in a data claim (Ley 1581 de 2012, art. 15, numeral 1)."""
    return clock_deadline(law, rules, "habeas_data_missing", day_of_receipt(received))


def habeas_data_completion_deadline(law: Law, rules: TermRules, requested_on: datetime, received: datetime) -> Deadline:
    """Return the last day to complete a claim, else it is withdrawn (Ley 1581 de 2012, art. 15, numeral 1)."""
    return clock_deadline(law, rules, "habeas_data_withdrawal", day_of_receipt(requested_on), day_of_receipt(received))


def habeas_data_mark_deadline(law: Law, rules: TermRules, completed: datetime) -> Deadline:
    """Return the deadline to mark the data «reclamo en trámite» after the claim is complete (art. 15, numeral 2)."""
    return clock_deadline(law, rules, "habeas_data_mark", day_of_receipt(completed))


def related_deadlines(law: Law, rules: TermRules, term: LegalTerm) -> Iterator[tuple[Clock, Deadline]]:
    """Yield the other deadlines that follow from a petition's receipt alone, where the law of its day has them."""
    for name in _RELATED_CLOCKS.get(term.kind, ()):
        after = term.due.last_day if name == "silence_copies" else term.received_on
        with suppress(NoRegimeInForce):  # older law has no such rule, or the data do not hold it
            yield name, clock_deadline(law, rules, name, after, term.received_on)


def _check_new_day(until: date, due: Deadline, longest: Deadline, rules: TermRules) -> None:
    if until <= due.last_day:
        raise TermRefused("extension_too_short", f"La nueva fecha debe ser posterior al {due.last_day}.")
    if until > longest.last_day:
        text = f"La prórroga llega a lo sumo hasta el {longest.last_day}: escoja una fecha anterior."
        raise TermRefused("extension_too_long", text)
    if (skipped := skip_reason(until, rules)) is not None:
        text = f"El {until} no es día hábil ({skipped}): escoja otro."
        raise TermRefused("extension_no_business_day", text)
