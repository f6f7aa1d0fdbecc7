"""``/api/v1/lookups``, and lookups for a call and for a ticket: ``…/{id}/lookups/{lookup}``."""

from typing import Annotated

from fastapi import APIRouter, Path

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.problems import responses
from agent_api.lookups import service
from agent_api.lookups.schemas import LookupAnswer, LookupForm, LookupId, LookupsOffered

Number = Annotated[str, Path(max_length=40)]
router = APIRouter(prefix="/api/v1", tags=["consultas"])


@router.get("/lookups", summary="Las consultas que puede hacer")
async def list_lookups(deps: ContextDep, who: CurrentPrincipal) -> LookupsOffered:
    """Según sus roles, por nombre."""
    return LookupsOffered(items=service.list_offered(deps, who))


@router.post("/calls/{call_id}/lookups/{lookup}", responses=responses(404), summary="Consultar otro sistema")
async def look_up(
    deps: ContextDep, who: CurrentPrincipal, call_id: CallId, lookup: LookupId, form: LookupForm
) -> LookupAnswer:
    """Sobre el cliente cuya identidad se verificó en esta llamada; antes, 403 con `identity_required`.

    Cada consulta queda en el registro, sin los datos. Si el sistema no responde, la respuesta es `not_available` con la
    razón, y la llamada sigue.
    """
    return await service.look_up(deps, who, call_id, lookup, form, now=deps.now())


@router.post(
    "/tickets/{number}/lookups/{lookup}", responses=responses(404, 409), summary="Consultar otro sistema para un ticket"
)
async def look_up_for_ticket(
    deps: ContextDep, who: CurrentPrincipal, number: Number, lookup: LookupId, form: LookupForm
) -> LookupAnswer:
    """Sobre el cliente del ticket, sin llamada; de los tickets que usted puede ver.

    Queda en el registro y en `lookups` del ticket, sin los datos. Un ticket sin cliente responde 409 con
    `ticket_without_customer`.
    """
    return await service.look_up_for_ticket(deps, who, number, lookup, form, now=deps.now())
