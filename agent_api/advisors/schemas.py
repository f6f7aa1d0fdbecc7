"""Schemas of an advisor's presence."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from eventlog.facts import AdvisorState


class Presence(BaseModel):
    """The requested state of an advisor."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["available", "paused", "offline"]
    reason: str | None = Field(default=None, max_length=40)


class PresenceDetail(BaseModel):
    """The current state of an advisor."""

    state: AdvisorState
