"""``/api/v1/calls`` and ``/api/v1/call-counts``."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.calls import lists, service
from agent_api.calls.schemas import (
    CallCounts,
    CallDetail,
    CallExportForm,
    CallFilters,
    CallListPage,
    CallQuery,
    CallSearchForm,
    ListedCall,
)
from agent_api.exports.files import MEDIA_TYPES
from agent_api.exports.schemas import FILE_RESPONSES, file_headers
from agent_api.kit.dates import local_date
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1", tags=["llamadas"])


@router.get("/calls", summary="Llamadas")
@requires("calls.read")
async def list_calls(context: ContextDep, query: Annotated[CallQuery, Query()]) -> CallListPage:
    """Las últimas que ingresaron primero, o al revés con `sort=arrived_at`."""
    calls, more = await lists.load_page(context, query, query.sort, query.limit, parse_cursor(query.cursor))
    return CallListPage(
        calls=[ListedCall.model_construct(**lists.listed_fields(each)) for each in calls],  # own rows: no validation
        next=more.encode() if more else None,
    )


@router.post("/calls/search", responses=responses(400, 404, 409), summary="Llamadas de un número o de un cliente")
@requires("calls.read")
async def search_calls(context: ContextDep, principal: CurrentPrincipal, form: CallSearchForm) -> CallListPage:
    """Con los filtros y el orden de la lista. El número va en el cuerpo, nunca en la dirección.

    Por número, quien puede ver los números; por cliente, quien puede leerlo. Queda en el registro, sin el número.
    """
    calls, more = await lists.load_page_of_person(context, principal, form, parse_cursor(form.cursor))
    return CallListPage(
        calls=[ListedCall.model_construct(**lists.listed_fields(each)) for each in calls],
        next=more.encode() if more else None,
    )


@router.get("/call-counts", summary="Cuántas llamadas hay en una lista")
@requires("calls.read")
async def count_calls(context: ContextDep, query: Annotated[CallFilters, Query()]) -> CallCounts:
    """Con los mismos filtros de la lista, en un período de 92 días a lo sumo (`from` y `to`)."""
    return await lists.count_list(context, query)


@router.post(
    "/calls/exports",
    response_class=Response,
    responses={**FILE_RESPONSES, **responses(400, 404, 409)},
    summary="Una lista de llamadas como archivo",
)
@requires("list.export")
async def export_call_list(context: ContextDep, principal: CurrentPrincipal, form: CallExportForm) -> Response:
    """Lo que muestra la lista, con sus filtros, su orden y sus columnas; sin números de teléfono.

    Que se exportó, con qué filtros y cuántas filas queda en el registro.
    """
    content = await lists.export_calls(context, principal, form)
    headers = file_headers(f"llamadas-{local_date(context.now())}", form.format)
    return Response(content, media_type=MEDIA_TYPES[form.format], headers=headers)


@router.get("/calls/{call_id}", responses=responses(404), summary="Una llamada con su historia")
@requires("calls.read")
async def tell_call(context: ContextDep, principal: CurrentPrincipal, call_id: CallId) -> CallDetail:
    """El resumen de la llamada y cada hecho suyo, en orden, con una frase que lo cuenta.

    El nombre completo del cliente verificado exige poder leer clientes sin llamada, y queda en el registro.
    """
    return await service.read_call(context, principal, call_id, context.now())
