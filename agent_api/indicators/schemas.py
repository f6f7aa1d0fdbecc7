"""Schemas of indicators: exact fractions, and their printed forms."""

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from functools import cache, partial
from typing import Annotated, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from agent_api.indicators.drill_down import Part
from agent_api.indicators.periods import ClosedPeriod
from agent_api.indicators.service import IndicatorReport, Selection, VariantResult
from agent_api.kit.dates import Moment
from agent_api.kit.ids import SiteId
from config.site.oversight import indicators as contract
from config.site.oversight.indicators import (
    Bound,
    Denominator,
    IndicatorKind,
    Sense,
    Unit,
    WaitFrom,
    discount_percent,
    meets_target,
)
from config.site.quality.vocabulary import Family, QualityChannel
from eventlog.facts import Outcome
from metrics.indicators import results
from metrics.indicators.periods import MONTH_PATTERN
from metrics.indicators.results import SlotKind, format_value

_Judgement = tuple[str | None, float | None, bool | None, str | None]
"""Printed figure, target, whether the target is reached, and discount."""
Grouping = Literal["interval", "day", "month", "period"]


class Formula(BaseModel):
    """The formula of an indicator."""

    kind: IndicatorKind
    denominator: Denominator
    wait_from: WaitFrom
    bound: Bound
    threshold_s: int
    short_abandon_s: int
    repeat_days: int
    pauses: tuple[str, ...] = Field(description="Motivos de pausa que la adherencia cuenta como trabajo.")
    family: Family | None = Field(None, description="De la precisión: la familia de error.")
    channel: QualityChannel | None = Field(None, description="De la calidad: el canal de la muestra.")
    tenures: Literal["all"] | None = Field(None, description="De la calidad: si cuenta la curva de aprendizaje.")
    estimate: Literal["plain"] | None = Field(None, description="De la calidad: si no pondera los estratos.")
    escalated_to: Literal["area"] | None = Field(None, description="Del escalamiento: si es a un área; null, al canal.")
    within_s: int | None = Field(None, description="De los escalados a tiempo: el límite, en segundos.")


class Band(BaseModel):
    """A range of results that costs a part of the invoice."""

    beyond: float
    discount: float = Field(description="% de la factura.")


class Definition(BaseModel):
    """A version of an indicator, with the days on which it applies."""

    id: str
    version: str = Field(description="Huella del contenido: otra fórmula, meta o descuento, otra versión.")
    name: str
    formula: Formula
    unit: Unit
    target: float | None
    sense: Sense
    bands: list[Band]
    valid_from: date
    valid_to: date | None


class FigureEvaluations(BaseModel):
    """The evaluations behind a figure of quality."""

    evaluations: int
    total: str = Field(description="Las que cumplen, o la suma de sus notas; fracción exacta.")
    low: str = Field(description="Límite inferior del intervalo de Wilson al 95 %, en porcentaje.")
    high: str = Field(description="Límite superior.")
    weighted: bool = Field(description="Si pondera cada estrato por su parte del trabajo.")
    replaced: int = Field(description="Llamadas o tickets de la muestra que se reemplazaron; de una línea, 0.")


class IndicatorFigure(BaseModel):
    """An indicator of a period, line and queue."""

    indicator: str
    version: str
    line: str = Field(description="Vacío: todas las líneas.")
    queue: str = Field(description="Vacío: líneas enteras; si no, las entradas a esa cola.")
    kind: SlotKind
    starts_at: datetime
    numerator: int = Field(description="En segundos: la suma en milisegundos.")
    denominator: int
    unit: Unit
    incomplete: bool = Field(description="Faltan datos de este lapso: se marca y no se rellena.")
    sample: FigureEvaluations | None = Field(None, description="De la calidad: las evaluaciones detrás de la cifra.")
    value: str | None = Field(description="Con dos decimales, la mitad hacia arriba; null sin qué contar.")
    target: float | None
    meets: bool | None = Field(description="Si cumple la meta; null sin meta o sin qué contar.")
    discount: str | None = Field(description="% de la factura según las bandas; null sin bandas o sin qué contar.")


