"""``/api/v1/tickets``."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query

from agent_api.access.guard import Who
from agent_api.calls.store import Place
from agent_api.deps import Given
from agent_api.problems import BadQuery, responses
from agent_api.tickets import service
from agent_api.tickets.schemas import IdempotencyKey, Ticket, TicketForm, TicketPage, TicketQuery

router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"])


@router.post("", status_code=201, responses=responses(404, 409), summary="Radicar una petición")
async def file_ticket(
    deps: Given, who: Who, form: TicketForm, idempotency_key: Annotated[IdempotencyKey, Header()]
) -> Ticket:
    """Con la misma clave y el mismo cuerpo, la misma respuesta: se puede repetir sin miedo a radicar dos veces."""
    filed = await service.file_ticket(deps, who, form, idempotency_key, deps.now())
    (shown,) = await service.shown(deps, who, [filed])
    return shown


@router.get("", summary="Tickets recientes")
async def list_tickets(deps: Given, who: Who, query: Annotated[TicketQuery, Query()]) -> TicketPage:
    """Los últimos primero: los que usted radicó y los de la llamada en curso; según su rol, todos."""
    found, more = await service.list_tickets(deps, who, query, _place(query.cursor))
    return TicketPage(tickets=await service.shown(deps, who, found), next=more.cursor() if more else None)


@router.get("/{number}", responses=responses(404), summary="Un ticket por su radicado")
async def tell_ticket(deps: Given, who: Who, number: Annotated[str, Path(max_length=40)]) -> Ticket:
    """El número se puede escribir con guiones, con espacios o seguido. Si está mal dictado, se dice."""
    filed = await service.find_ticket(deps, who, number)
    (shown,) = await service.shown(deps, who, [filed])
    return shown


def _place(cursor: str | None) -> Place | None:
    try:
        return Place.read(cursor) if cursor else None
    except ValueError as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
