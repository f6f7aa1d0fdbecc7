"""Schemas of lookups."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from config.site.customers.lookups import LookupKey, ValueKind
from eventlog.facts.customers.lookup import LookupResult, MaybeReason

LookupId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="De GET /api/v1/lookups.")]


class AvailableLookup(BaseModel):
    """A lookup that the user may make."""

    id: str
    name: str
    about: str = Field(description="Cuándo hacerla.")
    system: str = Field(description="El sistema que se consulta.")
    key: LookupKey = Field(description="Con qué dato del cliente; «credit» pide el número del crédito.")


class AvailableLookupList(BaseModel):
    """All lookups that the user may make."""

    items: list[AvailableLookup]


class LookupForm(BaseModel):
    """The input of a lookup besides the call's customer."""

    model_config = ConfigDict(extra="forbid")

    credit: str | None = Field(
        None, pattern=r"^[A-Za-z0-9-]{1,30}$", description="El número del crédito, si la consulta lo pide."
    )


class LookupColumn(BaseModel):
    """A displayed value of each row."""

    label: str
    kind: ValueKind
    sensitive: bool = Field(description="La pantalla lo cubre hasta que se pida.")


class LookupValue(BaseModel):
    """A value of a row."""

    value: str | None = Field(description="Para programas: pesos con dos decimales, fechas como 2026-11-25.")
    told: str = Field(description="Para mostrar; vacío si no hay.")


class LookupAnswer(BaseModel):
    """The result of a lookup."""

    lookup: str
    name: str
    system: str
    result: LookupResult
    reason: MaybeReason = Field(description="Por qué no está disponible; si no, vacío.")
    told: str = Field(description="Qué pasó y qué hacer, en una frase.")
    columns: list[LookupColumn]
    rows: list[list[LookupValue]]
    more: bool = Field(description="Hay más filas de las que se muestran.")
    duration_ms: int
