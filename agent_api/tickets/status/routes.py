"""``/api/v1/calls/{id}/ticket-status`` and ``/api/v1/tickets/{number}/status``."""

from typing import Annotated

from fastapi import APIRouter, Path

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.tickets.status import service
from agent_api.tickets.status.schemas import StatusAnswer, StatusForm, StatusTerms, TicketStatus

router = APIRouter(prefix="/api/v1", tags=["tickets"])
Number = Annotated[str, Path(max_length=40)]


@router.get("/calls/{call_id}/ticket-status", responses=responses(404, 409), summary="Qué se pide para leer un estado")
@requires("ticket.status")
async def get_status_terms(context: ContextDep, principal: CurrentPrincipal, call_id: CallId) -> StatusTerms:
    """Según el sitio, y cuántos intentos le quedan a la llamada que usted atiende."""
    return await service.status_terms(context, principal, call_id, context.now())


@router.post("/calls/{call_id}/ticket-status", responses=responses(404, 409), summary="Leer cómo va un radicado")
@requires("ticket.status")
async def ask_status(
    context: ContextDep, principal: CurrentPrincipal, call_id: CallId, form: StatusForm
) -> StatusAnswer:
    """De cualquier petición, con el radicado y lo que pide el sitio; del cliente verificado, sin preguntar más.

    `number_misread`: una cifra del radicado está mal; no gasta intentos. `ticket_status_closed`: ya no quedan. Cada
    lectura queda en el registro.
    """
    return await service.ask_status(context, principal, call_id, form, context.now())


@router.get("/tickets/{number}/status", responses=responses(404), summary="Cómo va un ticket que usted puede seguir")
@requires("ticket.read")
async def get_status(context: ContextDep, principal: CurrentPrincipal, number: Number) -> TicketStatus:
    """En frases para leer en voz alta. De quien lo radicó, lo tiene o lo escaló, sin datos del cliente."""
    return await service.status_of(context, principal, number)
