"""``/api/v1/incidents``, ``/api/v1/availability`` and ``/api/v1/data-gaps``."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.incidents import service
from agent_api.incidents.availability import gaps_of, month_availability
from agent_api.incidents.certificate import certificate_of, pdf_of
from agent_api.incidents.schemas import (
    AvailabilityQuery,
    ClosingForm,
    DataGaps,
    IncidentDetail,
    IncidentForm,
    IncidentId,
    IncidentNoteForm,
    IncidentPage,
    IncidentPeriodQuery,
    IncidentQuery,
    MonthAvailability,
)
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

MEDIA_TYPE = "application/pdf"
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"description": "El certificado", "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
}
router = APIRouter(prefix="/api/v1", tags=["incidentes"])


@router.get("/incidents", summary="Incidentes y su efecto en las llamadas")
@requires("incident.read")
async def list_incidents(context: ContextDep, query: Annotated[IncidentQuery, Query()]) -> IncidentPage:
    """Primero el último que empezó."""
    return await service.list_incidents(context.engine, context.cipher, context.site, query, now=context.now())


@router.post("/incidents", status_code=201, responses=responses(400), summary="Abrir un incidente")
@requires("incident.write")
async def open_incident(context: ContextDep, principal: CurrentPrincipal, form: IncidentForm) -> IncidentDetail:
    """Lo que vio una persona: una falla del operador, una novedad. Las caídas de lo vigilado se abren solas."""
    return await service.open_incident(context, principal, form)


@router.get("/incidents/{incident_id}", responses=responses(404), summary="Un incidente con sus notas")
@requires("incident.read")
async def get_incident(context: ContextDep, incident_id: IncidentId) -> IncidentDetail:
    """Su efecto se cuenta de nuevo cada vez, del registro."""
    return await service.incident_story(context.engine, context.cipher, context.site, incident_id, now=context.now())


@router.post("/incidents/{incident_id}/notes", status_code=201, responses=responses(404), summary="Agregar una nota")
@requires("incident.write")
async def add_incident_note(
    context: ContextDep, principal: CurrentPrincipal, incident_id: IncidentId, form: IncidentNoteForm
) -> IncidentDetail:
    """Abierto o cerrado. Una nota no se cambia ni se borra."""
    return await service.add_note(context, principal, incident_id, form.text)


@router.post("/incidents/{incident_id}/close", responses=responses(404, 409), summary="Cerrar un incidente")
@requires("incident.write")
async def close_incident(
    context: ContextDep, principal: CurrentPrincipal, incident_id: IncidentId, form: ClosingForm
) -> IncidentDetail:
    """Uno que abrió una persona; los de la vigilancia se cierran solos cuando el sistema vuelve."""
    return await service.close_incident(context, principal, incident_id, form)


@router.get("/availability", summary="Disponibilidad de cada sistema en un mes")
@requires("incident.read")
async def get_availability(context: ContextDep, query: Annotated[AvailabilityQuery, Query()]) -> MonthAvailability:
    """Segundos disponibles ÷ segundos comprometidos. El tiempo sin dato va aparte y no cuenta como disponible."""
    return await month_availability(context.engine, context.site, query.month, context.now())


@router.get("/data-gaps", summary="Vacíos de datos de un lapso")
@requires("incident.read")
async def list_gaps(context: ContextDep, query: Annotated[IncidentPeriodQuery, Query()]) -> DataGaps:
    """Lo que no se sabe, desde cuándo y hasta cuándo. Un vacío se certifica; nunca se rellena."""
    return await gaps_of(context.engine, context.site, query.begins, query.ends, context.now())


@router.get(
    "/data-gaps/certificate", response_class=Response, responses=_PDF, summary="Certificado de vacíos de datos, en PDF"
)
@requires("incident.read")
async def get_gap_certificate(context: ContextDep, query: Annotated[IncidentPeriodQuery, Query()]) -> Response:
    """Los vacíos de un lapso con la cabeza de la cadena de hechos en ese momento."""
    certificate = await certificate_of(context.engine, context.site, query.begins, query.ends, now=context.now())
    headers = {"Content-Disposition": f'inline; filename="{certificate.file_name}"', "Cache-Control": "no-store"}
    return Response(await asyncio.to_thread(pdf_of, certificate), media_type=MEDIA_TYPE, headers=headers)
