"""Schemas of the results of quality: each figure with the evaluations behind it and its interval."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.indicators.quality.drill_down import CountedEvaluation, EvaluationPart
from agent_api.indicators.schemas import IndicatorPeriodQuery
from agent_api.kit.dates import Moment
from agent_api.quality.evaluations.schemas import EvaluationSummary
from config.site.quality.vocabulary import Family, QualityChannel
from metrics.indicators.quality_figures import printed_interval
from metrics.indicators.quality_results import QUALITY_MEASURES, QualityFigures
from metrics.indicators.results import format_value
from metrics.quality.form import BEST

Percentage = Annotated[str, Field(description="En porcentaje, con dos decimales.")]


class MeasuredQuality(BaseModel):
    """The precision of a family, or the mean mark, of some evaluations."""

    measure: Family | Literal["score"] = Field(description="La familia de error, o `score`, la nota media.")
    evaluations: int = Field(description="Las que tienen un criterio aplicable: el denominador.")
    total: str = Field(description="Las que cumplen; de la nota, la suma de las notas, fracción exacta.")
    value: Percentage
    low: str = Field(description="Límite inferior del intervalo de Wilson al 95 %, redondeado hacia abajo.")
    high: str = Field(description="Límite superior, redondeado hacia arriba.")
    weighted: bool = Field(description="Si pondera cada estrato por su parte del trabajo.")


class QualityResult(BaseModel):
    """The evaluations of a channel, or of a part of them."""

    evaluations: int
    figures: list[MeasuredQuality]


class SlotResults(QualityResult):
    """The evaluations of a line or of a month."""

    place: str = Field(description="La línea, el canal del ticket o el mes, AAAA-MM.")


class AdvisorResults(QualityResult):
    """The evaluations of an advisor's work."""

    name: str = Field(description="El nombre, o un seudónimo para quien evalúa.")
    learning: bool = Field(description="Si alguna es de su curva de aprendizaje.")
    sufficient: bool = Field(description="Si la muestra alcanza; si no, no se muestran cifras.")


class ChannelResults(BaseModel):
    """The results of a channel."""

    channel: QualityChannel
    total: QualityResult
    learning: QualityResult = Field(description="Las de la curva de aprendizaje, que no cuentan en ningún indicador.")
    replaced: int = Field(description="Llamadas o tickets de las muestras que se reemplazaron en estos días.")
    lines: list[SlotResults]
    months: list[SlotResults]
    advisors: list[AdvisorResults]


class QualityFamily(BaseModel):
    """A family of errors as the entity calls it."""

    id: Family
    name: str


class QualityResults(BaseModel):
    """The results of quality of a period, by the moment of the signature."""

    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    until: datetime | None = Field(description="Hasta qué hecho del diario está contado; null si no hay ninguno.")
    families: list[QualityFamily]
    minimum: int = Field(description="Evaluaciones por debajo de las que la muestra de un asesor es insuficiente.")
    learning_months: int = Field(description="Meses de la curva de aprendizaje.")
    channels: list[ChannelResults]


class ResultsQuery(BaseModel):
    """Whole local days; by default the current month."""

    model_config = ConfigDict(extra="forbid")

    begins: Moment | None = Field(None, alias="from", description="El primer día, incluido.")
    ends: Moment | None = Field(None, alias="to", description="El último día, excluido.")


class EvaluationsBehindQuery(IndicatorPeriodQuery):
    """Filters for the evaluations behind a figure."""

    part: EvaluationPart = Field("all", description="passed: las que cumplen; failed: las que fallan; all: todas.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class CountedEvaluationSummary(BaseModel):
    """An evaluation as a figure counts it."""

    evaluation: EvaluationSummary
    signed_at: datetime
    round: int = Field(description="La última versión del mes en que se firmó, que es la que cuenta.")
    passed: bool | None = Field(description="Si cumple la familia; null en la nota, o si no puede ver el contenido.")
    score: str | None = Field(description="La nota de esa versión; null sin nota, o si no puede ver el contenido.")


class CountedEvaluationPage(BaseModel):
    """A page of the evaluations behind a figure, the last signed first."""

    evaluations: list[CountedEvaluationSummary]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


def present_figures(figures: QualityFigures) -> list[MeasuredQuality]:
    """Return the figures in the order of the families, the score last."""
    return [_present(figures, measure) for measure in QUALITY_MEASURES if measure in figures]


def _present(figures: QualityFigures, measure: Family | Literal["score"]) -> MeasuredQuality:
    figure = figures[measure]
    low, high = printed_interval(figure.value, figure.effective)
    return MeasuredQuality(
        measure=measure,
        evaluations=figure.group.size,
        total=str(figure.group.total * (BEST if measure == "score" else 1)),
        value=format_value(figure.value.numerator, figure.value.denominator, "percent") or "",
        low=low,
        high=high,
        weighted=figure.weighted,
    )


def present_counted(
    counted: CountedEvaluation, summary: EvaluationSummary, *, content: bool
) -> CountedEvaluationSummary:
    """Return an evaluation with the round that counts, if the reader may see its content."""
    return CountedEvaluationSummary(
        evaluation=summary,
        signed_at=counted.signed_at,
        round=counted.round,
        passed=counted.passed if content else None,
        score=(counted.score or None) if content else None,
    )
