"""A legal term as the API writes it, and as `atencion term --json` does.

Owns the shape. Every figure is `config.law.terms`'.
"""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Moment
from config.law.labels import CLOCKS, COLORS, KINDS, STANDINGS
from config.law.regimes import Clock, Law, LegalKind, Standing
from config.law.term_events import beside, latest_extension
from config.law.term_rules import TermRules
from config.law.terms import (
    Basis,
    Color,
    Deadline,
    LegalTerm,
    alarms,
    day_of_receipt,
    legal_term,
    skipped_because,
    traffic_light,
)
from config.spanish_dates import in_words


class TermsQuery(BaseModel):
    """Of which petition."""

    model_config = ConfigDict(extra="forbid")

    received: Moment = Field(description="Cuándo se recibió: una fecha de Colombia o un instante con su zona.")
    kind: LegalKind = Field(description="Qué es la petición para la ley.")
    answered: Moment | None = Field(None, description="Cuándo se respondió, si ya se respondió.")


class TermBasis(BaseModel):
    """Why a term is as long as it is."""

    regime: str = Field(description="El régimen que la rige.")
    text: str = Field(description="Los artículos.")
    standing: Standing = Field(description="Qué tan seguro es: verificado, de fuente secundaria o sin verificar.")
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
    """The term of something else than the answer."""

    clock: Clock
    name: str


class TermInCourse(TermDeadline):
    """What the term was by the law of the day of receipt, before a later one lengthened it."""

    unanswered_on: date = Field(description="Solo se alargó si ese día seguía sin respuesta.")


class TermLight(BaseModel):
    """How the term stands today, or stood when it was answered."""

    on: date
    color: Color
    color_name: str
    days_left: int = Field(description="Días hábiles que quedan, con el último.")
    days_late: int = Field(description="Días hábiles desde el último día.")
    breached: bool


class Terms(TermDeadline):
    """The term to answer a petition, counted day by day."""

    kind: LegalKind
    kind_name: str
    received: datetime
    received_on: date = Field(description="La fecha del recibo en Colombia; se cuenta desde el día siguiente.")
    received_skipped: str | None = Field(description="Por qué el día del recibo no es hábil; null si lo es.")
    counted: list[TermDay]
    at_receipt: TermInCourse | None
    extension: TermDeadline | None = Field(description="La prórroga más larga, si se avisa a tiempo.")
    alarms: list[date] = Field(description="Cuándo se avisa, según el sitio.")
    light: TermLight
    others: list[OtherTerm]


def terms_of(law: Law, rules: TermRules, query: TermsQuery, now: datetime) -> Terms:
    """The term of a petition, and all that follows from it.

    Args:
        law: the law.
        rules: of the entity.
        query: of which petition.
        now: for the light of what is not answered.

    Raises:
        LawSilent: nothing is known of that kind at that time.
        TermRefused: the moments cannot be.
    """
    term = legal_term(law, rules, query.received, query.kind, query.answered)
    longest = latest_extension(term, rules)
    return Terms(
        **_deadline(term.due),
        kind=term.kind,
        kind_name=KINDS[term.kind],
        received=term.received,
        received_on=term.received_on,
        received_skipped=skipped_because(term.received_on, rules),
        counted=[TermDay(day=each.day, number=each.number, skipped=each.skipped) for each in term.due.counted],
        at_receipt=_in_course(term),
        extension=TermDeadline(**_deadline(longest)) if longest else None,
        alarms=list(alarms(term.due, rules)),
        light=_light(term.due.last_day, day_of_receipt(query.answered or now), rules),
        others=[
            OtherTerm(**_deadline(due), clock=clock, name=CLOCKS[clock]) for clock, due in beside(law, rules, term)
        ],
    )


def _deadline(due: Deadline) -> dict[str, Any]:
    return {
        "last_day": due.last_day,
        "in_words": in_words(due.last_day),
        "days": due.days,
        "months": due.months,
        "basis": _basis(due.basis),
    }


def _basis(basis: Basis) -> TermBasis:
    return TermBasis(
        regime=basis.regime,
        text=basis.text,
        standing=basis.standing,
        standing_name=STANDINGS[basis.standing],
        notes=list(basis.notes),
    )


def _in_course(term: LegalTerm) -> TermInCourse | None:
    if term.at_receipt is None or term.in_course_on is None:
        return None
    return TermInCourse(**_deadline(term.at_receipt), unanswered_on=term.in_course_on)


def _light(last_day: date, on: date, rules: TermRules) -> TermLight:
    light = traffic_light(last_day, on, rules)
    return TermLight(
        on=on,
        color=light.color,
        color_name=COLORS[light.color],
        days_left=light.days_left,
        days_late=light.days_late,
        breached=light.breached,
    )
