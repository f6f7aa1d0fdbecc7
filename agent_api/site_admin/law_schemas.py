"""Schemas of what the law sets for every site: holidays and legal terms.

Owns the shape; `config.public_holidays` and `config.law` own the values.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from config.law.labels import CLOCK_LABELS, KIND_LABELS, SOURCE_LABELS
from config.law.regimes import Clock, Law, LegalKind, Regime, Rule, SourceStatus
from config.public_holidays import holidays_of_year


class HolidaysQuery(BaseModel):
    """The year of the calendar."""

    model_config = ConfigDict(extra="forbid")

    year: int = Field(ge=2000, le=2100, description="El año.")


class Holiday(BaseModel):
    """A public holiday."""

    day: date
    name: str


class Holidays(BaseModel):
    """The public holidays of a year."""

    year: int
    holidays: list[Holiday] = Field(
        description="En el orden del año, con los que se trasladan al lunes ya trasladados."
    )


class LegalValue(BaseModel):
    """A length that the law sets, with its source."""

    days: int | None = Field(description="Días hábiles; null si va en meses.")
    months: int | None = Field(description="Meses; null si va en días hábiles.")
    basis: str = Field(description="Los artículos.")
    regime: str = Field(description="La ley que rige hoy.")
    standing: SourceStatus
    standing_name: str
    notes: list[str]


class AnswerTerm(LegalValue):
    """The term to answer a kind of petition."""

    kind: LegalKind
    name: str
    extension: LegalValue | None = Field(description="La prórroga más larga; null si la ley no da ninguna.")


class OtherLegalTerm(LegalValue):
    """The term of another action than the answer."""

    clock: Clock
    name: str


class LegalTerms(BaseModel):
    """The legal terms of petitions that are received today."""

    on: date = Field(description="El día de hoy en Colombia.")
    terms: list[AnswerTerm]
    others: list[OtherLegalTerm]


def present_holidays(year: int) -> Holidays:
    """Build the holidays of a year."""
    return Holidays(year=year, holidays=[Holiday(day=day, name=name) for day, name in holidays_of_year(year).items()])


def present_legal_terms(law: Law, on: date) -> LegalTerms:
    """Build the terms of the regimes that govern a petition received on a date."""
    governing = [each for each in law.regimes if each.governs(on)]
    return LegalTerms(
        on=on,
        terms=[
            AnswerTerm(
                kind=kind,
                name=KIND_LABELS[kind],
                extension=None if rule.extension is None else _present_value(rule.extension, regime),
                **_present_value(rule, regime).model_dump(),
            )
            for regime in governing
            for kind, rule in regime.terms.items()
        ],
        others=[
            OtherLegalTerm(clock=clock, name=CLOCK_LABELS[clock], **_present_value(rule, regime).model_dump())
            for regime in governing
            for clock, rule in regime.clocks.items()
        ],
    )


def _present_value(rule: Rule, regime: Regime) -> LegalValue:
    return LegalValue(
        days=rule.days,
        months=rule.months,
        basis=rule.basis,
        regime=regime.name,
        standing=rule.standing,
        standing_name=SOURCE_LABELS[rule.standing],
        notes=[note for note in (rule.note, regime.note) if note],
    )
