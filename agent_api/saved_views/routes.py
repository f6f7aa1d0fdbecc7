"""``/api/v1/saved-views``."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.saved_views import service
from agent_api.saved_views.schemas import SavedView, SavedViewForm, SavedViewList, SavedViewQuery

router = APIRouter(prefix="/api/v1/saved-views", tags=["vistas"])
ViewId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


@router.get("", summary="Vistas de una lista")
@requires("view.save")
async def list_saved_views(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[SavedViewQuery, Query()]
) -> SavedViewList:
    """Las suyas y las compartidas, por nombre."""
    return await service.list_views(context, principal, query.list)


@router.post("", status_code=201, responses=responses(409), summary="Guardar una vista")
@requires("view.save")
async def create_saved_view(context: ContextDep, principal: CurrentPrincipal, form: SavedViewForm) -> SavedView:
    """Filtros, orden y columnas con un nombre. No guarda nada que identifique a un cliente ni a quien llama."""
    return await service.save_view(context, principal, form)


@router.put("/{view_id}", responses=responses(404, 409), summary="Cambiar una vista")
@requires("view.save")
async def change_saved_view(
    context: ContextDep, principal: CurrentPrincipal, view_id: ViewId, form: SavedViewForm
) -> SavedView:
    """Solo las de usted; `list` es la misma."""
    return await service.change_view(context, principal, view_id, form)


@router.delete("/{view_id}", status_code=204, responses=responses(404), summary="Borrar una vista")
@requires("view.save")
async def delete_saved_view(context: ContextDep, principal: CurrentPrincipal, view_id: ViewId) -> None:
    """Solo las de usted; si era compartida, deja de verla todo el mundo."""
    await service.delete_view(context, principal, view_id)
