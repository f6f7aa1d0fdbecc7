"""Schemas of the charts: exact fractions, each with the calls of its time beside it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from agent_api.indicators.schemas import Definition, Grouping, IndicatorPeriodQuery

PrintedFigure = Annotated[
    str | None, Field(description="Con dos decimales, la mitad hacia arriba; null sin qué contar.")
]


class SeriesQuery(IndicatorPeriodQuery):
    """A period of a line and a queue, and how it is cut."""

    by: Grouping = Field("day", description="interval: 30 minutos; day y month: locales; period: todo el lapso.")


class SeriesPoint(BaseModel):
    """A figure with the calls of the same time."""

    starts_at: datetime
    version: str = Field(description="La versión de la definición; vacía si no había qué contar.")
    numerator: int = Field(description="En segundos: la suma en milisegundos.")
    denominator: int
    value: PrintedFigure
    target: float | None
    meets: bool | None = Field(description="Si cumple la meta; null sin meta o sin qué contar.")
    incomplete: bool = Field(description="Faltan datos de este lapso: se marca y no se rellena.")
    entered: int = Field(description="Llamadas que ingresaron; de una cola, las que entraron a ella.")
    answered: int
    abandoned: int = Field(description="Las que abandonaron la cola.")


class IndicatorSeries(BaseModel):
    """An indicator over time; times without a call and without a figure are left out."""

    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    by: Grouping
    until: datetime | None = Field(description="Hasta qué hecho del diario está contado; null si no hay ninguno.")
    definition: Definition = Field(description="La última versión vigente.")
    points: list[SeriesPoint]


class WeekHour(BaseModel):
    """A figure of one hour of a weekday, over all its days of the period."""

    weekday: int = Field(description="1: lunes; 7: domingo.")
    hour: int = Field(description="De 0 a 23, hora de Colombia.")
    numerator: int = Field(description="En segundos: la suma en milisegundos.")
    denominator: int
    value: PrintedFigure
    meets: bool | None = Field(description="Si cumple la meta; null sin meta o sin qué contar.")
    incomplete: bool = Field(description="Faltan datos de alguno de sus días.")
    entered: int = Field(description="Llamadas que ingresaron; de una cola, las que entraron a ella.")
    answered: int
    abandoned: int = Field(description="Las que abandonaron la cola.")


class WeekHours(BaseModel):
    """An indicator by weekday and hour; hours without a call and without a figure are left out."""

    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    until: datetime | None = Field(description="Hasta qué hecho del diario está contado; null si no hay ninguno.")
    definition: Definition = Field(description="La última versión vigente.")
    days: list[int] = Field(description="Cuántos días de cada día de la semana tiene el período, de lunes a domingo.")
    hours: list[WeekHour]
