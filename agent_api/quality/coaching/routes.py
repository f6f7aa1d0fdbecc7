"""``/api/v1/quality/coaching`` and ``/api/v1/me/coaching``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.quality.coaching import lists, service
from agent_api.quality.coaching.schemas import (
    CoachingCommentForm,
    CoachingDetail,
    CoachingId,
    CoachingPage,
    CoachingQuery,
    ConfirmationForm,
    DismissalForm,
    FollowUpForm,
    NewCoaching,
    OwnCoachingQuery,
    ScheduleForm,
    SessionForm,
)

router = APIRouter(prefix="/api/v1", tags=["calidad"])


@router.get("/quality/coaching", summary="Acompañamientos")
@requires("evaluation.read")
async def list_coaching(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[CoachingQuery, Query()]
) -> CoachingPage:
    """Primero el último que se abrió. Quien aún debe juzgar el mismo trabajo no ve el suyo."""
    return await lists.list_page(context, principal, query, parse_cursor(query.cursor))


@router.post("/quality/coaching", status_code=201, responses=responses(404, 409), summary="Abrir un acompañamiento")
@requires("coaching.lead")
async def open_coaching(context: ContextDep, principal: CurrentPrincipal, form: NewCoaching) -> CoachingDetail:
    """Por una evaluación firmada. Los que pide la regla del sitio se proponen al firmarla."""
    id_ = await service.open_by_hand(context, principal, form.evaluation)
    return await lists.read_detail(context, principal, id_)


@router.get("/quality/coaching/{coaching_id}", responses=responses(404), summary="Un acompañamiento")
@requires("evaluation.read")
async def get_coaching(context: ContextDep, principal: CurrentPrincipal, coaching_id: CoachingId) -> CoachingDetail:
    """Con su agenda, su compromiso y su historia."""
    return await lists.read_detail(context, principal, coaching_id)


@router.post(
    "/quality/coaching/{coaching_id}/schedule", responses=responses(404, 409), summary="Poner fecha a una sesión"
)
@requires("coaching.lead")
async def schedule_coaching(
    context: ContextDep, principal: CurrentPrincipal, coaching_id: CoachingId, form: ScheduleForm
) -> CoachingDetail:
    """O cambiarla. El asesor recibe un aviso."""
    await service.schedule_session(context, principal, coaching_id, form)
    return await lists.read_detail(context, principal, coaching_id)


@router.post(
    "/quality/coaching/{coaching_id}/session", responses=responses(404, 409), summary="Registrar la sesión que se hizo"
)
@requires("coaching.lead")
async def register_coaching_session(
    context: ContextDep, principal: CurrentPrincipal, coaching_id: CoachingId, form: SessionForm
) -> CoachingDetail:
    """Con el compromiso y su último día; el asesor lo confirma."""
    await service.register_session(context, principal, coaching_id, form)
    return await lists.read_detail(context, principal, coaching_id)


@router.post(
    "/quality/coaching/{coaching_id}/follow-up", responses=responses(404, 409), summary="Cerrar con el seguimiento"
)
@requires("coaching.lead")
async def follow_up_coaching(
    context: ContextDep, principal: CurrentPrincipal, coaching_id: CoachingId, form: FollowUpForm
) -> CoachingDetail:
    """Con una evaluación de seguimiento firmada, que dice si el compromiso se cumplió."""
    await service.follow_up(context, principal, coaching_id, form)
    return await lists.read_detail(context, principal, coaching_id)


@router.post(
    "/quality/coaching/{coaching_id}/dismissal", responses=responses(404, 409), summary="Descartar un acompañamiento"
)
@requires("coaching.lead")
async def dismiss_coaching(
    context: ContextDep, principal: CurrentPrincipal, coaching_id: CoachingId, form: DismissalForm
) -> CoachingDetail:
    """Antes de la sesión y con un motivo, que se conserva."""
    await service.dismiss_coaching(context, principal, coaching_id, form)
    return await lists.read_detail(context, principal, coaching_id)


@router.get("/me/coaching", summary="Los acompañamientos propios")
@requires("evaluation.own")
async def list_own_coaching(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[OwnCoachingQuery, Query()]
) -> CoachingPage:
    """Los que tienen fecha, primero el último. Los de otra persona no se ven."""
    return await lists.list_own(context, principal.user, query.limit, parse_cursor(query.cursor))


@router.get("/me/coaching/{coaching_id}", responses=responses(404), summary="Un acompañamiento propio")
@requires("evaluation.own")
async def get_own_coaching(context: ContextDep, principal: CurrentPrincipal, coaching_id: CoachingId) -> CoachingDetail:
    """Con su agenda, su compromiso y su historia."""
    return await lists.read_own(context, principal, coaching_id)


@router.post(
    "/me/coaching/{coaching_id}/confirmation", responses=responses(404, 409), summary="Confirmar el compromiso"
)
@requires("evaluation.own")
async def confirm_coaching(
    context: ContextDep, principal: CurrentPrincipal, coaching_id: CoachingId, form: ConfirmationForm
) -> CoachingDetail:
    """Del propio acompañamiento. Después de su último día también se puede."""
    await service.confirm_commitment(context, principal, coaching_id, form)
    return await lists.read_own(context, principal, coaching_id)


@router.post(
    "/me/coaching/{coaching_id}/comments", responses=responses(404, 409), summary="Comentar el propio acompañamiento"
)
@requires("evaluation.own")
async def comment_coaching(
    context: ContextDep, principal: CurrentPrincipal, coaching_id: CoachingId, form: CoachingCommentForm
) -> CoachingDetail:
    """Quien lo dirige recibe un aviso."""
    await service.comment_coaching(context, principal, coaching_id, form.text)
    return await lists.read_own(context, principal, coaching_id)
