"""What a user has seen of the help, as the API reads and writes it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from agent_api.access.permissions import Role
from agent_api.help.domain.release import RELEASE_PATTERN

Release = Annotated[str, Field(pattern=RELEASE_PATTERN)]


class HelpMarks(BaseModel):
    """What the user has seen of the help."""

    version: Release = Field(description="La versión instalada de Atención.")
    tours: list[Role] = Field(description="Los roles cuyo recorrido terminó u omitió.")
    news: Release | None = Field(
        description="La última versión cuyas novedades vio; null si nunca se le ha mostrado ninguna."
    )


class NewsSeen(BaseModel):
    """The release whose news the user has seen."""

    model_config = ConfigDict(extra="forbid")

    version: Release = Field(description="La que decía `version` cuando se mostraron.")
