"""``/api/v1/areas``."""

from fastapi import APIRouter

from agent_api.areas.schemas import Areas, present_areas
from agent_api.kit.dates import local_date
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.roster.queries import site_today
from storage.postgres.engine import read_connection

router = APIRouter(prefix="/api/v1/areas", tags=["sitio"])


@router.get("", summary="Áreas que responden peticiones, y quién está a cargo hoy")
@requires("ticket.read")
async def list_areas(context: ContextDep) -> Areas:
    """Las del sitio en vigor. Para un tema, la matriz puede nombrar a otra persona del área."""
    async with read_connection(context.engine) as connection:
        site = await site_today(connection, context.site)
    return present_areas(site, local_date(context.now()))
