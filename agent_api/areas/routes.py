"""``/api/v1/areas``."""

from fastapi import APIRouter

from agent_api.areas.schemas import Areas, areas_of
from agent_api.kit.dates import local_day
from agent_api.kit.deps import Given

router = APIRouter(prefix="/api/v1/areas", tags=["sitio"])


@router.get("", summary="Áreas que responden peticiones, y quién está a cargo hoy")
async def list_areas(deps: Given) -> Areas:
    """Las del sitio en vigor. Para un tema, la matriz puede nombrar a otra persona del área."""
    return areas_of(deps.site, local_day(deps.now()))
