"""``/api/v1/quality/visits``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.quality.visits import service
from agent_api.quality.visits.schemas import (
    NewVisit,
    SavedVisit,
    VisitDetail,
    VisitDiscardForm,
    VisitDraftForm,
    VisitId,
    VisitPage,
    VisitQuery,
    VisitSignatureForm,
)

router = APIRouter(prefix="/api/v1/quality/visits", tags=["calidad"])


@router.get("", summary="Visitas de calidad")
@requires("visit.read")
async def list_visits(context: ContextDep, query: Annotated[VisitQuery, Query()]) -> VisitPage:
    """Primero la última que se comenzó."""
    return await service.list_visits(context, query, parse_cursor(query.cursor))


@router.post("", status_code=201, responses=responses(409), summary="Comenzar una visita de calidad")
@requires("visit.write")
async def begin_visit(context: ContextDep, principal: CurrentPrincipal, form: NewVisit) -> VisitDetail:
    """Con el formulario del sitio vigente ese día, que conserva aunque cambie."""
    return await service.read_visit(context, principal, await service.begin_visit(context, principal, form))


@router.get("/{visit_id}", responses=responses(404), summary="Una visita de calidad")
@requires("visit.read")
async def get_visit(context: ContextDep, principal: CurrentPrincipal, visit_id: VisitId) -> VisitDetail:
    """Con su formulario y sus respuestas."""
    return await service.read_visit(context, principal, visit_id)


@router.put("/{visit_id}", responses=responses(404, 409), summary="Guardar una visita sin firmar")
@requires("visit.write")
async def save_visit(
    context: ContextDep, principal: CurrentPrincipal, visit_id: VisitId, form: VisitDraftForm
) -> SavedVisit:
    """Como se escribe: puede estar incompleta. Si otra ventana la cambió, 409 con la más reciente en `visit`."""
    return await service.save_visit(context, principal, visit_id, form)


@router.post("/{visit_id}/signature", responses=responses(404, 409), summary="Firmar una visita")
@requires("visit.write")
async def sign_visit(
    context: ContextDep, principal: CurrentPrincipal, visit_id: VisitId, form: VisitSignatureForm
) -> VisitDetail:
    """Con lugar, asistentes y todas las respuestas; `errors` nombra lo que falte. Firmada no cambia."""
    await service.sign_visit(context, principal, visit_id, form.revision)
    return await service.read_visit(context, principal, visit_id)


@router.post("/{visit_id}/discard", responses=responses(404, 409), summary="Descartar una visita sin firmar")
@requires("visit.write")
async def discard_visit(
    context: ContextDep, principal: CurrentPrincipal, visit_id: VisitId, form: VisitDiscardForm
) -> VisitDetail:
    """Con un motivo. Lo escrito se conserva."""
    await service.discard_visit(context, principal, visit_id, form.reason)
    return await service.read_visit(context, principal, visit_id)