class IndicatorBalance(BaseModel):
    """Entradas + recibidas = resultados + pasadas a otra cola + en curso."""

    line: str
    queue: str
    kind: SlotKind
    starts_at: datetime
    entered: int
    received: int
    outcomes: dict[Outcome, int]
    moved: int
    in_progress: int
    difference: int = Field(description="Debe ser 0.")
    incomplete: bool
    closes: bool
    anomalous: int = Field(description="Tráfico anómalo: en ningún término del balance ni en ninguna cifra.")
    set_aside: int = Field(description="De él, las llamadas que habían ingresado: GET /api/v1/calls?set_aside=true.")
    without_talk: int = Field(
        description="De las contestadas, las que terminaron antes de un segundo: GET /api/v1/calls?without_talk=true."
    )


class Indicators(BaseModel):
    """The indicators of a period."""

    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    by: SlotKind
    until: datetime | None = Field(description="Hasta qué hecho del diario está contado; null si no hay ninguno.")
    definitions: list[Definition]
    figures: list[IndicatorFigure]
    balances: list[IndicatorBalance]


class VariantFigure(BaseModel):
    """An indicator under one variant of its formula."""

    formula: Formula
    chosen: bool = Field(description="Si es la del contrato.")
    numerator: int
    denominator: int
    value: str | None
    meets: bool | None
    discount: str | None
    sample: FigureEvaluations | None = None


class SensitiveIndicator(BaseModel):
    """An indicator under every variant, the contract's first."""

    definition: Definition
    variants: list[VariantFigure]


class SensitivityReport(BaseModel):
    """The indicators of a period under every variant."""

    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    line: str | None
    queue: str | None
    until: datetime | None
    indicators: list[SensitiveIndicator]


class Period(BaseModel):
    """A closed month with its stored definitions."""

    month: str
    closed_at: datetime
    closed_by: str
    closed_by_name: str
    site_version: str
    definitions: list[Definition]


class Periods(BaseModel):
    """The closed months, the latest first."""

    periods: list[Period]
    closable: list[str] = Field(description="Los meses que terminaron y se pueden cerrar, AAAA-MM, el último primero.")


class PeriodForm(BaseModel):
    """The month to close."""

    model_config = ConfigDict(extra="forbid")

    month: Annotated[str, Field(pattern=MONTH_PATTERN, description="AAAA-MM; debe haber terminado.")]


class IndicatorPeriodQuery(BaseModel):
    """A period by arrival of calls; by default the current month."""

    model_config = ConfigDict(extra="forbid")

    begins: Moment | None = Field(None, alias="from", description="Comienzo de un intervalo de 30 minutos, incluido.")
    ends: Moment | None = Field(None, alias="to", description="Comienzo de un intervalo de 30 minutos, excluido.")
    line: SiteId | None = None
    queue: SiteId | None = None


class IndicatorsQuery(IndicatorPeriodQuery):
    """A period, and the intervals into which it is divided."""

    by: Grouping = Field("period", description="interval: 30 minutos; day y month: locales; period: todo el lapso.")
    queues: bool | None = Field(None, description="Si van las colas además de las líneas: sí, salvo por intervalo.")


