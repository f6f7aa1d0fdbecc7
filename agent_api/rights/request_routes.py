"""``/api/v1/rights-requests``: rights that one person asked for and another one decides."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, status

from agent_api.access.account_routes import client_address, sign_in_of
from agent_api.access.guard import CurrentPrincipal
from agent_api.access.schemas import PendingRights, ProofForm
from agent_api.access.step_up import step_up
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.rights.presenters import present_request
from agent_api.rights.user_routes import grant_service

router = APIRouter(prefix="/api/v1/rights-requests", tags=["acceso"])
RequestId = Annotated[str, Path(pattern=r"^[0-9a-f]{12}$")]


@router.get("", summary="Lo que espera la aprobación de otra persona")
@requires("users.manage")
async def list_rights_requests(context: ContextDep, principal: CurrentPrincipal) -> list[PendingRights]:
    """Lo que no se ha decidido ni ha vencido, lo más antiguo primero."""
    return [present_request(each) for each in await grant_service(context, principal).list_pending()]


@router.post(
    "/{request_id}/approve",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404, 409, 429),
    summary="Aprobar lo que pidió otra persona",
)
@requires("users.manage")
async def approve_rights_request(
    context: ContextDep, principal: CurrentPrincipal, request: Request, request_id: RequestId, form: ProofForm
) -> None:
    """Vale desde ya. No la aprueba quien la pidió ni a quien se le da."""
    await step_up(sign_in_of(context), principal, form.proof, client_address(request))
    await grant_service(context, principal).approve(request_id)


@router.post(
    "/{request_id}/refuse",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(404, 409, 429),
    summary="Rechazar lo que pidió otra persona, o retirar lo propio",
)
@requires("users.manage")
async def refuse_rights_request(
    context: ContextDep, principal: CurrentPrincipal, request: Request, request_id: RequestId, form: ProofForm
) -> None:
    """No se da nada; un token que se iba a tomar se revoca."""
    await step_up(sign_in_of(context), principal, form.proof, client_address(request))
    await grant_service(context, principal).refuse(request_id)
