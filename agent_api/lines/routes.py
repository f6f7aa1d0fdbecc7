"""``/api/v1/lines``: the lines of the site in force."""

from fastapi import APIRouter
from pydantic import BaseModel

from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import SIGNED_IN, requires

router = APIRouter(prefix="/api/v1", tags=["sitio"])


class Line(BaseModel):
    """A line that people dial."""

    id: str
    name: str


class Lines(BaseModel):
    """The lines of the site, in its order."""

    lines: list[Line]


@router.get("/lines", summary="Las líneas del sitio")
@requires(SIGNED_IN)
async def list_lines(context: ContextDep) -> Lines:
    """Con el nombre que se muestra a las personas, en el orden en que están escritas."""
    return Lines(lines=[Line(id=line.id, name=line.name) for line in context.site.lines.values()])