class CallsQuery(IndicatorPeriodQuery):
    """Filters for the calls behind a figure."""

    part: Part = Field("numerator", description="La parte de la fracción.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class _Figure(results.Figure, frozen=True, kw_only=True, rename={"written": "value"}, gc=False):
    """An `IndicatorFigure` for msgspec, because pydantic is too slow for a year of intervals."""

    written: str | None
    target: float | None
    meets: bool | None
    discount: str | None


class _Balance(results.BalanceRow, frozen=True, kw_only=True, rename={"is_closed": "closes"}, gc=False):
    """An `IndicatorBalance` for msgspec."""

    is_closed: bool


def encode_indicators(selection: Selection, by: SlotKind, report: IndicatorReport) -> bytes:
    """Encode a report as the JSON of `Indicators`."""
    body = {
        "from": selection.begins,
        "to": selection.ends,
        "by": by,
        "until": report.until,
        "definitions": [present_definition(each).model_dump(mode="json") for each in report.definitions],
        "figures": _figures(report),
        "balances": [_balance(each) for each in report.balances],
    }
    return msgspec.json.encode(body)


def present_definition(source: contract.IndicatorDefinition) -> Definition:
    """Build the response for a definition."""
    fields = msgspec.to_builtins({**msgspec.structs.asdict(source), "unit": source.formula.unit})
    return Definition.model_validate(fields)


def present_sensitivity(
    selection: Selection, until: datetime | None, variants: list[VariantResult]
) -> SensitivityReport:
    """Build the report of all variants."""
    grouped: dict[int, list[VariantResult]] = {}
    for each in variants:
        grouped.setdefault(id(each.definition), []).append(each)
    return SensitivityReport(
        begins=selection.begins,
        ends=selection.ends,
        line=selection.line,
        queue=selection.queue,
        until=until,
        indicators=[
            SensitiveIndicator(
                definition=present_definition(several[0].definition), variants=[_variant(one) for one in several]
            )
            for several in grouped.values()
        ],
    )


def present_period(source: ClosedPeriod) -> Period:
    """Build the response for a closed month."""
    return Period(
        month=source.month,
        closed_at=source.closed_at,
        closed_by=source.closed_by,
        closed_by_name=source.closed_by_name,
        site_version=source.site_version,
        definitions=[present_definition(each) for each in source.definitions],
    )


def _figures(report: IndicatorReport) -> list[_Figure]:
    """Build the figures; each distinct fraction is judged once, because short intervals repeat few of them."""
    judged = {(each.id, each.version): cache(partial(_judgement, each)) for each in report.definitions}
    return [_figure(each, judged[each.indicator, each.version]) for each in report.figures]


def _judgement(source: contract.IndicatorDefinition, numerator: int, denominator: int) -> _Judgement:
    unit = source.formula.unit
    value = None if source.target is None else results.exact_value(numerator, denominator, unit)
    return format_value(numerator, denominator, unit), source.target, *_judge(source, value)


def _figure(figure: results.Figure, judge: Callable[[int, int], _Judgement]) -> _Figure:
    written, target, met, cost = judge(figure.numerator, figure.denominator)
    return _Figure(
        indicator=figure.indicator,
        version=figure.version,
        line=figure.line,
        queue=figure.queue,
        kind=figure.kind,
        starts_at=figure.starts_at,
        numerator=figure.numerator,
        denominator=figure.denominator,
        unit=figure.unit,
        incomplete=figure.incomplete,
        sample=figure.sample,
        written=written,
        target=target,
        meets=met,
        discount=cost,
    )


def _judge(source: contract.IndicatorDefinition, value: Fraction | None) -> tuple[bool | None, str | None]:
    """Return whether a figure reaches its target, and the discount."""
    if value is None:
        return None, None
    return meets_target(source, value), format_percent(discount_percent(source, value)) if source.bands else None


def format_percent(percent: Fraction) -> str:
    """Return a percentage with two decimals, rounded half up."""
    return format_value(percent.numerator, percent.denominator * 100, "percent") or "0.00"


def _balance(row: results.BalanceRow) -> _Balance:
    fields = msgspec.structs.asdict(row)
    fields |= {name: results.written_count(fields[name]) for name in ("anomalous", "set_aside", "without_talk")}
    return _Balance(**fields, is_closed=row.closes)


def _variant(result: VariantResult) -> VariantFigure:
    unit = result.formula.unit
    value = results.exact_value(result.numerator, result.denominator, unit)
    met, cost = _judge(result.definition, value)
    return VariantFigure(
        formula=Formula.model_validate(msgspec.to_builtins(result.formula)),
        chosen=result.chosen,
        numerator=result.numerator,
        denominator=result.denominator,
        value=format_value(result.numerator, result.denominator, unit),
        meets=met,
        discount=cost,
        sample=None if result.sample is None else FigureEvaluations(**msgspec.structs.asdict(result.sample)),
    )
