"""``/api/v1/own-reports``, their runs, previews and catalogue."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.exports.schemas import file_headers, file_response
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.reports.domain.file_names import FilePart, media_type_of
from agent_api.reports.own_reports import run_service, service
from agent_api.reports.own_reports.produce import run_file_stem
from agent_api.reports.own_reports.schemas import (
    OwnReport,
    OwnReportCatalogue,
    OwnReportChange,
    OwnReportForm,
    OwnReportId,
    OwnReportPage,
    OwnReportPreview,
    OwnReportPreviewForm,
    OwnReportQuery,
    OwnReportRun,
    OwnReportRunContent,
    OwnReportRunForm,
    OwnReportRunId,
    OwnReportRunPage,
    OwnReportTransfer,
)

router = APIRouter(prefix="/api/v1", tags=["informes propios"])


def _file_response(part: FilePart) -> dict[int | str, dict[str, Any]]:
    return {**file_response("El informe, tal como se hizo", media_type_of(part)), **responses(404)}


@router.get("/own-report-catalogue", summary="El catálogo de los informes propios")
@requires("own_report.use")
async def get_own_report_catalogue(context: ContextDep) -> OwnReportCatalogue:
    """Las cifras, con qué grupos se puede contar cada una, los períodos y las personas que pueden recibirlas."""
    return await service.read_catalogue(context)


@router.post("/own-report-previews", responses=responses(400, 503), summary="Ver un informe propio sin guardarlo")
@requires("own_report.use")
async def preview_own_report(
    context: ContextDep, principal: CurrentPrincipal, form: OwnReportPreviewForm
) -> OwnReportPreview:
    """Las cifras de ahora, las mismas de los indicadores. Una combinación que no se puede contar se rechaza."""
    return await service.preview(context, principal, form.definition)


@router.get("/own-reports", summary="Informes propios")
@requires("own_report.use")
async def list_own_reports(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[OwnReportQuery, Query()]
) -> OwnReportPage:
    """Los suyos, los compartidos y los que recibe; quien coordina los ve todos. Primero el último que cambió."""
    return await service.list_own_reports(context, principal, query, parse_cursor(query.cursor))


@router.post("/own-reports", status_code=201, responses=responses(400, 409), summary="Guardar un informe propio")
@requires("own_report.use")
async def create_own_report(context: ContextDep, principal: CurrentPrincipal, form: OwnReportForm) -> OwnReport:
    """Con programación, la primera vez se hace en su próxima hora."""
    return await service.read_report(context, principal, await service.create_report(context, principal, form))


@router.get("/own-reports/{own_report_id}", responses=responses(404), summary="Un informe propio")
@requires("own_report.use")
async def get_own_report(context: ContextDep, principal: CurrentPrincipal, own_report_id: OwnReportId) -> OwnReport:
    """Con su definición, sus destinatarios y su programación."""
    return await service.read_report(context, principal, own_report_id)


@router.put("/own-reports/{own_report_id}", responses=responses(400, 404, 409), summary="Cambiar un informe propio")
@requires("own_report.use")
async def change_own_report(
    context: ContextDep, principal: CurrentPrincipal, own_report_id: OwnReportId, form: OwnReportChange
) -> OwnReport:
    """Solo su dueño. Si estaba detenido, vuelve a hacerse."""
    await service.change_report(context, principal, own_report_id, form)
    return await service.read_report(context, principal, own_report_id)


@router.delete(
    "/own-reports/{own_report_id}", status_code=204, responses=responses(404), summary="Borrar un informe propio"
)
@requires("own_report.use")
async def delete_own_report(context: ContextDep, principal: CurrentPrincipal, own_report_id: OwnReportId) -> None:
    """Solo su dueño. Lo que ya se envió queda guardado."""
    await service.delete_report(context, principal, own_report_id)


@router.post("/own-reports/{own_report_id}/pause", responses=responses(404, 409), summary="Pausar un informe propio")
@requires("own_report.use")
async def pause_own_report(context: ContextDep, principal: CurrentPrincipal, own_report_id: OwnReportId) -> OwnReport:
    """Solo su dueño. Deja de hacerse hasta que lo reanude."""
    await service.pause_report(context, principal, own_report_id)
    return await service.read_report(context, principal, own_report_id)


@router.post(
    "/own-reports/{own_report_id}/resumption", responses=responses(400, 404, 409), summary="Reanudar un informe propio"
)
@requires("own_report.use")
async def resume_own_report(context: ContextDep, principal: CurrentPrincipal, own_report_id: OwnReportId) -> OwnReport:
    """Sigue en su próxima hora; las que pasaron no se hacen."""
    await service.resume_report(context, principal, own_report_id)
    return await service.read_report(context, principal, own_report_id)


@router.post(
    "/own-reports/{own_report_id}/transfer",
    status_code=204,
    responses=responses(400, 404, 409),
    summary="Pasar un informe propio a otra persona",
)
@requires("own_report.use")
async def transfer_own_report(
    context: ContextDep, principal: CurrentPrincipal, own_report_id: OwnReportId, form: OwnReportTransfer
) -> None:
    """Su dueño, o quien coordina cuando el dueño ya no está. Si estaba detenido, vuelve a hacerse."""
    await service.transfer_report(context, principal, own_report_id, form.owner)


@router.get("/own-reports/{own_report_id}/runs", responses=responses(404), summary="Envíos de un informe propio")
@requires("own_report.use")
async def list_own_report_runs(
    context: ContextDep,
    principal: CurrentPrincipal,
    own_report_id: OwnReportId,
    query: Annotated[OwnReportQuery, Query()],
) -> OwnReportRunPage:
    """Cada vez que se hizo, y a quién le llegó. Primero la última."""
    return await run_service.list_runs(context, principal, own_report_id, query, parse_cursor(query.cursor))


@router.post(
    "/own-reports/{own_report_id}/runs",
    status_code=201,
    responses=responses(400, 404, 503),
    summary="Hacer ahora un informe propio",
)
@requires("own_report.use")
async def run_own_report(
    context: ContextDep, principal: CurrentPrincipal, own_report_id: OwnReportId, form: OwnReportRunForm
) -> OwnReportRun:
    """Solo su dueño. Queda guardado; con `send`, además se envía."""
    return await run_service.run_report(context, principal, own_report_id, form)


@router.get("/own-report-runs/{run_id}", responses=responses(404), summary="Un envío de un informe propio")
@requires("own_report.use")
async def get_own_report_run(
    context: ContextDep, principal: CurrentPrincipal, run_id: OwnReportRunId
) -> OwnReportRunContent:
    """Tal como se hizo, con la fracción exacta de cada cifra, y a quién le llegó."""
    return await run_service.read_run(context, principal, run_id)


@router.get(
    "/own-report-runs/{run_id}/pdf",
    response_class=Response,
    responses=_file_response("pdf"),
    summary="Un envío de un informe propio en PDF",
)
@requires("own_report.use")
async def get_own_report_run_pdf(context: ContextDep, principal: CurrentPrincipal, run_id: OwnReportRunId) -> Response:
    """Etiquetado para lectores de pantalla (PDF/UA-1)."""
    return await _download(context, principal, run_id, "pdf")


@router.get(
    "/own-report-runs/{run_id}/xlsx",
    response_class=Response,
    responses=_file_response("xlsx"),
    summary="Un envío de un informe propio en hoja de cálculo",
)
@requires("own_report.use")
async def get_own_report_run_xlsx(context: ContextDep, principal: CurrentPrincipal, run_id: OwnReportRunId) -> Response:
    """Una hoja por tabla; los números son números."""
    return await _download(context, principal, run_id, "xlsx")


@router.get(
    "/own-report-runs/{run_id}/csv",
    response_class=Response,
    responses=_file_response("csv"),
    summary="Un envío de un informe propio en CSV",
)
@requires("own_report.use")
async def get_own_report_run_csv(context: ContextDep, principal: CurrentPrincipal, run_id: OwnReportRunId) -> Response:
    """Un valor por línea, con su numerador y su denominador."""
    return await _download(context, principal, run_id, "csv")


async def _download(context: ContextDep, principal: CurrentPrincipal, run_id: str, part: FilePart) -> Response:
    run, content = await run_service.read_run_file(context, principal, run_id, part)
    stem = run_file_stem(run.report, run.last_day.isoformat())
    return Response(content, media_type=media_type_of(part), headers=file_headers(stem, part))
