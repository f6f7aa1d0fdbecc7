"""``/api/v1/quality/finding-reports``."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.exports.schemas import file_headers, file_response
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.reports.domain.file_names import FilePart, file_stem, media_type_of
from agent_api.reports.findings import service
from agent_api.reports.findings.schemas import (
    FindingReportAnswerForm,
    FindingReportDetail,
    FindingReportId,
    FindingReportPage,
    FindingReportQuery,
    FindingReportRequest,
)

router = APIRouter(prefix="/api/v1/quality/finding-reports", tags=["calidad"])


def _file_response(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {**file_response("El informe, tal como se hizo", media_type), **responses(404, 409)}


@router.get("", summary="Informes de hallazgos")
@requires("finding_report.read")
async def list_finding_reports(context: ContextDep, query: Annotated[FindingReportQuery, Query()]) -> FindingReportPage:
    """Primero el último que se pidió."""
    return await service.list_reports(context, query, parse_cursor(query.cursor))


@router.post("", status_code=201, responses=responses(400, 409), summary="Pedir un informe de hallazgos")
@requires("finding_report.present")
async def ask_finding_report(
    context: ContextDep, principal: CurrentPrincipal, form: FindingReportRequest
) -> FindingReportDetail:
    """De una visita firmada, una semana o un mes. Se prepara en segundo plano, en menos de un minuto."""
    return await service.read_report(context, principal, await service.ask_report(context, principal, form))


@router.get("/{report_id}", responses=responses(404), summary="Un informe de hallazgos")
@requires("finding_report.read")
async def get_finding_report(
    context: ContextDep, principal: CurrentPrincipal, report_id: FindingReportId
) -> FindingReportDetail:
    """Con sus cifras, su sello y la respuesta de la coordinación."""
    return await service.read_report(context, principal, report_id)


@router.get(
    "/{report_id}/content",
    response_class=Response,
    responses=_file_response("application/json"),
    summary="El contenido sellado de un informe de hallazgos",
)
@requires("finding_report.read")
async def get_finding_report_content(context: ContextDep, report_id: FindingReportId) -> Response:
    """El SHA-256 de este archivo es el que llevan el PDF, la hoja de cálculo y el CSV."""
    content = await service.read_report_file(context, report_id, "content")
    return Response(
        content, media_type="application/json", headers=file_headers(file_stem("findings", report_id), "json")
    )


@router.get(
    "/{report_id}/pdf",
    response_class=Response,
    responses=_file_response(media_type_of("pdf")),
    summary="Un informe de hallazgos en PDF",
)
@requires("finding_report.read")
async def get_finding_report_pdf(context: ContextDep, report_id: FindingReportId) -> Response:
    """Etiquetado para lectores de pantalla (PDF/UA-1)."""
    return await _download_part(context, report_id, "pdf")


@router.get(
    "/{report_id}/xlsx",
    response_class=Response,
    responses=_file_response(media_type_of("xlsx")),
    summary="Un informe de hallazgos en hoja de cálculo",
)
@requires("finding_report.read")
async def get_finding_report_xlsx(context: ContextDep, report_id: FindingReportId) -> Response:
    """Una hoja por sección; los números son números."""
    return await _download_part(context, report_id, "xlsx")


@router.get(
    "/{report_id}/csv",
    response_class=Response,
    responses=_file_response(media_type_of("csv")),
    summary="Un informe de hallazgos en CSV",
)
@requires("finding_report.read")
async def get_finding_report_csv(context: ContextDep, report_id: FindingReportId) -> Response:
    """Un valor por línea, con su numerador y su denominador."""
    return await _download_part(context, report_id, "csv")


@router.post("/{report_id}/presentation", responses=responses(404, 409), summary="Presentar un informe de hallazgos")
@requires("finding_report.present")
async def present_finding_report(
    context: ContextDep, principal: CurrentPrincipal, report_id: FindingReportId
) -> FindingReportDetail:
    """A la coordinación, que recibe un aviso. Presentado no se retira."""
    await service.take_report_step(context, principal, report_id, "present")
    return await service.read_report(context, principal, report_id)


@router.post("/{report_id}/reception", responses=responses(404, 409), summary="Recibir un informe de hallazgos")
@requires("finding_report.answer")
async def receive_finding_report(
    context: ContextDep, principal: CurrentPrincipal, report_id: FindingReportId
) -> FindingReportDetail:
    """Quien lo presentó recibe un aviso."""
    await service.take_report_step(context, principal, report_id, "receive")
    return await service.read_report(context, principal, report_id)


@router.post("/{report_id}/answer", responses=responses(404, 409), summary="Responder un informe de hallazgos")
@requires("finding_report.answer")
async def answer_finding_report(
    context: ContextDep, principal: CurrentPrincipal, report_id: FindingReportId, form: FindingReportAnswerForm
) -> FindingReportDetail:
    """Después de recibirlo, una sola vez."""
    await service.take_report_step(context, principal, report_id, "answer", form.text)
    return await service.read_report(context, principal, report_id)


async def _download_part(context: ContextDep, report_id: str, part: FilePart) -> Response:
    content = await service.read_report_file(context, report_id, part)
    return Response(
        content, media_type=media_type_of(part), headers=file_headers(file_stem("findings", report_id), part)
    )
