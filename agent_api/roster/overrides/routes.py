"""``/api/v1/roster/queue-overrides``, and the change of each advisor."""

from typing import Annotated

from fastapi import APIRouter, Path

from agent_api.access.guard import CurrentPrincipal
from agent_api.access.users import USERNAME
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.roster.overrides import presenters, service
from agent_api.roster.overrides.schemas import QueueOverrideForm, QueueOverrides

router = APIRouter(prefix="/api/v1/roster", tags=["puestos y ausencias"])
Advisor = Annotated[str, Path(pattern=USERNAME)]


@router.get("/queue-overrides", summary="Cambios de colas de ahora")
@requires("roster.read")
async def list_queue_overrides(context: ContextDep) -> QueueOverrides:
    """Quiénes atienden ahora otras colas que las asignadas, y los últimos cambios que terminaron."""
    return await presenters.present_overrides(context)


@router.put(
    "/advisors/{advisor}/queue-override",
    responses=responses(400, 404),
    summary="Cambiar las colas que un asesor atiende ahora",
)
@requires("roster.manage")
async def start_queue_override(
    context: ContextDep, principal: CurrentPrincipal, advisor: Advisor, form: QueueOverrideForm
) -> QueueOverrides:
    """Vale enseguida y se devuelve sola. La llamada que tenga, o que le timbre, sigue igual."""
    applied = await service.start_override(context, principal, advisor, form)
    return await presenters.present_overrides(context, applied=applied)


@router.delete(
    "/advisors/{advisor}/queue-override", responses=responses(404), summary="Devolver las colas de un asesor"
)
@requires("roster.manage")
async def end_queue_override(context: ContextDep, principal: CurrentPrincipal, advisor: Advisor) -> QueueOverrides:
    """Vuelve a las colas que tiene asignadas. Repetirlo no cambia nada."""
    applied = await service.end_override(context, principal, advisor)
    return await presenters.present_overrides(context, applied=applied)
