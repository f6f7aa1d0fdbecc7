"""``/api/v1/quality/findings``."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.exports.files import MEDIA_TYPES
from agent_api.exports.schemas import FILE_RESPONSES, file_headers
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.quality.findings import files, lists, service
from agent_api.quality.findings.schemas import (
    FindingActionForm,
    FindingAssignmentForm,
    FindingDetail,
    FindingExportForm,
    FindingFileId,
    FindingId,
    FindingOptions,
    FindingPage,
    FindingQuery,
    FindingReviewForm,
    NewFinding,
)
from agent_api.tickets.attachments.routes import FILE_CONTENT, ONE_FILE_BODY, download_response, read_uploads
from agent_api.tickets.schemas import IdempotencyKey

router = APIRouter(prefix="/api/v1/quality", tags=["calidad"])


@router.get("/findings", summary="Hallazgos")
@requires("finding.read")
async def list_findings(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[FindingQuery, Query()]
) -> FindingPage:
    """Quien no puede verlos todos ve los que tiene a su cargo."""
    return await lists.list_findings(context, principal, query, parse_cursor(query.cursor))


@router.post("/findings", status_code=201, responses=responses(409), summary="Registrar un hallazgo")
@requires("finding.write")
async def register_finding(
    context: ContextDep,
    principal: CurrentPrincipal,
    form: NewFinding,
    idempotency_key: Annotated[IdempotencyKey, Header()],
    response: Response,
) -> FindingDetail:
    """De una evaluación firmada, una visita, una observación de la interventoría, o a mano.

    El último día para corregir sale de la gravedad, en días hábiles del sitio. Con la misma clave y el mismo cuerpo, la
    misma respuesta, con 200.
    """
    id_, is_new = await service.register_finding(context, principal, form, idempotency_key)
    if not is_new:
        response.status_code = 200
    return await lists.read_finding(context, principal, id_)


@router.get("/finding-options", responses=responses(409), summary="Lo que puede ser un hallazgo")
@requires("finding.read")
async def get_finding_options(context: ContextDep, principal: CurrentPrincipal) -> FindingOptions:
    """Las clases, las gravedades y las áreas del sitio; y quién puede responder hoy, para quien ve todos."""
    return await lists.read_options(context, principal)


@router.post(
    "/finding-exports",
    response_class=Response,
    responses={**FILE_RESPONSES, **responses(409)},
    summary="Exportar la lista de hallazgos",
)
@requires("list.export")
async def export_findings(context: ContextDep, principal: CurrentPrincipal, form: FindingExportForm) -> Response:
    """Como la muestra la lista, sin las descripciones; queda en el registro."""
    content = await lists.export_findings(context, principal, form)
    return Response(content, media_type=MEDIA_TYPES[form.format], headers=file_headers("hallazgos", form.format))


@router.get("/findings/{finding_id}", responses=responses(404), summary="Un hallazgo")
@requires("finding.read")
async def get_finding(context: ContextDep, principal: CurrentPrincipal, finding_id: FindingId) -> FindingDetail:
    """Con sus pruebas, su historia y lo que usted puede hacer."""
    return await lists.read_finding(context, principal, finding_id)


@router.post("/findings/{finding_id}/action", responses=responses(404, 409), summary="Actuar como responsable")
@requires("finding.act")
async def act_on_finding(
    context: ContextDep, principal: CurrentPrincipal, finding_id: FindingId, form: FindingActionForm
) -> FindingDetail:
    """Proponer la acción, terminarla o rechazar el hallazgo. Si otra persona lo cambió, 409 con el actual."""
    await service.act_as_owner(context, principal, finding_id, form)
    return await lists.read_finding(context, principal, finding_id)


@router.post("/findings/{finding_id}/review", responses=responses(404, 409), summary="Hacer seguimiento a un hallazgo")
@requires("finding.write")
async def review_finding(
    context: ContextDep, principal: CurrentPrincipal, finding_id: FindingId, form: FindingReviewForm
) -> FindingDetail:
    """Aprobar, devolver, verificar, cerrar, reabrir o anular. Quien corrigió no verifica."""
    await service.review_finding(context, principal, finding_id, form)
    return await lists.read_finding(context, principal, finding_id)


@router.post("/findings/{finding_id}/assignment", responses=responses(404, 409), summary="Cambiar de responsable")
@requires("finding.write")
async def assign_finding(
    context: ContextDep, principal: CurrentPrincipal, finding_id: FindingId, form: FindingAssignmentForm
) -> FindingDetail:
    """El último día no cambia. El responsable nuevo recibe un aviso."""
    await service.assign_finding(context, principal, finding_id, form)
    return await lists.read_finding(context, principal, finding_id)


@router.post(
    "/findings/{finding_id}/files",
    responses=responses(404, 409, 503),
    openapi_extra=ONE_FILE_BODY,
    summary="Adjuntar una prueba a un hallazgo",
)
@requires("finding.act")
async def attach_finding_file(
    context: ContextDep, principal: CurrentPrincipal, finding_id: FindingId, request: Request
) -> FindingDetail:
    """Un programa o un documento con macros no se recibe, ni lo que retenga el antivirus."""
    uploads = await read_uploads(request, 1)
    await files.store_finding_file(context, principal, finding_id, uploads[0])
    return await lists.read_finding(context, principal, finding_id)


@router.get(
    "/findings/{finding_id}/files/{file_id}",
    response_class=Response,
    responses=FILE_CONTENT,
    summary="Descargar una prueba de un hallazgo",
)
@requires("finding.read")
async def open_finding_file(
    context: ContextDep, principal: CurrentPrincipal, finding_id: FindingId, file_id: FindingFileId
) -> Response:
    """Siempre como descarga."""
    return download_response(await files.open_finding_file(context, principal, finding_id, file_id))
