"""``/api/v1/board``: curves, the day of an advisor, teams and thresholds; ``/api/v1/board-exports``, ``/me/states``."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.access.users import USERNAME
from agent_api.board import exports, presenters, teams, thresholds
from agent_api.board.advisor_days import read_day
from agent_api.board.curves import compare_days
from agent_api.board.domain.thresholds import QueueThresholds
from agent_api.board.schemas import (
    BoardAdvisor,
    BoardCurves,
    BoardTeam,
    BoardTeams,
    BoardThresholdList,
    CurvesExportForm,
    CurvesQuery,
    ThresholdsForm,
)
from agent_api.exports.files import MEDIA_TYPES
from agent_api.exports.schemas import FILE_RESPONSES, file_headers
from agent_api.kit.dates import local_date
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import SiteId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1", tags=["tablero"])


@router.get("/board/curves", summary="Las cifras de hoy por media hora")
@requires("service_level.read")
async def get_board_curves(context: ContextDep, query: Annotated[CurvesQuery, Query()]) -> BoardCurves:
    """Con las de ayer y las del mismo día de la semana pasada, con las fórmulas y las metas del contrato."""
    return presenters.present_curves(query, await compare_days(context, query.line, query.queue))


@router.post(
    "/board-exports", response_class=Response, responses=FILE_RESPONSES, summary="Exportar las cifras por media hora"
)
@requires("list.export")
async def export_board_curves(context: ContextDep, principal: CurrentPrincipal, form: CurvesExportForm) -> Response:
    """Una fila por cada media hora de los tres días, con numerador y denominador. Queda en el registro."""
    content = await exports.export_curves(context, principal, form)
    name = f"tablero-{local_date(context.now())}"
    return Response(content, media_type=MEDIA_TYPES[form.format], headers=file_headers(name, form.format))


@router.get("/board/advisors/{advisor}", summary="El día de un asesor")
@requires("roster.read")
async def get_board_advisor(context: ContextDep, advisor: Annotated[str, Path(pattern=USERNAME)]) -> BoardAdvisor:
    """Sus estados de hoy hasta ahora, en orden, y cuánto suman. De quien no ha tenido turno hoy, nada."""
    return presenters.present_advisor(context.site, advisor, await read_day(context, advisor))


@router.get("/me/states", summary="El propio día: estados y adherencia")
@requires("desk.use")
async def list_own_states(context: ContextDep, principal: CurrentPrincipal) -> BoardAdvisor:
    """Lo mismo que ve de usted quien lo supervisa: sus estados de hoy, cuánto suman, su adherencia y su ocupación."""
    return presenters.present_advisor(context.site, principal.user, await read_day(context, principal.user))


@router.get("/board/teams", summary="Los equipos")
@requires("board.read")
async def list_board_teams(context: ContextDep) -> BoardTeams:
    """Quienes trabajan hoy, según el registro de personal, por la persona que los coordina."""
    found = await teams.list_teams(context)
    return BoardTeams(teams=[BoardTeam(id=each.coordinator, name=each.name, advisors=each.people) for each in found])


@router.get("/board/thresholds", summary="Los umbrales de las colas")
@requires("board.read")
async def list_board_thresholds(context: ContextDep) -> BoardThresholdList:
    """Los que fijó una persona; si nadie los fijó, los del sitio: la espera de la cola y las metas del contrato."""
    return await presenters.present_thresholds(context, await thresholds.list_thresholds(context))


@router.put("/board/thresholds/{queue}", responses=responses(404), summary="Fijar los umbrales de una cola")
@requires("threshold.write")
async def set_board_thresholds(
    context: ContextDep, principal: CurrentPrincipal, queue: SiteId, form: ThresholdsForm
) -> BoardThresholdList:
    """Valen para todos los tableros, y queda quién los fijó. Repetirlo no cambia nada."""
    await thresholds.set_thresholds(context, principal, queue, QueueThresholds(**form.model_dump()))
    return await presenters.present_thresholds(context, await thresholds.list_thresholds(context))


@router.delete("/board/thresholds/{queue}", responses=responses(404), summary="Volver a los umbrales del sitio")
@requires("threshold.write")
async def clear_board_thresholds(context: ContextDep, principal: CurrentPrincipal, queue: SiteId) -> BoardThresholdList:
    """Para una cola. Repetirlo no cambia nada."""
    await thresholds.clear_thresholds(context, principal, queue)
    return await presenters.present_thresholds(context, await thresholds.list_thresholds(context))
