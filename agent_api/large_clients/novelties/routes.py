"""``/api/v1/client-novelties``."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.exports.files import MEDIA_TYPES
from agent_api.exports.schemas import FILE_RESPONSES, file_headers
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.large_clients.novelties import lists, service
from agent_api.large_clients.novelties.schemas import (
    NewNovelty,
    NoveltyConfirmationForm,
    NoveltyDetail,
    NoveltyExportForm,
    NoveltyId,
    NoveltyOptions,
    NoveltyPage,
    NoveltyQuery,
    NoveltyStepForm,
)
from agent_api.tickets.schemas import IdempotencyKey

router = APIRouter(prefix="/api/v1", tags=["grandes clientes"])


@router.get("/client-novelties", responses=responses(400), summary="Novedades de grandes clientes")
@requires("client_novelty.read")
async def list_client_novelties(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[NoveltyQuery, Query()]
) -> NoveltyPage:
    """La interventoría ve las que se le enviaron."""
    return await lists.list_novelties(context, principal, query, parse_cursor(query.cursor))


@router.post("/client-novelties", status_code=201, responses=responses(409), summary="Registrar una novedad")
@requires("client_novelty.write")
async def register_client_novelty(
    context: ContextDep,
    principal: CurrentPrincipal,
    form: NewNovelty,
    idempotency_key: Annotated[IdempotencyKey, Header()],
    response: Response,
) -> NoveltyDetail:
    """Una falla o un hallazgo del canal. Con la misma clave y el mismo cuerpo, la misma respuesta, con 200."""
    id_, is_new = await service.register_novelty(context, principal, form, idempotency_key)
    if not is_new:
        response.status_code = 200
    return await lists.read_novelty(context, principal, id_)


@router.get("/client-novelty-options", summary="Lo que puede ser una novedad")
@requires("client_novelty.read")
async def get_client_novelty_options(context: ContextDep, principal: CurrentPrincipal) -> NoveltyOptions:
    """Los canales y los destinatarios del sitio, y los clientes activos para quien lee el registro."""
    return await lists.read_novelty_options(context, principal)


@router.post(
    "/client-novelty-exports",
    response_class=Response,
    responses={**FILE_RESPONSES, **responses(409)},
    summary="Exportar la lista de novedades",
)
@requires("list.export")
async def export_client_novelties(
    context: ContextDep, principal: CurrentPrincipal, form: NoveltyExportForm
) -> Response:
    """Como la muestra la lista, sin las descripciones; queda en el registro."""
    content = await lists.export_novelties(context, principal, form)
    return Response(content, media_type=MEDIA_TYPES[form.format], headers=file_headers("novedades", form.format))


@router.get("/client-novelties/{novelty_id}", responses=responses(404), summary="Una novedad")
@requires("client_novelty.read")
async def get_client_novelty(context: ContextDep, principal: CurrentPrincipal, novelty_id: NoveltyId) -> NoveltyDetail:
    """Con sus destinatarios, su historia y lo que usted puede hacer."""
    return await lists.read_novelty(context, principal, novelty_id)


@router.post(
    "/client-novelties/{novelty_id}/steps", responses=responses(404, 409), summary="Hacer seguimiento a una novedad"
)
@requires("client_novelty.write")
async def act_on_client_novelty(
    context: ContextDep, principal: CurrentPrincipal, novelty_id: NoveltyId, form: NoveltyStepForm
) -> NoveltyDetail:
    """Enviar, registrar acuse o respuesta, anotar, cerrar, reabrir o anular. Si otra persona la cambió, 409."""
    await service.act_on_novelty(context, principal, novelty_id, form)
    return await lists.read_novelty(context, principal, novelty_id)


@router.post(
    "/client-novelties/{novelty_id}/confirmation",
    responses=responses(404, 409),
    summary="Acusar recibo de una novedad, o responderla",
)
@requires("client_novelty.confirm")
async def confirm_client_novelty(
    context: ContextDep, principal: CurrentPrincipal, novelty_id: NoveltyId, form: NoveltyConfirmationForm
) -> NoveltyDetail:
    """La interventoría, de lo que se le envió a ella."""
    await service.confirm_novelty(context, principal, novelty_id, form)
    return await lists.read_novelty(context, principal, novelty_id)
