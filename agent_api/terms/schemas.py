"""Schemas of a legal term, for the API and `atencion term --json`.

Owns the shape; `config.law.terms` computes every value.
"""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Moment
from config.law.labels import CLOCK_LABELS, COLOR_LABELS, KIND_LABELS, SOURCE_LABELS
from config.law.regimes import Clock, Law, LegalKind, SourceStatus
from config.law.term_events import latest_extension, related_deadlines
from config.law.term_rules import TermRules
from config.law.terms import (
    Basis,
    Color,
    Deadline,
    LegalTerm,
    alarm_dates,
    day_of_receipt,
    legal_term,
    skip_reason,
    traffic_light,
)
from config.spanish_dates import spoken_date


class TermsQuery(BaseModel):
    """The petition whose term is computed."""

    model_config = ConfigDict(extra="forbid")

    received: Moment = Field(description="Cuándo se recibió: una fecha de Colombia o un instante con su zona.")
    kind: LegalKind = Field(description="Qué es la petición para la ley.")
    answered: Moment | None = Field(None, description="Cuándo se respondió, si ya se respondió.")


class TermBasis(BaseModel):
    """The legal basis of a term."""

    regime: str = Field(description="El régimen que la rige.")
    text: str = Field(description="Los artículos.")
    standing: SourceStatus = Field(description="Qué tan seguro es: verificado, de fuente secundaria o sin verificar.")
    standing_name: str
    notes: list[str]


class TermDay(BaseModel):
    """One day of the count."""

    day: date
    number: int | None = Field(description="Qué día del término es; null si no cuenta.")
    skipped: str | None = Field(description="Por qué no cuenta; null si cuenta.")


class TermDeadline(BaseModel):
    """The last day of a term."""

    last_day: date
    in_words: str = Field(description="El último día, para leerlo en voz alta.")
    days: int | None = Field(description="Duración en días hábiles; null si va en meses.")
    months: int | None = Field(description="Duración en meses; null si va en días hábiles.")
    basis: TermBasis


class OtherTerm(TermDeadline):
    """The term of another action than the answer."""

    clock: Clock
    name: str


class OriginalTerm(TermDeadline):
    """The term by the law of the day of receipt, before a later law lengthened it."""

    unanswered_on: date = Field(description="Solo se alargó si ese día seguía sin respuesta.")


class TermLight(BaseModel):
    """The state of the term today, or at the time of the answer."""

    on: date
    color: Color
    color_name: str
    days_left: int = Field(description="Días hábiles que quedan, con el último.")
    days_late: int = Field(description="Días hábiles desde el último día.")
    breached: bool


class Terms(TermDeadline):
    """The term to answer a petition, with its day-by-day count."""

    kind: LegalKind
    kind_name: str
    received: datetime
    received_on: date = Field(description="La fecha del recibo en Colombia; se cuenta desde el día siguiente.")
    received_skipped: str | None = Field(description="Por qué el día del recibo no es hábil; null si lo es.")
    counted: list[TermDay]
    at_receipt: OriginalTerm | None
    extension: TermDeadline | None = Field(description="La prórroga más larga, si se avisa a tiempo.")
    alarms: list[date] = Field(description="Cuándo se avisa, según el sitio.")
    light: TermLight
    others: list[OtherTerm]


def present_terms(law: Law, rules: TermRules, query: TermsQuery, now: datetime) -> Terms:
    """Return the term of a petition with its dates, its basis and its count; `now` is for an unanswered one.

    Raises:
        NoRegimeInForce: the data hold no law for that kind and time.
        TermRefused: the times contradict each other.
    """
    term = legal_term(law, rules, query.received, query.kind, query.answered)
    longest = latest_extension(term, rules)
    return Terms(
        **_deadline_fields(term.due),
        kind=term.kind,
        kind_name=KIND_LABELS[term.kind],
        received=term.received,
        received_on=term.received_on,
        received_skipped=skip_reason(term.received_on, rules),
        counted=[TermDay(day=each.day, number=each.number, skipped=each.skipped) for each in term.due.counted],
        at_receipt=_present_term_at_receipt(term),
        extension=TermDeadline(**_deadline_fields(longest)) if longest else None,
        alarms=list(alarm_dates(term.due, rules)),
        light=_present_light(term.due.last_day, day_of_receipt(query.answered or now), rules),
        others=[
            OtherTerm(**_deadline_fields(due), clock=clock, name=CLOCK_LABELS[clock])
            for clock, due in related_deadlines(law, rules, term)
        ],
    )


def _deadline_fields(due: Deadline) -> dict[str, Any]:
    return {
        "last_day": due.last_day,
        "in_words": spoken_date(due.last_day),
        "days": due.days,
        "months": due.months,
        "basis": _present_basis(due.basis),
    }


def _present_basis(basis: Basis) -> TermBasis:
    return TermBasis(
        regime=basis.regime,
        text=basis.text,
        standing=basis.standing,
        standing_name=SOURCE_LABELS[basis.standing],
        notes=list(basis.notes),
    )


def _present_term_at_receipt(term: LegalTerm) -> OriginalTerm | None:
    if term.at_receipt is None or term.in_course_on is None:
        return None
    return OriginalTerm(**_deadline_fields(term.at_receipt), unanswered_on=term.in_course_on)


def _present_light(last_day: date, on: date, rules: TermRules) -> TermLight:
    light = traffic_light(last_day, on, rules)
    return TermLight(
        on=on,
        color=light.color,
        color_name=COLOR_LABELS[light.color],
        days_left=light.days_left,
        days_late=light.days_late,
        breached=light.is_breached,
    )
