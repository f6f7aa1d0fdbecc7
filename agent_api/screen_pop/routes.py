"""``/api/v1/calls/{id}/pop``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.customers.caller_numbers import caller_numbers_of
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
async def tell_pop(context: ContextDep, principal: CurrentPrincipal, call_id: CallId) -> ScreenPop:
    """Para el asesor que tiene la llamada o la tuvo hoy."""
    now = context.now()
    call = await find_own_call(context.router, context.journal, principal.user, call_id, now)
    site = await context.load_site_version(call.site_version)
    return await build_screen_pop(
        context.engine,
        context.cipher,
        site,
        call_id,
        call,
        viewer=principal.actor,
        numbers=caller_numbers_of(context),
        with_number=principal.has_permission("number.read"),
        now=now,
    )
