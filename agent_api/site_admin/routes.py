"""``/api/v1/site``: what is in force, and the publications."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.site_admin import service
from agent_api.site_admin.schemas import (
    PublicationDetail,
    PublicationOut,
    PublicationPage,
    PublicationQuery,
    ReasonForm,
    ReturnForm,
    SiteOverview,
)
from config.site.documents.schema import site_schema

router = APIRouter(prefix="/api/v1/site", tags=["sitio"])
_PublicationId = Annotated[int, Path(ge=1, le=2**62)]
_ZIP: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "La carpeta, con sus sonidos y su logo",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("", responses=responses(409), summary="El sitio vigente y sus borradores")
@requires("site.read")
async def get_site(context: ContextDep) -> SiteOverview:
    """La versión que rige, la que está programada y los borradores abiertos."""
    return await service.read_overview(context)


@router.get("/schema", summary="La forma del sitio")
@requires("site.read")
async def get_site_schema() -> dict[str, Any]:
    """Un JSON Schema (2020-12) del documento de un sitio, con el nombre de cada campo en español."""
    return site_schema()


@router.get("/publications", responses=responses(400), summary="Lo que ha regido")
@requires("site.read")
async def list_publications(context: ContextDep, query: Annotated[PublicationQuery, Query()]) -> PublicationPage:
    """Primero la última; con `on`, las que rigieron ese día."""
    return await service.list_history(context, query)


@router.get("/publications/{publication_id}", responses=responses(404), summary="Una publicación")
@requires("site.read")
async def get_publication(context: ContextDep, publication_id: _PublicationId) -> PublicationDetail:
    """Su documento, y en palabras lo que cambió frente a la anterior."""
    return await service.read_publication(context, publication_id)


@router.get(
    "/publications/{publication_id}/folder",
    response_class=Response,
    responses={**_ZIP, **responses(404)},
    summary="La carpeta de una publicación",
)
@requires("site.read")
async def export_publication(context: ContextDep, publication_id: _PublicationId) -> Response:
    """Un ZIP que `atencion site import` lee."""
    content = await service.export_folder(context, publication_id)
    headers = {"Content-Disposition": f'attachment; filename="sitio-{publication_id}.zip"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/zip", headers=headers)


@router.post(
    "/publications/{publication_id}/cancellation", responses=responses(404, 409), summary="Cancelar lo programado"
)
@requires("site.publish")
async def cancel_publication(
    context: ContextDep, principal: CurrentPrincipal, publication_id: _PublicationId, form: ReasonForm
) -> PublicationOut:
    """Solo una publicación que todavía no rige."""
    return await service.cancel_publication(context, principal, publication_id, form.reason)


@router.post(
    "/publications/{publication_id}/return", responses=responses(404, 409), summary="Volver a una versión anterior"
)
@requires("site.publish")
async def return_to_publication(
    context: ContextDep, principal: CurrentPrincipal, publication_id: _PublicationId, form: ReturnForm
) -> PublicationOut:
    """Rige de inmediato y la hace una sola persona; cancela lo que esté programado."""
    return await service.return_to_publication(context, principal, publication_id, form)
