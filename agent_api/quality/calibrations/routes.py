"""``/api/v1/quality/calibrations``."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.quality.calibrations import candidates, lists, plan, service
from agent_api.quality.calibrations.minutes import service as minutes_service
from agent_api.quality.calibrations.minutes.pdf import minutes_document, pdf_of
from agent_api.quality.calibrations.schemas import (
    CalibrationDetail,
    CalibrationForm,
    CalibrationId,
    CalibrationPage,
    CalibrationQuery,
    CancellationForm,
    CandidateList,
    MasterForm,
    MinutesCorrectionForm,
    MinutesDraftForm,
    MinutesSignatureForm,
    MinutesVersion,
    OpeningForm,
    SavedMinutes,
)

MEDIA_TYPE = "application/pdf"
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"description": "El acta", "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
    **responses(404),
}
router = APIRouter(prefix="/api/v1/quality", tags=["calidad"])


@router.get("/calibrations", summary="Calibraciones de los evaluadores")
@requires("evaluation.read")
async def list_calibrations(context: ContextDep, query: Annotated[CalibrationQuery, Query()]) -> CalibrationPage:
    """Primero la última que se planeó."""
    return await lists.list_calibrations(context, query, parse_cursor(query.cursor))


@router.post("/calibrations", status_code=201, responses=responses(409), summary="Planear una calibración")
@requires("calibration.plan")
async def plan_calibration(
    context: ContextDep, principal: CurrentPrincipal, form: CalibrationForm
) -> CalibrationDetail:
    """Todo con la misma versión del formulario, y nada que ya se haya calibrado. Las personas reciben un aviso."""
    id_ = await plan.plan_calibration(context, principal, form)
    return await lists.read_calibration(context, principal, id_)


@router.get("/calibration-candidates", summary="Quiénes pueden participar en una calibración")
@requires("calibration.plan")
async def list_calibration_candidates(context: ContextDep) -> CandidateList:
    """Los usuarios que ven evaluaciones; los que además evalúan pueden ser evaluadores o fijar la nota maestra."""
    return await candidates.list_candidates(context.engine, context.cipher, context.campaign, context.now())


@router.get("/calibrations/{calibration_id}", responses=responses(404), summary="Una calibración")
@requires("evaluation.read")
async def get_calibration(
    context: ContextDep, principal: CurrentPrincipal, calibration_id: CalibrationId
) -> CalibrationDetail:
    """Los resultados, solo cuando se abren; antes, cuántas firmó cada persona."""
    return await lists.read_calibration(context, principal, calibration_id)


@router.post(
    "/calibrations/{calibration_id}/master", responses=responses(404, 409), summary="Cambiar quién fija la nota maestra"
)
@requires("calibration.plan")
async def change_calibration_master(
    context: ContextDep, principal: CurrentPrincipal, calibration_id: CalibrationId, form: MasterForm
) -> CalibrationDetail:
    """Antes de abrir los resultados, con un motivo."""
    await service.change_master(context, principal, calibration_id, form)
    return await lists.read_calibration(context, principal, calibration_id)


@router.post(
    "/calibrations/{calibration_id}/cancellation", responses=responses(404, 409), summary="Cancelar una calibración"
)
@requires("calibration.plan")
async def cancel_calibration(
    context: ContextDep, principal: CurrentPrincipal, calibration_id: CalibrationId, form: CancellationForm
) -> CalibrationDetail:
    """Antes de abrir los resultados. Lo que ya se evaluó se conserva."""
    await service.cancel_calibration(context, principal, calibration_id, form.reason)
    return await lists.read_calibration(context, principal, calibration_id)


@router.post("/calibrations/{calibration_id}/opening", responses=responses(404, 409), summary="Abrir los resultados")
@requires("calibration.plan")
async def open_calibration_results(
    context: ContextDep, principal: CurrentPrincipal, calibration_id: CalibrationId, form: OpeningForm
) -> CalibrationDetail:
    """Cuando todos firmaron, o con un motivo que quede junto a los nombres de quienes faltaron.

    Sin la nota maestra completa no se abren. Lo que se corrija después no los cambia.
    """
    await service.open_results(context, principal, calibration_id, form.reason)
    return await lists.read_calibration(context, principal, calibration_id)


@router.put("/calibrations/{calibration_id}/minutes", responses=responses(404, 409), summary="Guardar el acta")
@requires("calibration.plan")
async def save_calibration_minutes(
    context: ContextDep, calibration_id: CalibrationId, form: MinutesDraftForm
) -> SavedMinutes:
    """Como se escribe: puede estar incompleta. Si otra ventana la cambió, 409 con la más reciente en `minutes`."""
    revision = await minutes_service.save_minutes(context, calibration_id, form)
    return SavedMinutes(id=calibration_id, revision=revision)


@router.post("/calibrations/{calibration_id}/signature", responses=responses(404, 409), summary="Firmar el acta")
@requires("calibration.plan")
async def sign_calibration_minutes(
    context: ContextDep, principal: CurrentPrincipal, calibration_id: CalibrationId, form: MinutesSignatureForm
) -> CalibrationDetail:
    """Con acuerdos, asistentes y un texto en cada decisión; `errors` nombra lo que falte."""
    await minutes_service.sign_minutes(context, principal, calibration_id, form.revision)
    return await lists.read_calibration(context, principal, calibration_id)


@router.post("/calibrations/{calibration_id}/corrections", responses=responses(404, 409), summary="Corregir el acta")
@requires("calibration.plan")
async def correct_calibration_minutes(
    context: ContextDep, principal: CurrentPrincipal, calibration_id: CalibrationId, form: MinutesCorrectionForm
) -> CalibrationDetail:
    """Con un motivo. Es una versión nueva: la anterior se conserva."""
    await minutes_service.correct_minutes(context, principal, calibration_id, form)
    return await lists.read_calibration(context, principal, calibration_id)


@router.get(
    "/calibrations/{calibration_id}/minutes/{version}",
    response_class=Response,
    responses=_PDF,
    summary="Una versión firmada del acta, en PDF",
)
@requires("evaluation.read")
async def get_calibration_minutes(
    context: ContextDep, principal: CurrentPrincipal, calibration_id: CalibrationId, version: MinutesVersion
) -> Response:
    """Con los resultados, los acuerdos, las decisiones y quienes asistieron."""
    document = await minutes_document(context, principal, calibration_id, int(version))
    headers = {"Content-Disposition": f'inline; filename="{document.file_name}"', "Cache-Control": "no-store"}
    return Response(await asyncio.to_thread(pdf_of, document), media_type=MEDIA_TYPE, headers=headers)
