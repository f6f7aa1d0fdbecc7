"""``/api/v1/roster``: queues and seats of advisors, absences and deputies; ``/api/v1/me/queues``."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.access.users import USERNAME
from agent_api.exports.files import MEDIA_TYPES
from agent_api.exports.schemas import FILE_RESPONSES, file_headers
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.roster import exports, lists, service
from agent_api.roster.schemas import (
    AbsenceForm,
    AbsenceId,
    AbsenceItem,
    AbsencePage,
    AbsenceQuery,
    DeputyForm,
    OwnQueues,
    QueuesChanged,
    QueuesForm,
    RosterAdvisor,
    RosterExportForm,
    RosterPage,
    RosterPeople,
    RosterQuery,
    Seat,
    SeatChoice,
    SeatForm,
    SeatId,
    Seats,
)

router = APIRouter(prefix="/api/v1", tags=["puestos y ausencias"])
UserName = Annotated[str, Path(pattern=USERNAME)]


@router.get("/roster/advisors", summary="Puestos y colas de los asesores")
@requires("roster.read")
async def list_roster(context: ContextDep, query: Annotated[RosterQuery, Query()]) -> RosterPage:
    """Los asesores de hoy, por nombre, con su nivel en cada cola y las que hoy no pueden atender."""
    return await lists.list_advisors(context, query)


@router.put(
    "/roster/advisors/{advisor}/queues", responses=responses(400, 404, 409), summary="Cambiar las colas de un asesor"
)
@requires("roster.manage")
async def change_advisor_queues(
    context: ContextDep, principal: CurrentPrincipal, advisor: UserName, form: QueuesForm
) -> QueuesChanged:
    """Vale enseguida, también para quien está disponible. La llamada que tenga, o que le timbre, sigue igual."""
    return await service.change_queues(context, principal, advisor, form)


@router.put("/roster/advisors/{advisor}/seat", responses=responses(404, 409), summary="Dar un puesto a un asesor")
@requires("roster.manage")
async def change_advisor_seat(
    context: ContextDep, principal: CurrentPrincipal, advisor: UserName, form: SeatChoice
) -> RosterAdvisor:
    """Varios asesores pueden compartir un puesto en turnos distintos."""
    return await service.change_seat(context, principal, advisor, form.seat)


@router.get("/roster/seats", summary="Los puestos de trabajo")
@requires("roster.read")
async def list_roster_seats(context: ContextDep) -> Seats:
    """Por nombre, con su extensión, su ubicación y quién los tiene."""
    return await lists.list_seats(context)


@router.put("/roster/seats/{seat}", summary="Crear o cambiar un puesto")
@requires("roster.manage")
async def save_roster_seat(context: ContextDep, principal: CurrentPrincipal, seat: SeatId, form: SeatForm) -> Seat:
    """El nombre del puesto va en la dirección."""
    return await service.save_seat(context, principal, seat, form)


@router.delete("/roster/seats/{seat}", status_code=204, responses=responses(404, 409), summary="Borrar un puesto")
@requires("roster.manage")
async def delete_roster_seat(context: ContextDep, principal: CurrentPrincipal, seat: SeatId) -> None:
    """Solo si ningún asesor lo tiene."""
    await service.remove_seat(context, principal, seat)


@router.post(
    "/roster-exports",
    response_class=Response,
    responses={**FILE_RESPONSES, **responses(409)},
    summary="Exportar puestos, ausencias o suplentes",
)
@requires("list.export")
async def export_roster(context: ContextDep, principal: CurrentPrincipal, form: RosterExportForm) -> Response:
    """La lista entera; las ausencias, sin sus motivos. Queda en el registro."""
    content = await exports.export_roster(context, principal, form)
    return Response(content, media_type=MEDIA_TYPES[form.format], headers=file_headers(form.list, form.format))


@router.get("/roster/absences", summary="Ausencias")
@requires("roster.read")
async def list_roster_absences(context: ContextDep, query: Annotated[AbsenceQuery, Query()]) -> AbsencePage:
    """De hoy en adelante, o las que tienen algún día entre dos fechas; con quién suple."""
    return await lists.list_absences(context, query)


@router.post("/roster/absences", status_code=201, responses=responses(400, 404, 409), summary="Registrar una ausencia")
@requires("roster.manage")
async def create_absence(context: ContextDep, principal: CurrentPrincipal, form: AbsenceForm) -> AbsenceItem:
    """Desde el primer día, lo que se escale va a quien suple, y las alarmas de lo que ya tiene le llegan también."""
    return await service.record_absence(context, principal, form)


@router.post(
    "/roster/people/{user}/absences/{absence_id}/cancel",
    responses=responses(404, 409),
    summary="Anular una ausencia",
)
@requires("roster.manage")
async def cancel_roster_absence(
    context: ContextDep, principal: CurrentPrincipal, user: UserName, absence_id: AbsenceId
) -> AbsenceItem:
    """Queda en el registro. Si venía de la carpeta del sitio, deja de valer también."""
    return await service.cancel_absence(context, principal, user, absence_id)


@router.get("/roster/people", summary="Personas y suplentes")
@requires("roster.read")
async def list_roster_people(context: ContextDep) -> RosterPeople:
    """Quienes tienen hoy un rol en la campaña, por nombre, con su suplente de siempre."""
    return await lists.list_people(context)


@router.put(
    "/roster/people/{user}/deputy", status_code=204, responses=responses(404, 409), summary="Nombrar un suplente"
)
@requires("roster.manage")
async def name_roster_deputy(
    context: ContextDep, principal: CurrentPrincipal, user: UserName, form: DeputyForm
) -> None:
    """Suple cada vez que esa persona está ausente, si la ausencia no nombra a otra."""
    await service.name_deputy(context, principal, user, form.deputy)


@router.get("/me/queues", summary="Las colas de usted")
@requires("presence.set")
async def list_own_queues(context: ContextDep, principal: CurrentPrincipal) -> OwnQueues:
    """Con su nivel en cada una, y por qué no puede atender alguna, si es el caso."""
    return await lists.list_own_queues(context, principal.user)
