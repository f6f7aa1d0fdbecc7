"""``/api/v1/staff``, its options, exports and imports."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from agent_api.access.account_routes import client_address, sign_in_of
from agent_api.access.guard import CurrentPrincipal
from agent_api.access.principal import Forbidden, Principal
from agent_api.access.step_up import step_up
from agent_api.access.users import USERNAME
from agent_api.exports.files import MEDIA_TYPES
from agent_api.exports.schemas import FILE_RESPONSES, file_headers
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.staff import import_service, lists, service
from agent_api.staff.schemas import (
    EntryForm,
    ExitForm,
    MoveForm,
    NewStaffPerson,
    StaffCorrectionForm,
    StaffDetail,
    StaffExportForm,
    StaffImportForm,
    StaffImportResult,
    StaffOptions,
    StaffPage,
    StaffQuery,
)

router = APIRouter(prefix="/api/v1", tags=["personal"])
StaffUserPath = Annotated[str, Path(pattern=USERNAME)]


def _require_person(principal: Principal) -> None:
    """Raise Forbidden for a service token: a person must be responsible for the act."""
    if principal.scopes is not None:
        raise Forbidden("Esto lo hace una persona con su sesión, no un token de servicio.")


@router.get("/staff", summary="El personal de la campaña")
@requires("staff.read")
async def list_staff(context: ContextDep, query: Annotated[StaffQuery, Query()]) -> StaffPage:
    """Por usuario: quién trabaja en la campaña, desde cuándo, en qué cargo, y cuándo entró por última vez."""
    return await lists.list_people(context, query)


@router.post("/staff", status_code=201, responses=responses(409, 429), summary="Registrar un ingreso")
@requires("staff.manage")
async def register_staff(
    context: ContextDep, principal: CurrentPrincipal, request: Request, form: NewStaffPerson
) -> StaffDetail:
    """De una persona nueva, con cuenta o todavía sin ella. Los roles que administran esperan a otra persona."""
    _require_person(principal)
    if form.roles:
        await step_up(sign_in_of(context), principal, form.proof, client_address(request))
    await service.register_person(context, principal, form)
    return await lists.read_person(context, principal, form.user)


@router.get("/staff-options", summary="Lo que pueden decir los campos del personal")
@requires("staff.read")
async def get_staff_options(context: ContextDep) -> StaffOptions:
    """Las líneas y los canales; los empleadores, cargos y coordinadores de hoy; y las columnas de un archivo."""
    return await lists.read_options(context)


@router.post(
    "/staff-exports",
    response_class=Response,
    responses={**FILE_RESPONSES, **responses(409)},
    summary="Exportar el personal",
)
@requires("list.export")
async def export_staff(context: ContextDep, principal: CurrentPrincipal, form: StaffExportForm) -> Response:
    """Como lo muestra la lista, sin los documentos; queda en el registro."""
    content = await lists.export_people(context, principal, form)
    return Response(content, media_type=MEDIA_TYPES[form.format], headers=file_headers("personal", form.format))


@router.post("/staff-imports", summary="Importar un archivo de personal")
@requires("staff.manage")
async def import_staff(context: ContextDep, principal: CurrentPrincipal, form: StaffImportForm) -> StaffImportResult:
    """Todo o nada: si una fila no se puede importar, se dice su línea y su motivo, y no cambia nada. No da roles."""
    _require_person(principal)
    return await import_service.import_staff(context, principal, form)


@router.get("/staff/{user}", responses=responses(404), summary="Una persona del personal")
@requires("staff.read")
async def get_staff(context: ContextDep, principal: CurrentPrincipal, user: StaffUserPath) -> StaffDetail:
    """Con sus ingresos, traslados y salidas, y lo que usted puede hacer."""
    return await lists.read_person(context, principal, user)


@router.put("/staff/{user}", responses=responses(404, 409), summary="Corregir los datos de una persona")
@requires("staff.manage")
async def correct_staff(
    context: ContextDep, principal: CurrentPrincipal, user: StaffUserPath, form: StaffCorrectionForm
) -> StaffDetail:
    """En su cargo actual, sin otro traslado. Si otra persona los cambió, 409 con los actuales."""
    await service.correct_person(context, principal, user, form)
    return await lists.read_person(context, principal, user)


@router.post("/staff/{user}/return", responses=responses(404, 409, 429), summary="Registrar un regreso")
@requires("staff.manage")
async def return_staff(
    context: ContextDep, principal: CurrentPrincipal, request: Request, user: StaffUserPath, form: EntryForm
) -> StaffDetail:
    """De quien salió: es otro ingreso. Su cuenta se habilita sin los roles de antes."""
    _require_person(principal)
    if form.roles:
        await step_up(sign_in_of(context), principal, form.proof, client_address(request))
    await service.return_person(context, principal, user, form)
    return await lists.read_person(context, principal, user)


@router.post("/staff/{user}/move", responses=responses(404, 409, 429), summary="Registrar un traslado")
@requires("staff.manage")
async def move_staff(
    context: ContextDep, principal: CurrentPrincipal, request: Request, user: StaffUserPath, form: MoveForm
) -> StaffDetail:
    """Desde hoy o un día que viene: los roles de antes terminan entonces, y solo quedan los que se digan."""
    _require_person(principal)
    if form.roles:
        await step_up(sign_in_of(context), principal, form.proof, client_address(request))
    await service.move_person(context, principal, user, form)
    return await lists.read_person(context, principal, user)


@router.delete("/staff/{user}/move", responses=responses(404, 409), summary="Cancelar un traslado previsto")
@requires("staff.manage")
async def cancel_staff_move(context: ContextDep, principal: CurrentPrincipal, user: StaffUserPath) -> StaffDetail:
    """La persona sigue donde está, con los roles de antes; el de administrador lo aprueba otra persona."""
    _require_person(principal)
    await service.cancel_planned_move(context, principal, user)
    return await lists.read_person(context, principal, user)


@router.post("/staff/{user}/exit", responses=responses(404, 409), summary="Registrar una salida")
@requires("staff.manage")
async def end_staff(
    context: ContextDep, principal: CurrentPrincipal, user: StaffUserPath, form: ExitForm
) -> StaffDetail:
    """Ya, o al terminar un día: sus roles, sesiones, tokens y teléfonos terminan, y sale de las colas."""
    _require_person(principal)
    await service.end_person(context, principal, user, form)
    return await lists.read_person(context, principal, user)


@router.delete("/staff/{user}/exit", responses=responses(404, 409), summary="Cancelar una salida prevista")
@requires("staff.manage")
async def cancel_staff_exit(context: ContextDep, principal: CurrentPrincipal, user: StaffUserPath) -> StaffDetail:
    """La persona sigue como estaba."""
    _require_person(principal)
    await service.cancel_planned_exit(context, principal, user)
    return await lists.read_person(context, principal, user)
