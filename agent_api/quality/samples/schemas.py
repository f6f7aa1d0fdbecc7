"""Schemas of weekly samples."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.ids import SiteId
from eventlog.facts.quality.sample import SampleChannel, SeedCase
from metrics.quality.samples.week import WEEK_PATTERN

WeekId = Annotated[str, Field(pattern=WEEK_PATTERN, description="La semana, como 2026-W47.")]
SampleId = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-W[0-9]{2}-(phone|written)$", description="Semana y canal, como 2026-W47-phone."),
]
ItemId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class SampleSeed(BaseModel):
    """The number of the interventoría for a week."""

    week: str
    commitment: str = Field(description="SHA-256 del número, en hexadecimal.")
    committed_at: datetime
    committed_by_name: str
    number: str | None = Field(description="Null mientras no se revele.")
    revealed_at: datetime | None
    revealed_by_name: str | None


class SampleSeedList(BaseModel):
    """The commitments of the last weeks, the latest first."""

    seeds: list[SampleSeed]


class SeedForm(BaseModel):
    """A commitment for a week."""

    model_config = _STRICT

    week: WeekId
    commitment: str = Field(
        pattern=r"^[0-9a-f]{64}$", description="SHA-256 de un número de 40 cifras, en hexadecimal y minúscula."
    )


class NumberForm(BaseModel):
    """The number that was committed."""

    model_config = _STRICT

    number: str = Field(pattern=r"^[0-9]{40}$", description="Las 40 cifras.")


class SamplePlan(BaseModel):
    """How a sample is drawn, as the site said when the week began."""

    site_version: str
    planned_at: datetime
    confidence: int = Field(description="Nivel de confianza, en porcentaje.")
    margin: str = Field(description="Error máximo, como fracción de 1.")
    expected: str = Field(description="Proporción esperada, como fracción de 1.")
    each_advisor: bool = Field(description="Si cada asesor tiene al menos uno; la estimación se pondera.")
    draws_at: datetime
    reveal_by: datetime = Field(description="Hasta cuándo se espera un número comprometido.")


class SampleSummary(BaseModel):
    """A week and channel with its plan and, once it is drawn, its counts."""

    id: str
    week: str
    channel: SampleChannel
    first_day: date
    last_day: date
    state: Literal["planned", "awaiting_number", "due", "drawn"] = Field(
        description="Planeada; en espera del número de la interventoría; por sortear en cuanto terminen las llamadas "
        "de la semana; sorteada."
    )
    plan: SamplePlan
    seed_case: SeedCase | None = Field(
        description="De qué salió la semilla: cabeza y número, número sin revelar, o cabeza sola."
    )
    population: int | None
    size: int | None
    replaced: int
    drawn_at: datetime | None
    number: SampleSeed | None = Field(description="El compromiso de la semana; null si no hay.")


class SamplePage(BaseModel):
    """A page of samples, the latest week first."""

    samples: list[SampleSummary]
    next: str | None = Field(description="El `before` de la página siguiente; null si no hay más.")


class SampleQuery(BaseModel):
    """Filters for listing samples."""

    model_config = ConfigDict(extra="forbid")

    channel: SampleChannel | None = None
    limit: int = Field(20, ge=1, le=100)
    before: WeekId | None = Field(None, description="Solo las semanas anteriores a esta.")


class SampleStratum(BaseModel):
    """A stratum of a sample."""

    line: str = Field(description="La línea de la llamada, o el canal del ticket.")
    advisor: str | None = Field(description="null para quien evalúa con seudónimos: sus estratos son solo por línea.")
    advisor_name: str | None
    population: int
    size: int


class SampleItem(BaseModel):
    """A call or a ticket of a sample."""

    item: str
    line: str
    advisor: str | None = Field(description="null para quien evalúa con seudónimos.")
    advisor_name: str | None
    position: int = Field(description="Su puesto en el orden del sorteo de su estrato.")
    state: Literal["in_sample", "replaced"]
    replaces: str | None = Field(description="La llamada o el ticket cuyo lugar tomó.")
    reason: str | None = Field(description="El motivo con que se reemplazó.")
    reason_name: str | None
    replaced_at: datetime | None
    replaced_by_name: str | None


class ReplacementReason(BaseModel):
    """A reason of the site to replace an item."""

    id: str
    name: str


class Sample(BaseModel):
    """A sample with its strata and items."""

    summary: SampleSummary
    head_seq: int | None = Field(description="El número del último hecho de la semana.")
    head: str | None = Field(description="La cabeza de la cadena al terminar la semana.")
    seed: str | None
    frame: str | None = Field(description="SHA-256 de los ids de la población.")
    proof: str = Field(description="Qué prueba la semilla, en una frase.")
    strata: list[SampleStratum]
    items: list[SampleItem]
    reasons: list[ReplacementReason] = Field(description="Los motivos del sitio para reemplazar, en su orden.")


class ReplacementForm(BaseModel):
    """The replacement of an item that cannot be evaluated."""

    model_config = _STRICT

    item: ItemId
    reason: SiteId = Field(description="Uno de los motivos del sitio.")
