"""``/api/v1/site/drafts/{draft_id}/test-call``, and the lines and menus of a draft."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.simulations.presenters import present_site
from agent_api.simulations.schemas import SimulatorSite
from agent_api.site_admin.draft_calls import presenters, service
from agent_api.site_admin.draft_calls.schemas import DraftCallForm, DraftCallOut
from agent_api.site_admin.schemas import DraftId

router = APIRouter(prefix="/api/v1/site/drafts/{draft_id}", tags=["sitio"])


@router.get("/test-call", responses=responses(), summary="El número de prueba de un borrador")
@requires("site.read")
async def get_draft_test_call(context: ContextDep, principal: CurrentPrincipal, draft_id: DraftId) -> DraftCallOut:
    """El número y el código, hasta cuándo atiende, y lo que pasa en cada llamada mientras pasa."""
    return await _read(context, principal, draft_id)


@router.post("/test-call", responses=responses(400, 404, 409, 503), summary="Abrir un borrador en el número de prueba")
@requires("site.edit")
async def open_draft_test_call(
    context: ContextDep, principal: CurrentPrincipal, draft_id: DraftId, form: DraftCallForm
) -> DraftCallOut:
    """Quien marque el número y el código oye por un tiempo la última revisión. Ningún teléfono suena ni se cuenta."""
    await service.open_call(context, principal, draft_id, form)
    return await _read(context, principal, draft_id)


@router.delete("/test-call", responses=responses(503), summary="Cerrar el número de prueba de un borrador")
@requires("site.edit")
async def end_draft_test_call(context: ContextDep, principal: CurrentPrincipal, draft_id: DraftId) -> DraftCallOut:
    """Las llamadas que haya se despiden y terminan."""
    await service.end_call(context, principal, draft_id)
    return await _read(context, principal, draft_id)


@router.get("/simulator-site", responses=responses(404, 409), summary="Las líneas y los menús de un borrador")
@requires("site.read")
async def get_draft_simulator_site(context: ContextDep, draft_id: DraftId) -> SimulatorSite:
    """Como los trae el simulador, de la última revisión del borrador."""
    return present_site(context, await service.read_draft_site(context, draft_id))


async def _read(context: ApiContext, principal: Principal, draft_id: str) -> DraftCallOut:
    now, opening = context.now(), await service.find_opening(context)
    shown = None
    if opening is not None and opening.draft == draft_id:
        shown = presenters.present_opening(context, principal, now, *await service.read_opening(context, opening))
    return presenters.present_number(context, now, draft_id, opening, shown)
