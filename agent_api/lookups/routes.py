"""``/api/v1/lookups``, and lookups for a call: ``/api/v1/calls/{call_id}/lookups/{lookup}``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.lookups import service
from agent_api.lookups.schemas import AvailableLookupList, LookupAnswer, LookupForm, LookupId

router = APIRouter(prefix="/api/v1", tags=["consultas"])


@router.get("/lookups", summary="Las consultas que puede hacer")
@requires("lookup.make")
async def list_lookups(context: ContextDep, principal: CurrentPrincipal) -> AvailableLookupList:
    """Según sus roles, por nombre."""
    return AvailableLookupList(items=service.list_offered(context.site.lookups, principal))


@router.post("/calls/{call_id}/lookups/{lookup}", responses=responses(403, 404), summary="Consultar otro sistema")
@requires("lookup.make")
async def look_up(
    context: ContextDep, principal: CurrentPrincipal, call_id: CallId, lookup: LookupId, form: LookupForm
) -> LookupAnswer:
    """Sobre el cliente cuya identidad se verificó en esta llamada; antes, 403 con `identity_required`.

    Si quien habla no puede tener los datos, 403 con `speaker_not_allowed`, qué hacer y la razón en `reason`.
    Cada consulta queda en el registro, sin los datos. Si el sistema no responde, la respuesta es `not_available` con la
    razón, y la llamada sigue.
    """
    return await service.look_up(context, principal, call_id, lookup, form, now=context.now())
