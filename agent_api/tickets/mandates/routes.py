"""``/api/v1/calls/{call_id}/speaker/mandates``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.tickets.mandates import service
from agent_api.tickets.mandates.schemas import CheckedMandateList

router = APIRouter(prefix="/api/v1", tags=["titularidad"])


@router.get("/calls/{call_id}/speaker/mandates", responses=responses(403, 404), summary="Acreditaciones ya revisadas")
@requires("identity.verify")
async def list_checked_mandates(
    context: ContextDep, principal: CurrentPrincipal, call_id: CallId
) -> CheckedMandateList:
    """Las del cliente cuya identidad verificó la llamada, vigentes hoy; antes, 403 con `identity_required`.

    Evitan escribirlas otra vez: en esta llamada alguien revisa que quien habla sea esa persona.
    """
    return CheckedMandateList(items=await service.list_mandates(context, principal, call_id, context.now()))
