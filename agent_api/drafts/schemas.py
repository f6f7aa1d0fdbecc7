"""Schemas of drafts."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Form = dict[str, Any]


class DraftForm(BaseModel):
    """An unfinished form, and the revision on which it is based."""

    model_config = ConfigDict(extra="forbid")

    revision: int = Field(ge=0, le=2**31 - 2, strict=True, description="La revisión leída; 0 si no había borrador.")
    form: Form


class Draft(BaseModel):
    """An unfinished form; revision 0 and no form if there is none."""

    revision: int
    form: Form | None
    updated_at: datetime | None
