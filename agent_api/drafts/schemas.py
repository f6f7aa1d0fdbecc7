"""Drafts as the API reads and writes them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Form = dict[str, Any]


class DraftForm(BaseModel):
    """A half-filled form, and the revision that it was made from."""

    model_config = ConfigDict(extra="forbid")

    revision: int = Field(ge=0, le=2**31 - 2, strict=True, description="La revisión leída; 0 si no había borrador.")
    form: Form


class Draft(BaseModel):
    """A half-filled form; revision 0 and no form when there is none."""

    revision: int
    form: Form | None
    updated_at: datetime | None
