"""``/api/v1/me/help``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.access.permissions import Role
from agent_api.help import service
from agent_api.help.schemas import HelpMarks, NewsSeen
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import SIGNED_IN, requires

router = APIRouter(prefix="/api/v1/me/help", tags=["ayuda"])


@router.get("", summary="Lo que usted ya vio de la ayuda")
@requires(SIGNED_IN)
async def get_help_marks(context: ContextDep, principal: CurrentPrincipal) -> HelpMarks:
    """La versión instalada, los recorridos que ya hizo u omitió y la última versión cuyos cambios vio."""
    return await service.read_marks(context, principal)


@router.put("/tours/{role}", summary="Marcar un recorrido como visto")
@requires(SIGNED_IN)
async def mark_tour_seen(context: ContextDep, principal: CurrentPrincipal, role: Role) -> HelpMarks:
    """Terminado u omitido: no vuelve a empezar solo. Repetirlo no cambia nada."""
    return await service.mark_tour(context, principal, role)


@router.put("/news", summary="Marcar lo nuevo de una versión como visto")
@requires(SIGNED_IN)
async def mark_news_seen(context: ContextDep, principal: CurrentPrincipal, form: NewsSeen) -> HelpMarks:
    """No vuelve a mostrarse solo. Una versión anterior a la que ya vio no cambia nada."""
    return await service.mark_news(context, principal, form.version)
