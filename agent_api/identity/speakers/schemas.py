"""Schemas of who speaks in a call."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent_api.kit.dates import Day
from agent_api.mandates.domain.state import MandateState
from agent_api.mandates.schemas import MandateDetail, MandateForm, NamedPetitioner
from eventlog.facts.customers.speaker import MandateCoverage, SpeakerKind


class SpeakerForm(BaseModel):
    """The statement of the person on the line."""

    model_config = ConfigDict(extra="forbid")

    speaker: SpeakerKind
    representative: NamedPetitioner | None = Field(
        None, description="Quien actúa por el titular; va con «mandate», y solo si es representante o apoderado."
    )
    mandate: MandateForm | None = Field(None, description="El documento con que actúa.")

    @model_validator(mode="after")
    def check_person(self) -> Self:
        """Refuse a person without a document, a document without a person, and either with another speaker."""
        if (self.representative is None) != (self.mandate is None):
            raise ValueError("Diga quién actúa por el titular y con qué documento: van los dos o ninguno.")
        if self.mandate is not None and self.mandate.kind != self.speaker:
            raise ValueError("La acreditación no corresponde a quien habla.")
        return self


class MandateCheckForm(BaseModel):
    """The result of the check of the speaker's mandate."""

    model_config = ConfigDict(extra="forbid")

    coverage: MandateCoverage = Field(
        description="Para qué alcanza: nada, los datos de la ficha, o también consultar otros sistemas."
    )
    until: Day | None = Field(None, description="Último día en que alcanza; sin él, no vence.")


class CallSpeaker(BaseModel):
    """The speaker of a call, with the obstacles to saying data to them."""

    speaker: SpeakerKind
    speaker_name: str
    representative: NamedPetitioner | None
    mandate: MandateDetail | None
    state: MandateState = Field(description="De la acreditación; vacío si no hay.")
    state_name: str
    coverage: MandateCoverage | None = Field(description="Para qué alcanza; null mientras nadie la revise.")
    until: date | None
    record_obstacle: str = Field(
        description="Por qué no se le dan datos del titular verificado y qué hacer; vacío si se le dan."
    )
    lookup_obstacle: str = Field(description="Lo mismo, de las consultas en otros sistemas.")
