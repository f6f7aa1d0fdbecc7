"""Schemas of erasures."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_api.erasure.domain.plan import Kind, Reason

CreditSaid = Literal["none", "settled", "in_force"]
_REQUEST = "El radicado de la solicitud del titular: un reclamo o una consulta de datos personales."
_CREDIT = (
    "Lo que se sabe de sus créditos: `settled` si están pagados, `in_force` si debe alguno. Si no se dice, se toma por "
    "vigente todo crédito o vínculo que esté en el registro."
)


class ErasureQuery(BaseModel):
    """The request whose erasure is previewed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    request: str = Field(min_length=11, max_length=20, description=_REQUEST)
    credit: CreditSaid | None = Field(None, description=_CREDIT)


class ErasureForm(ErasureQuery):
    """An order to erase data."""

    act: str = Field(
        min_length=1, max_length=80, description="El acto que lo decide, con número y fecha: «Resolución 123 de 2026»."
    )
    reason: str = Field(min_length=1, max_length=400, description="Por qué procede; queda cifrado con la supresión.")


class ErasedKind(BaseModel):
    """Number of erased items of a kind."""

    kind: Kind
    name: str = Field(description="Cómo se lee: «correos enviados».")
    count: int


class RetainedKind(ErasedKind):
    """Number of kept items of a kind, with the reason."""

    reason: Reason
    why: str = Field(description="La razón, como se le dice al titular.")
    until: date | None = Field(description="El último día del deber de conservar; null si no lo fija una fecha.")
    petitions: list[str] = Field(description="Los radicados de los que hacen parte.")


class ErasureReport(BaseModel):
    """The effect of an erasure, planned or done."""

    request: str
    act: str | None = Field(description="null mientras no se ha hecho.")
    at: datetime | None = Field(description="Cuándo se hizo; null mientras no se ha hecho.")
    decided_by: str | None
    repeated: bool = Field(description="Ya se había hecho y no quedaba nada por suprimir.")
    credit: CreditSaid = Field(description="Lo que se tuvo por cierto de sus créditos.")
    erased: list[ErasedKind]
    kept: list[RetainedKind]
    answer: str = Field(description="Los párrafos para la respuesta al titular: qué se suprime, qué no y por qué.")
