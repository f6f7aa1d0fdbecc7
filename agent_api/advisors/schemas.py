"""An advisor's state as the API reads and writes it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from eventlog.facts import AdvisorState


class Presence(BaseModel):
    """What an advisor wants to be."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["available", "paused", "offline"]
    reason: str | None = Field(default=None, max_length=40)


class PresenceDetail(BaseModel):
    """What an advisor is now."""

    state: AdvisorState
