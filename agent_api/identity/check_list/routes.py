"""``/api/v1/identity-checks``."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.exports.files import MEDIA_TYPES
from agent_api.exports.schemas import FILE_RESPONSES, file_headers
from agent_api.identity.check_list import service
from agent_api.identity.check_list.schemas import IdentityCheckExportForm, IdentityCheckPage, IdentityCheckQuery
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1", tags=["titularidad"])


@router.get("/identity-checks", summary="Las verificaciones de todas las llamadas")
@requires("identity_check.read")
async def list_identity_checks(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[IdentityCheckQuery, Query()]
) -> IdentityCheckPage:
    """Quién preguntó, en qué llamada, qué preguntas y con qué resultado; nunca las respuestas."""
    return await service.list_checks(context, principal, query, parse_cursor(query.cursor))


@router.post(
    "/identity-check-exports",
    response_class=Response,
    responses={**FILE_RESPONSES, **responses(400, 409)},
    summary="Exportar las verificaciones",
)
@requires("list.export")
async def export_identity_checks(
    context: ContextDep, principal: CurrentPrincipal, form: IdentityCheckExportForm
) -> Response:
    """Como la muestra la lista; queda en el registro."""
    content = await service.export_checks(context, principal, form)
    return Response(content, media_type=MEDIA_TYPES[form.format], headers=file_headers("identidad", form.format))
