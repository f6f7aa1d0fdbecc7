"""Schemas of the daily heads of the chain."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Day


class DayHead(BaseModel):
    """The last link of the chain of facts of a day."""

    day: date = Field(description="El día, en hora de Colombia.")
    seq: int = Field(description="El número del último hecho de ese día.")
    hash: str = Field(description="La huella de la cadena hasta él, en hexadecimal.")
    anchor: str = Field(description="Las dos cosas como las recibe `atencion verify --anchor`.")
    told_at: datetime = Field(description="Cuándo quedó escrita.")
    recipients: int = Field(description="A cuántas direcciones se envió.")


class DayHeadPage(BaseModel):
    """A page of heads, the latest day first."""

    heads: list[DayHead]
    next: date | None = Field(description="El `before` de la página siguiente; null si no hay más.")


class DayHeadQuery(BaseModel):
    """Parameters for listing heads."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(31, ge=1, le=400)
    before: Day | None = Field(None, description="Solo los días anteriores a este.")
