"""Events of a legal term: extension, completion, transfer, silence, and the clocks of habeas data. Pure.

Owns these rules, each a function of values that gives a value with its basis, or refuses with a reason. It must not
know the time; counting is `config.law.terms`', the law `config.law.regimes`'s.
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
"""What else has a term from the day of receipt; copies, from the last day to answer."""


class Extension(msgspec.Struct, frozen=True):
    """A term that was extended.

    Attributes:
        notified_on: when the petitioner was told.
        last_day: the new one.
        latest: the last day that the law would have allowed.
        reasons: given to the petitioner.
        basis: why.
    """

    notified_on: date
    last_day: date
    latest: date
    reasons: str
    basis: Basis


class IncompletePetition(msgspec.Struct, frozen=True):
    """A petition whose petitioner was asked for what is missing; its term stands still.

    Attributes:
        asked_on: when they were asked; this day no longer counts in the term.
        ask_by: until when they could be asked.
        complete_by: until when they may complete it; if they do not, it may be declared withdrawn from the day after.
        days_used: business days of the term before the asking.
        days_left: those that run from the day after completion; at least 1.
    """

    asked_on: date
    ask_by: Deadline
    complete_by: Deadline
    days_used: int
    days_left: int


class PositiveSilence(msgspec.Struct, frozen=True):
    """Documents or information that nobody answered for in time: taken as granted.

    Attributes:
        granted_on: from this day they can no longer be denied.
        copies: until when they are to be handed over.
    """

    granted_on: date
    copies: Deadline


def latest_extension(term: LegalTerm, rules: TermRules, due: Deadline | None = None) -> Deadline | None:
    """How far a term may be extended, counted on from its end.

    Args:
        term: to be extended.
        rules: of the entity.
        due: its deadline, where completion has moved it; the term's own if left out.

    Returns:
        The extended term at its longest, or None if the law allows no extension.
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
    """Extends a term (Ley 1437 de 2011, art. 14, parágrafo; Ley 1581 de 2012, arts. 14 and 15).

    Args:
        term: to be extended.
        rules: of the entity.
        notified_at: when the petitioner was told of it, an aware moment; before the term ends.
        new_last_day: the new last day, of which they were told.
        reasons: of which they were told.
        due: see latest_extension.

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
    """Until when a petitioner may be asked for what is missing (Ley 1437 de 2011, art. 17)."""
    return clock_deadline(law, rules, "completion_request", term.received_on)


def ask_for_completion(law: Law, rules: TermRules, term: LegalTerm, requested_on: datetime) -> IncompletePetition:
    """The petitioner is asked for what is missing, and the term stands still from that day on.

    Args:
        law: the law.
        rules: of the entity.
        term: of the petition.
        requested_on: an aware moment.

    Raises:
        NoRegimeInForce: the law of that day of receipt says nothing of it.
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
    """The term goes on: what was left of it, from the day after completion.

    Args:
        term: of the petition.
        rules: of the entity.
        incomplete: since when and until when it stood still.
        completed: an aware moment.

    Raises:
        TermRefused: ``completed_early`` (before the asking) or ``completed_late`` (tacitly withdrawn).
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
    """Until when to forward a written petition to the authority that is competent (Ley 1437 de 2011, art. 21).

    The term to answer it is that of the receiving authority, counted from its own receipt: `legal_term` of that moment.
    Who asks by voice is told at once.
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
    """What follows when documents or information were not answered in time (Ley 1437 de 2011, art. 14, numeral 1).

    Args:
        law: the law.
        rules: of the entity.
        term: of the petition.
        today: the date on which it is asked.
        answered_on: the date of the answer, None if there is none.
        due: its deadline, where completion has moved it; the term's own if left out.

    Returns:
        None for other kinds, while there is time, and where it was answered in time.

    Raises:
        NoRegimeInForce: the law of that day of receipt says nothing of it.
    """
    last_day = (due or term.due).last_day
    if term.kind != "information" or min(answered_on or today, today) <= last_day:
        return None
    return PositiveSilence(last_day + _DAY, clock_deadline(law, rules, "silence_copies", last_day, term.received_on))


def habeas_data_request_deadline(law: Law, rules: TermRules, received: datetime) -> Deadline:
    """Until when to ask who claims over their data for what is missing (Ley 1581 de 2012, art. 15, numeral 1)."""
    return clock_deadline(law, rules, "habeas_data_missing", day_of_receipt(received))


def habeas_data_completion_deadline(law: Law, rules: TermRules, requested_on: datetime, received: datetime) -> Deadline:
    """The last day to complete such a claim; without a reply it is withdrawn (Ley 1581 de 2012, art. 15, numeral 1)."""
    return clock_deadline(law, rules, "habeas_data_withdrawal", day_of_receipt(requested_on), day_of_receipt(received))


def habeas_data_mark_deadline(law: Law, rules: TermRules, completed: datetime) -> Deadline:
    """Until when to mark the data «reclamo en trámite», once the claim is complete (art. 15, numeral 2)."""
    return clock_deadline(law, rules, "habeas_data_mark", day_of_receipt(completed))


def related_deadlines(law: Law, rules: TermRules, term: LegalTerm) -> Iterator[tuple[Clock, Deadline]]:
    """What else is due for a petition of which nothing but its receipt is known, as far as the law of its day says it.

    Args:
        law: the law.
        rules: of the entity.
        term: of the petition.
    """
    for name in _RELATED_CLOCKS.get(term.kind, ()):
        after = term.due.last_day if name == "silence_copies" else term.received_on
        with suppress(NoRegimeInForce):  # older law said nothing of it, or nobody has written it down
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
