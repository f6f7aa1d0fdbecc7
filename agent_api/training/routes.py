"""``/api/v1/training`` and ``/api/v1/me/training``."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.tickets.attachments.routes import FILE_CONTENT, ONE_FILE_BODY, download_response, read_uploads
from agent_api.training import options, own, sessions, standings, topics
from agent_api.training.materials import uploads
from agent_api.training.proposals import service as proposals
from agent_api.training.schemas import (
    CourseChangeForm,
    CourseForm,
    MaterialForm,
    MaterialUpload,
    OwnTraining,
    ParticipantsForm,
    ProposalDecisionForm,
    ProposalForm,
    RegisterForm,
    SessionMoveForm,
    TrainedAdvisors,
    TrainingCancellationForm,
    TrainingCourse,
    TrainingCourses,
    TrainingId,
    TrainingOptions,
    TrainingProposal,
    TrainingProposalPage,
    TrainingProposalQuery,
    TrainingSessionDetail,
    TrainingSessionForm,
    TrainingSessionPage,
    TrainingSessionQuery,
)

router = APIRouter(prefix="/api/v1", tags=["capacitación"])
MaterialVersion = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/training/options", summary="Lo que puede ser una capacitación")
@requires("training.read")
async def get_training_options(context: ContextDep) -> TrainingOptions:
    """Los valores del sitio, los motivos de inasistencia, las líneas, las colas y los asesores de hoy."""
    return await options.read_options(context)


@router.get("/training/courses", summary="Temas de capacitación")
@requires("training.read")
async def list_courses(context: ContextDep) -> TrainingCourses:
    """Primero los vigentes, cada uno con las versiones de su material."""
    return await topics.list_courses(context)


@router.post("/training/courses", status_code=201, summary="Crear un tema")
@requires("training.write")
async def create_course(context: ContextDep, principal: CurrentPrincipal, form: CourseForm) -> TrainingCourse:
    """Sin nota, intentos o vigencia, los del sitio."""
    return await topics.read_course(context, await topics.create_course(context, principal, form))


@router.get("/training/courses/{course_id}", responses=responses(404), summary="Un tema")
@requires("training.read")
async def get_course(context: ContextDep, course_id: TrainingId) -> TrainingCourse:
    """Con las versiones de su material."""
    return await topics.read_course(context, course_id)


@router.put("/training/courses/{course_id}", responses=responses(404, 409), summary="Cambiar las reglas de un tema")
@requires("training.write")
async def change_course(
    context: ContextDep, principal: CurrentPrincipal, course_id: TrainingId, form: CourseChangeForm
) -> TrainingCourse:
    """Las notas que ya tiene no cambian de resultado."""
    await topics.change_course(context, principal, course_id, form)
    return await topics.read_course(context, course_id)


@router.post(
    "/training/courses/{course_id}/materials", responses=responses(404), summary="Agregar una versión del material"
)
@requires("training.write")
async def add_material(
    context: ContextDep, principal: CurrentPrincipal, course_id: TrainingId, form: MaterialForm
) -> TrainingCourse:
    """Las versiones anteriores se conservan, porque las sesiones dicen con cuál se dictaron."""
    await topics.add_material(context, principal, course_id, form)
    return await topics.read_course(context, course_id)


@router.post(
    "/training/courses/{course_id}/uploads",
    responses=responses(404, 409, 503),
    openapi_extra=ONE_FILE_BODY,
    summary="Subir un archivo como versión del material",
)
@requires("training.write")
async def upload_material(
    context: ContextDep,
    principal: CurrentPrincipal,
    course_id: TrainingId,
    query: Annotated[MaterialUpload, Query()],
    request: Request,
) -> TrainingCourse:
    """Un PDF, una presentación o una imagen. Lo que no acepte el antivirus no se guarda, ni su versión."""
    files = await read_uploads(request, 1)
    await uploads.upload_material(context, principal, course_id, query, files[0])
    return await topics.read_course(context, course_id)


@router.get(
    "/training/courses/{course_id}/materials/{version}/file",
    response_class=Response,
    responses=FILE_CONTENT,
    summary="Descargar el archivo de una versión del material",
)
@requires("training.read")
async def open_material(context: ContextDep, course_id: TrainingId, version: MaterialVersion) -> Response:
    """Siempre como descarga."""
    return download_response(await uploads.open_material(context, course_id, version))


@router.get("/training/sessions", summary="Cronograma de capacitación")
@requires("training.read")
async def list_training_sessions(
    context: ContextDep, query: Annotated[TrainingSessionQuery, Query()]
) -> TrainingSessionPage:
    """Primero la última sesión, o la primera con `sort=starts_at`."""
    return await sessions.list_sessions(context, query, parse_cursor(query.cursor))


@router.post("/training/sessions", status_code=201, summary="Programar una sesión")
@requires("training.write")
async def plan_session(
    context: ContextDep, principal: CurrentPrincipal, form: TrainingSessionForm
) -> TrainingSessionDetail:
    """Quienes asisten reciben un aviso."""
    return await sessions.read_session(context, await sessions.plan_session(context, principal, form))


@router.get("/training/sessions/{session_id}", responses=responses(404), summary="Una sesión")
@requires("training.read")
async def get_training_session(context: ContextDep, session_id: TrainingId) -> TrainingSessionDetail:
    """Con quienes asisten, su asistencia y su nota."""
    return await sessions.read_session(context, session_id)


@router.put("/training/sessions/{session_id}", responses=responses(404, 409), summary="Cambiar una sesión programada")
@requires("training.write")
async def move_session(
    context: ContextDep, principal: CurrentPrincipal, session_id: TrainingId, form: SessionMoveForm
) -> TrainingSessionDetail:
    """La fecha, el lugar o quién la dicta. Quienes asisten reciben un aviso."""
    await sessions.move_session(context, principal, session_id, form)
    return await sessions.read_session(context, session_id)


@router.post(
    "/training/sessions/{session_id}/cancellation", responses=responses(404, 409), summary="Cancelar una sesión"
)
@requires("training.write")
async def cancel_session(
    context: ContextDep, principal: CurrentPrincipal, session_id: TrainingId, form: TrainingCancellationForm
) -> TrainingSessionDetail:
    """Solo mientras no tenga asistencia. Quienes asistían reciben un aviso."""
    await sessions.cancel_session(context, principal, session_id, form.revision)
    return await sessions.read_session(context, session_id)


@router.put(
    "/training/sessions/{session_id}/participants", responses=responses(404, 409), summary="Decir quiénes asisten"
)
@requires("training.write")
async def set_participants(
    context: ContextDep, principal: CurrentPrincipal, session_id: TrainingId, form: ParticipantsForm
) -> TrainingSessionDetail:
    """La lista completa; quien ya tiene asistencia se queda."""
    await sessions.set_participants(context, principal, session_id, form)
    return await sessions.read_session(context, session_id)


@router.post(
    "/training/sessions/{session_id}/register",
    responses=responses(404, 409),
    summary="Registrar la asistencia y las notas",
)
@requires("training.write")
async def take_register(
    context: ContextDep, principal: CurrentPrincipal, session_id: TrainingId, form: RegisterForm
) -> TrainingSessionDetail:
    """Se guarda todo o nada. Nadie registra lo suyo, y lo que el asesor ya confirmó no se cambia."""
    await sessions.take_register(context, principal, session_id, form)
    return await sessions.read_session(context, session_id)


@router.get("/training/advisors", summary="Qué capacitación tiene cada asesor")
@requires("training.read")
async def list_trained_advisors(context: ContextDep) -> TrainedAdvisors:
    """Con las colas que no puede atender por un tema que le falta."""
    return await standings.read_advisors(context)


@router.get("/training/proposals", summary="Propuestas de capacitación")
@requires("training.read")
async def list_training_proposals(
    context: ContextDep, query: Annotated[TrainingProposalQuery, Query()]
) -> TrainingProposalPage:
    """Primero la última."""
    return await proposals.list_proposals(context, query, parse_cursor(query.cursor))


@router.post("/training/proposals", status_code=201, summary="Proponer una capacitación")
@requires("training.write")
async def propose_training(
    context: ContextDep, principal: CurrentPrincipal, form: ProposalForm, response: Response
) -> TrainingProposal:
    """Para un asesor, o para los de una cola. Si ya hay una igual sin decidir, responde esa, con 200."""
    id_, is_new = await proposals.propose(context, principal, form)
    if not is_new:
        response.status_code = 200
    return await proposals.read_proposal(context, id_)


@router.post(
    "/training/proposals/{proposal_id}/decision", responses=responses(404, 409), summary="Decidir una propuesta"
)
@requires("training.write")
async def decide_training_proposal(
    context: ContextDep, principal: CurrentPrincipal, proposal_id: TrainingId, form: ProposalDecisionForm
) -> TrainingProposal:
    """Aceptarla para una sesión programada, o rechazarla con un motivo."""
    await proposals.decide_proposal(context, principal, proposal_id, form)
    return await proposals.read_proposal(context, proposal_id)


@router.get("/me/training", summary="La capacitación propia")
@requires("training.own")
async def get_own_training(context: ContextDep, principal: CurrentPrincipal) -> OwnTraining:
    """Lo que le falta, sus sesiones, y las colas que no puede atender."""
    return await own.read_own(context, principal)


@router.get(
    "/me/training-materials/{course_id}/{version}",
    response_class=Response,
    responses=FILE_CONTENT,
    summary="Descargar el material de la capacitación propia",
)
@requires("training.own")
async def open_own_material(
    context: ContextDep, principal: CurrentPrincipal, course_id: TrainingId, version: MaterialVersion
) -> Response:
    """El de sus sesiones, y el último de los temas que se le exigen. Siempre como descarga."""
    return download_response(await uploads.open_own_material(context, principal, course_id, version))


@router.post(
    "/me/training/{session_id}/acknowledgement",
    responses=responses(404, 409),
    summary="Acusar recibo de la asistencia y la nota propias",
)
@requires("training.own")
async def acknowledge_training(context: ContextDep, principal: CurrentPrincipal, session_id: TrainingId) -> OwnTraining:
    """Después, el registro no se cambia."""
    await own.acknowledge_record(context, principal, session_id)
    return await own.read_own(context, principal)
