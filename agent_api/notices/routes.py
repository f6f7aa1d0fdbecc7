"""``/api/v1/unresolved-escalations``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.notices.escalations import list_unresolved_escalations as list_escalations
from agent_api.notices.schemas import UnresolvedEscalationPage, UnresolvedEscalationQuery

router = APIRouter(prefix="/api/v1/unresolved-escalations", tags=["tickets"])


@router.get("", responses=responses(404), summary="Escalamientos sin resolver")
@requires("escalation.read")
async def list_unresolved_escalations(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[UnresolvedEscalationQuery, Query()]
) -> UnresolvedEscalationPage:
    """Por área, con cuándo se enviaron, si ya se respondieron y cuántos días llevan vencidos.

    Primero el que vence antes. Un funcionario ve los de sus áreas.
    """
    return await list_escalations(context, principal, query, parse_cursor(query.cursor))
