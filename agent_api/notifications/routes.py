"""``/api/v1/notifications``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import SIGNED_IN, requires
from agent_api.notifications import service
from agent_api.notifications.schemas import (
    NotificationMarks,
    NotificationPage,
    NotificationQuery,
    UnreadNotifications,
)

router = APIRouter(prefix="/api/v1/notifications", tags=["avisos"])


@router.get("", summary="Sus avisos")
@requires(SIGNED_IN)
async def list_notifications(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[NotificationQuery, Query()]
) -> NotificationPage:
    """Lo que le concierne a usted: lo que le asignaron, devolvieron o va a vencer, y dónde lo mencionaron.

    Primero el último. Se borran cuando pasan los días que dice el sitio.
    """
    return await service.list_notifications(context, principal, query, parse_cursor(query.cursor))


@router.post("/marks", summary="Marcar avisos como leídos o sin leer")
@requires(SIGNED_IN)
async def mark_notifications(
    context: ContextDep, principal: CurrentPrincipal, form: NotificationMarks
) -> UnreadNotifications:
    """Solo los suyos: los de otra persona no cambian."""
    return await service.mark_notifications(context, principal, form)
