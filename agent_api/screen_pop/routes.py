"""``/api/v1/calls/{id}/pop``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.dispositions.ownership import find_own_call
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.screen_pop.schemas import ScreenPop
from agent_api.screen_pop.service import build_screen_pop

router = APIRouter(prefix="/api/v1/calls", tags=["llamadas"])


@router.get("/{call_id}/pop", responses=responses(404), summary="La pantalla emergente de una llamada")
@requires("desk.use")
async def tell_pop(deps: ContextDep, who: CurrentPrincipal, call_id: CallId) -> ScreenPop:
    """Para el asesor que tiene la llamada o la tuvo hoy."""
    now = deps.now()
    call = await find_own_call(deps.router, deps.journal, who.user, call_id, now)
    site = await deps.site_of(call.site_version)
    return await build_screen_pop(deps, call_id, call, who.actor, now, with_number=who.may("number.read"), site=site)
