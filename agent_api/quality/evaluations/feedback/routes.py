"""``/api/v1/me/evaluations``, and ``/api/v1/quality/evaluations/{evaluation_id}`` for refutations."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.quality.evaluations import lists
from agent_api.quality.evaluations.feedback import course, files, own_recordings, refutations, service
from agent_api.quality.evaluations.feedback.schemas import (
    AcceptanceForm,
    ConciliationForm,
    DecisionForm,
    OpenRefutations,
    OwnCourse,
    OwnEvaluationsQuery,
    RefutationFileDetail,
    RefutationForm,
    RoundFileList,
)
from agent_api.quality.evaluations.feedback.service import require_own
from agent_api.quality.evaluations.schemas import EvaluationDetail, EvaluationId, EvaluationPage
from agent_api.quality.evaluations.service import find_evaluation
from agent_api.recordings.routes import (
    AUDIO_RESPONSES,
    WAVEFORM_ERRORS,
    RangeHeader,
    read_waveform,
    stream_audio,
)
from agent_api.recordings.schemas import RecordingId, RecordingWaveform
from agent_api.tickets.attachments.routes import FILE_CONTENT, ONE_FILE_BODY, download_response, read_uploads

router = APIRouter(prefix="/api/v1", tags=["calidad"])
Round = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/me/evaluations", summary="Las evaluaciones del propio trabajo")
@requires("evaluation.own")
async def list_own_evaluations(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[OwnEvaluationsQuery, Query()]
) -> EvaluationPage:
    """Las firmadas, primero la última. Las de otra persona no se ven."""
    return await lists.list_own(context, principal.user, query.limit, parse_cursor(query.cursor))


@router.get("/me/quality", responses=responses(409), summary="El propio curso de calidad")
@requires("evaluation.own")
async def get_own_quality(context: ContextDep, principal: CurrentPrincipal) -> OwnCourse:
    """Por mes, solo de la muestra y solo las propias; con pocas evaluaciones la cifra es «muestra insuficiente»."""
    return await course.read_course(context, principal.user)


@router.get("/me/evaluations/{evaluation_id}", responses=responses(404), summary="Una evaluación del propio trabajo")
@requires("evaluation.own")
async def get_own_evaluation(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId
) -> EvaluationDetail:
    """Con sus respuestas, sus anotaciones y su historia."""
    return await service.read_own(context, principal, evaluation_id)


@router.post(
    "/me/evaluations/{evaluation_id}/acceptance", responses=responses(404, 409), summary="Aceptar una evaluación"
)
@requires("evaluation.own")
async def accept_evaluation(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, form: AcceptanceForm
) -> EvaluationDetail:
    """De su propio trabajo. Después del plazo también se puede aceptar."""
    await service.accept_evaluation(context, principal, evaluation_id, form)
    return await service.read_own(context, principal, evaluation_id)


@router.post(
    "/me/evaluations/{evaluation_id}/refutation", responses=responses(404, 409), summary="Refutar una evaluación"
)
@requires("evaluation.own")
async def refute_evaluation(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, form: RefutationForm
) -> EvaluationDetail:
    """De su propio trabajo, dentro de las horas hábiles del sitio. La decide alguien distinto de quien evaluó."""
    await service.refute_evaluation(context, principal, evaluation_id, form)
    return await service.read_own(context, principal, evaluation_id)


@router.post(
    "/me/evaluations/{evaluation_id}/rounds/{round_number}/file",
    responses=responses(404, 409, 503),
    openapi_extra=ONE_FILE_BODY,
    summary="Adjuntar un archivo a la refutación que va a escribir",
)
@requires("evaluation.own")
async def attach_refutation_file(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, round_number: Round, request: Request
) -> RefutationFileDetail:
    """Antes de refutar; otro archivo reemplaza al anterior. Un programa o un documento con macros no se recibe."""
    uploads = await read_uploads(request, 1)
    return await files.store_file(context, principal, evaluation_id, round_number, uploads[0])


@router.get(
    "/me/evaluations/{evaluation_id}/files", responses=responses(404), summary="Los archivos de la propia refutación"
)
@requires("evaluation.own")
async def list_own_refutation_files(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId
) -> RoundFileList:
    """También el que ya se envió y aún no lleva refutación."""
    require_own(await find_evaluation(context, evaluation_id), principal)
    return await files.list_files(context, evaluation_id)


@router.get(
    "/me/evaluations/{evaluation_id}/rounds/{round_number}/file",
    response_class=Response,
    responses=FILE_CONTENT,
    summary="Descargar el archivo de la propia refutación",
)
@requires("evaluation.own")
async def open_own_refutation_file(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, round_number: Round
) -> Response:
    """Siempre como descarga."""
    require_own(await find_evaluation(context, evaluation_id), principal)
    return download_response(await files.open_file(context, evaluation_id, round_number))


@router.get(
    "/me/evaluations/{evaluation_id}/recordings/{recording_id}/audio",
    response_class=Response,
    responses=AUDIO_RESPONSES,
    summary="Oír la llamada de la propia evaluación",
)
@requires("evaluation.own")
async def play_own_evaluated_call(
    context: ContextDep,
    principal: CurrentPrincipal,
    evaluation_id: EvaluationId,
    recording_id: RecordingId,
    range_: RangeHeader = None,
) -> Response:
    """Mientras espera la respuesta del asesor o está en conciliación. Quién la oye queda en el registro."""
    row = require_own(await find_evaluation(context, evaluation_id), principal)
    await own_recordings.require_own_recording(context, row, recording_id)
    return await stream_audio(context, principal, recording_id, range_)


@router.get(
    "/me/evaluations/{evaluation_id}/recordings/{recording_id}/waveform",
    responses=WAVEFORM_ERRORS,
    summary="La forma de onda de la llamada de la propia evaluación",
)
@requires("evaluation.own")
async def get_own_evaluated_waveform(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, recording_id: RecordingId
) -> RecordingWaveform:
    """Mientras se puede oír."""
    row = require_own(await find_evaluation(context, evaluation_id), principal)
    await own_recordings.require_own_recording(context, row, recording_id)
    return await read_waveform(context, recording_id)


@router.get("/quality/refutations", summary="Refutaciones por decidir")
@requires("evaluation.decide")
async def list_refutations(context: ContextDep, principal: CurrentPrincipal) -> OpenRefutations:
    """Primero la que vence antes. Quien evaluó no decide la suya."""
    return await refutations.list_open(context, principal)


@router.get(
    "/quality/evaluations/{evaluation_id}/files", responses=responses(404), summary="Los archivos de sus refutaciones"
)
@requires("evaluation.decide")
async def list_refutation_files(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId
) -> RoundFileList:
    """Uno por versión refutada."""
    await find_evaluation(context, evaluation_id)
    return await files.list_files(context, evaluation_id)


@router.get(
    "/quality/evaluations/{evaluation_id}/rounds/{round_number}/file",
    response_class=Response,
    responses=FILE_CONTENT,
    summary="Descargar el archivo de una refutación",
)
@requires("evaluation.decide")
async def open_refutation_file(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, round_number: Round
) -> Response:
    """Siempre como descarga."""
    return download_response(await files.open_file(context, evaluation_id, round_number))


@router.post(
    "/quality/evaluations/{evaluation_id}/conciliation",
    responses=responses(404, 409),
    summary="Citar a una conciliación",
)
@requires("evaluation.decide")
async def begin_conciliation(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, form: ConciliationForm
) -> EvaluationDetail:
    """Sobre una refutación: quien evaluó y el asesor reciben un aviso, y otra persona decide después."""
    await service.begin_conciliation(context, principal, evaluation_id, form.text)
    return await lists.read_detail(context, principal, evaluation_id)


@router.post(
    "/quality/evaluations/{evaluation_id}/decision", responses=responses(404, 409), summary="Decidir una refutación"
)
@requires("evaluation.decide")
async def decide_refutation(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, form: DecisionForm
) -> EvaluationDetail:
    """Aceptarla, con las respuestas que quedan, o rechazarla. Las respuestas originales se conservan."""
    await service.decide_refutation(context, principal, evaluation_id, form)
    return await lists.read_detail(context, principal, evaluation_id)
