"""Schemas of sealed periods."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from metrics.indicators.periods import MONTH_PATTERN


class SealedPeriod(BaseModel):
    """A closed month as a file that can be verified on another machine."""

    id: str = Field(description="El mes, como 2026-11.")
    month: str
    state: Literal["asked", "sealed", "failed"] = Field(
        description="Pedido y en espera; sellado, y entonces el archivo se puede descargar; o no se pudo (`why`)."
    )
    why: str = Field(description="Por qué no se pudo sellar, o qué falta todavía; vacío en los demás casos.")
    asked_at: datetime
    asked_by: str
    sealed_at: datetime | None
    first: int | None = Field(description="El número del primer hecho.")
    last: int | None = Field(description="El del último: desde él nada cambia ya una cifra del mes.")
    head: str | None = Field(description="La huella de la cadena hasta el último hecho, en hexadecimal.")
    size: int | None = Field(description="Cuántos bytes tiene el archivo.")
    digest: str | None = Field(description="El SHA-256 del archivo, en hexadecimal.")
    public_key: str | None = Field(description="La llave pública de la firma (Ed25519), en hexadecimal.")


class SealedPeriodList(BaseModel):
    """Sealed periods, the latest month first."""

    periods: list[SealedPeriod]


class SealRequest(BaseModel):
    """The month to seal."""

    model_config = ConfigDict(extra="forbid")

    month: str = Field(pattern=MONTH_PATTERN, description="Un mes cerrado, como 2026-11.")
