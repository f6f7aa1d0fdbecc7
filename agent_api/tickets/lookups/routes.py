"""``/api/v1/tickets/{number}/lookups/{lookup}``."""

from typing import Annotated

from fastapi import APIRouter, Path

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.lookups.schemas import LookupAnswer, LookupForm, LookupId
from agent_api.tickets.lookups import service

Number = Annotated[str, Path(max_length=40)]
router = APIRouter(prefix="/api/v1/tickets", tags=["consultas"])


@router.post(
    "/{number}/lookups/{lookup}", responses=responses(404, 409), summary="Consultar otro sistema para un ticket"
)
@requires("lookup.make")
async def look_up_for_ticket(
    context: ContextDep,
    principal: CurrentPrincipal,
    number: Number,
    lookup: LookupId,
    form: LookupForm,
) -> LookupAnswer:
    """Sobre el cliente del ticket, sin llamada; de los tickets que usted puede ver.

    Queda en el registro y en `lookups` del ticket, sin los datos. Un ticket sin cliente responde 409 con
    `ticket_without_customer`.
    """
    return await service.look_up_for_ticket(context, principal, number, lookup, form, now=context.now())
