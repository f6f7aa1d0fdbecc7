"""``/api/v1/large-clients``, and the large client of a call or ticket."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.large_clients.register import activity, lists, service
from agent_api.large_clients.register.schemas import (
    ClientActivity,
    LargeClientDetail,
    LargeClientForm,
    LargeClientId,
    LargeClientNames,
    LargeClientOptions,
    LargeClientPage,
    LargeClientQuery,
    LargeClientUpdate,
    Recognition,
)

Number = Annotated[str, Path(max_length=40)]
router = APIRouter(prefix="/api/v1", tags=["grandes clientes"])


@router.get("/large-clients", responses=responses(400), summary="Grandes clientes")
@requires("large_client.read")
async def list_large_clients(context: ContextDep, query: Annotated[LargeClientQuery, Query()]) -> LargeClientPage:
    """Por nombre. `text` busca en el nombre y en el NIT."""
    return await lists.list_clients(context, query)


@router.post("/large-clients", status_code=201, responses=responses(409), summary="Registrar un gran cliente")
@requires("large_client.write")
async def register_large_client(
    context: ContextDep, principal: CurrentPrincipal, form: LargeClientForm
) -> LargeClientDetail:
    """El NIT se comprueba con su dígito de verificación y no se repite."""
    return await lists.read_client(context, await service.register_client(context, principal, form))


@router.get("/large-client-options", summary="Quién puede tener grandes clientes a cargo")
@requires("large_client.read")
async def get_large_client_options(context: ContextDep) -> LargeClientOptions:
    """Los usuarios que hoy pueden responder por una cuenta."""
    return await lists.read_client_options(context)


@router.get("/large-client-names", summary="Los grandes clientes por los que se filtran los tickets")
@requires("ticket.read")
async def get_large_client_names(context: ContextDep, principal: CurrentPrincipal) -> LargeClientNames:
    """Los activos, por nombre."""
    return await activity.list_filter_names(context, principal)


@router.get("/large-clients/{client_id}", responses=responses(404), summary="Un gran cliente")
@requires("large_client.read")
async def get_large_client(context: ContextDep, client_id: LargeClientId) -> LargeClientDetail:
    """Con sus contactos y sus versiones."""
    return await lists.read_client(context, client_id)


@router.put("/large-clients/{client_id}", responses=responses(404, 409), summary="Cambiar un gran cliente")
@requires("large_client.write")
async def change_large_client(
    context: ContextDep, principal: CurrentPrincipal, client_id: LargeClientId, form: LargeClientUpdate
) -> LargeClientDetail:
    """Queda otra versión, con su autor. Si otra persona lo cambió, 409 con el actual."""
    await service.change_client(context, principal, client_id, form)
    return await lists.read_client(context, client_id)


@router.get(
    "/large-clients/{client_id}/activity", responses=responses(404), summary="Llamadas y radicados de un gran cliente"
)
@requires("large_client.read")
async def get_large_client_activity(
    context: ContextDep, principal: CurrentPrincipal, client_id: LargeClientId
) -> ClientActivity:
    """Los últimos: las llamadas de los números de sus contactos, y los radicados de su NIT o de esas llamadas."""
    return await activity.read_activity(context, principal, client_id)


@router.get("/calls/{call_id}/large-client", responses=responses(404), summary="El gran cliente de una llamada")
@requires("calls.read")
async def recognise_large_client_of_call(context: ContextDep, call_id: CallId) -> Recognition:
    """Por el número que llama; null si no es de ninguno, o es de varios."""
    return await activity.recognise_call(context, call_id)


@router.get("/tickets/{number}/large-client", responses=responses(404), summary="El gran cliente de un radicado")
@requires("ticket.read")
async def recognise_large_client_of_ticket(
    context: ContextDep, principal: CurrentPrincipal, number: Number
) -> Recognition:
    """Por el documento del peticionario; null si no es de ninguno, o si usted no puede saber quién es."""
    return await activity.recognise_ticket(context, principal, number)
