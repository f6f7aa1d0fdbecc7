"""``/api/v1/figures``, and the tickets behind an indicator."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.exports.files import MEDIA_TYPES
from agent_api.exports.schemas import FILE_RESPONSES, file_headers
from agent_api.indicators.breakdowns.export import export_table
from agent_api.indicators.breakdowns.schemas import (
    AdvisorTable,
    BreakdownExportForm,
    BreakdownQuery,
    ContactQuery,
    ContactReasons,
    TicketBehindPage,
    TicketsBehindQuery,
    Timeliness,
)
from agent_api.indicators.breakdowns.tables import advisors_of, reasons_of, timeliness_of
from agent_api.indicators.breakdowns.tickets import list_due_tickets, list_tickets_behind
from agent_api.kit.dates import local_date
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import SiteId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1", tags=["indicadores"])


@router.get("/figures/timeliness", responses=responses(400), summary="Oportunidad por área, nivel y responsable")
@requires("ticket.read")
async def get_timeliness(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[BreakdownQuery, Query()]
) -> Timeliness:
    """Respondidos en el término legal ÷ por responder. Quien no lee las cifras del contrato ve solo lo suyo."""
    return await timeliness_of(context, principal, query)


@router.get("/figures/timeliness/tickets", responses=responses(400), summary="Los tickets de la oportunidad")
@requires("ticket.read")
async def list_due_tickets_of_table(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[TicketsBehindQuery, Query()]
) -> TicketBehindPage:
    """Los de un área, un nivel o un responsable, los últimos primero. Quien no lee las cifras ve solo los suyos."""
    return await list_due_tickets(context, principal, query)


@router.get("/figures/reasons", responses=responses(400), summary="Motivos de contacto")
@requires("service_level.read")
async def get_contact_reasons(context: ContextDep, query: Annotated[ContactQuery, Query()]) -> ContactReasons:
    """Llamadas tipificadas por tipología, línea y semana; cada una con su última tipología."""
    return await reasons_of(context, query)


@router.get("/figures/advisors", responses=responses(400), summary="Cifras por asesor")
@requires("service_level.read")
async def get_advisor_figures(context: ContextDep, query: Annotated[ContactQuery, Query()]) -> AdvisorTable:
    """TMO, esperas, transferencias, llamadas sin tipificar y respuestas de la encuesta, con sus denominadores."""
    return await advisors_of(context, query)


@router.post(
    "/figures/exports",
    response_class=Response,
    responses={**FILE_RESPONSES, **responses(400, 404, 409)},
    summary="Una tabla de cifras como archivo",
)
@requires("ticket.read")
async def export_figures(context: ContextDep, principal: CurrentPrincipal, form: BreakdownExportForm) -> Response:
    """Lo que muestra la pantalla. Que se exportó, con qué filtros y cuántas filas queda en el registro."""
    content = await export_table(context, principal, form)
    headers = file_headers(f"cifras-{form.table}-{local_date(context.now())}", form.format)
    return Response(content, media_type=MEDIA_TYPES[form.format], headers=headers)


@router.get("/indicators/{indicator}/tickets", responses=responses(404, 409), summary="Los tickets detrás de una cifra")
@requires("ticket.read")
async def list_tickets_of_figure(
    context: ContextDep,
    principal: CurrentPrincipal,
    indicator: SiteId,
    query: Annotated[TicketsBehindQuery, Query()],
) -> TicketBehindPage:
    """Los del numerador o los del denominador, los últimos primero. Quien no lee las cifras ve solo los suyos."""
    return await list_tickets_behind(context, principal, indicator, query)
