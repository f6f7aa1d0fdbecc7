"""``/api/v1/access-log``."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.access_log import lists
from agent_api.access_log.schemas import AccessLogExportForm, AccessLogPage, AccessLogQuery
from agent_api.exports.files import MEDIA_TYPES
from agent_api.exports.schemas import FILE_RESPONSES, file_headers
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1", tags=["bitácora"])


@router.get("/access-log", summary="La bitácora de depuración")
@requires("access_log.read")
async def list_access_log(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[AccessLogQuery, Query()]
) -> AccessLogPage:
    """Movimientos de cuentas, contraseñas y roles, entradas, y quién leyó a qué cliente. Ninguna fila se cambia."""
    return await lists.list_entries(context, principal, query, parse_cursor(query.cursor))


@router.post(
    "/access-log-exports",
    response_class=Response,
    responses={**FILE_RESPONSES, **responses(400, 409)},
    summary="Exportar la bitácora de depuración",
)
@requires("list.export")
async def export_access_log(context: ContextDep, principal: CurrentPrincipal, form: AccessLogExportForm) -> Response:
    """Como la muestra la lista; queda en el registro."""
    content = await lists.export_entries(context, principal, form)
    return Response(content, media_type=MEDIA_TYPES[form.format], headers=file_headers("bitacora", form.format))
