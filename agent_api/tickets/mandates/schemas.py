"""Schemas of the checked mandates of a customer."""

from datetime import date

from pydantic import BaseModel, Field

from agent_api.mandates.schemas import MandateDetail, NamedPetitioner


class CheckedMandate(BaseModel):
    """A representative of a customer, with a document that was found sufficient and has not expired."""

    representative: NamedPetitioner
    mandate: MandateDetail
    until: date | None = Field(description="Hasta cuándo vale, según esa revisión.")
    ticket: str = Field(description="El radicado en que se revisó, o vacío si fue en una llamada.")
    checked_by: str = Field(description="Quién la revisó en la llamada, o vacío.")


class CheckedMandateList(BaseModel):
    """The checked mandates of the customer of a call, without repetition."""

    items: list[CheckedMandate] = Field(description="Primero las revisadas en llamadas, y las más recientes.")
