"""Help marks of a user, as the API reads and writes them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from agent_api.access.permissions import Role
from agent_api.help.domain.release import RELEASE_PATTERN

Release = Annotated[str, Field(pattern=RELEASE_PATTERN)]


class HelpMarks(BaseModel):
    """The tours and the news that the user has seen."""

    version: Release = Field(description="La versión instalada de Atención.")
    tours: list[Role] = Field(description="Los roles cuyo recorrido terminó u omitió.")
    news: Release | None = Field(description="La última versión cuyos cambios vio; null si nunca se le han mostrado.")


class NewsSeen(BaseModel):
    """The release whose news the user has seen."""

    model_config = ConfigDict(extra="forbid")

    version: Release = Field(description="La que decía `version` cuando se mostró.")
