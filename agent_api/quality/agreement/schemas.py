"""Schemas of the agreement between evaluators."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day
from config.site.quality.vocabulary import Family
from eventlog.facts.quality.evaluation import EvaluationChannel


class AgreementFigures(BaseModel):
    """The agreement of two evaluators: kappa is never shown without the rest."""

    counts: list[list[int]] = Field(
        description="Filas: el primero. Columnas: el segundo. Orden: cumple, no cumple, no aplica."
    )
    compared: int = Field(description="La suma de la tabla.")
    observed: str | None = Field(description="Porcentaje en que coinciden; null si no hay nada que comparar.")
    expected: str | None = Field(description="Porcentaje en que coincidirían por azar.")
    kappa: str | None = Field(description="Con tres decimales; null («sin valor») si el azar solo ya daría 100 %.")
    exact_kappa: str | None = Field(description="La misma como fracción exacta.")


class CriterionAgreement(BaseModel):
    """The agreement on one criterion."""

    criterion: str
    name: str
    family: Family
    figures: AgreementFigures


class FamilyAgreement(BaseModel):
    """The agreement on the criteria of a family, whose counts are the sums of theirs."""

    family: Family
    name: str
    figures: AgreementFigures


class FormAgreementDetail(BaseModel):
    """The agreement with one version of a form."""

    form: str
    name: str
    version: str = Field(description="Huella del contenido.")
    version_label: str
    notice: str | None = Field(description="Si es un formulario de ejemplo, la frase que lo dice.")
    channel: EvaluationChannel
    items: int = Field(description="Cuántas evaluaron dos personas.")
    whole: AgreementFigures
    families: list[FamilyAgreement]
    criteria: list[CriterionAgreement]


class EvaluatorAgreement(BaseModel):
    """The agreement of the repeated share of the samples, over a period."""

    begins: date
    ends: date
    share: str | None = Field(description="Porcentaje de la muestra que el sitio repite; null si no audita la calidad.")
    forms: list[FormAgreementDetail] = Field(description="Primero la versión más reciente.")
    awaiting: int = Field(description="De las que se repiten, cuántas tienen una sola evaluación firmada.")
    left_out: int = Field(description="Cuántas se evaluaron con dos versiones del formulario y no se comparan.")


class AgreementQuery(BaseModel):
    """The period, by the day of the evaluated work, and the channel."""

    model_config = ConfigDict(extra="forbid")

    begins: Day | None = Field(None, description="Primer día; sin él, doce semanas antes del último.")
    ends: Day | None = Field(None, description="Último día, incluido; sin él, hoy.")
    channel: EvaluationChannel | None = None
