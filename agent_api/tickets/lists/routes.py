"""``/api/v1/ticket-counts``, ``/api/v1/tickets/exports`` and ``/api/v1/tickets/bulk-steps``."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.exports.files import MEDIA_TYPES
from agent_api.exports.schemas import FILE_RESPONSES, file_headers
from agent_api.kit.dates import local_date
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.tickets.lists import bulk_steps, export
from agent_api.tickets.lists.schemas import BulkStepForm, BulkStepReport, TicketExportForm
from agent_api.tickets.presenters import present_counts
from agent_api.tickets.queries.counts import count_list
from agent_api.tickets.schemas import IdempotencyKey, TicketCounts, TicketFilters

router = APIRouter(prefix="/api/v1", tags=["tickets"])


@router.get("/ticket-counts", summary="Cuántos tickets hay en una lista")
@requires("ticket.read")
async def count_tickets(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[TicketFilters, Query()]
) -> TicketCounts:
    """Con los filtros de la lista: en total, por estado, por semáforo y por responsable, de los que usted puede ver."""
    return present_counts(await count_list(context, principal, query))


@router.post(
    "/tickets/exports",
    response_class=Response,
    responses={**FILE_RESPONSES, **responses(409)},
    summary="Una lista de tickets como archivo",
)
@requires("list.export")
async def export_ticket_list(context: ContextDep, principal: CurrentPrincipal, form: TicketExportForm) -> Response:
    """Lo que muestra la lista, con sus filtros, su orden y sus columnas, de los tickets que usted puede ver.

    No trae datos de los peticionarios. Que se exportó, con qué filtros y cuántas filas queda en el registro.
    """
    content = await export.export_tickets(context, principal, form)
    headers = file_headers(f"tickets-{local_date(context.now())}", form.format)
    return Response(content, media_type=MEDIA_TYPES[form.format], headers=headers)


@router.post("/tickets/bulk-steps", summary="Dar un paso en varios tickets")
@requires("ticket.work")
async def take_bulk_steps(
    context: ContextDep,
    principal: CurrentPrincipal,
    form: BulkStepForm,
    idempotency_key: Annotated[IdempotencyKey | None, Header()] = None,
) -> BulkStepReport:
    """Tomar, asignar o anotar. Cada ticket cumple sus reglas: los que no se pudieron quedan dichos, con el motivo.

    Con `Idempotency-Key`, la misma solicitud otra vez no repite el paso en los tickets en que ya se dio.
    """
    return await bulk_steps.take_steps(context, principal, form, idempotency_key or "", context.now)
