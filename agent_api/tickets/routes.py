"""``/api/v1/tickets``."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import BadQuery
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.tickets import filing, take_step
from agent_api.tickets.history import ticket_history
from agent_api.tickets.presenters import present_detail, present_page
from agent_api.tickets.queries import inboxes
from agent_api.tickets.queries.details import load_detail
from agent_api.tickets.queries.pages import TicketCursor
from agent_api.tickets.queries.visibility import can_read, find_followed_ticket, visibility_of
from agent_api.tickets.schemas import (
    IdempotencyKey,
    MentionCandidates,
    MentionedUser,
    Reclassification,
    TicketDetail,
    TicketForm,
    TicketHistory,
    TicketPage,
    TicketQuery,
    TopicQuery,
)
from agent_api.tickets.step_schemas import StepForm
from agent_api.tickets.workflow import mentions, reclassification

router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"])
Number = Annotated[str, Path(max_length=40)]


@router.post("", status_code=201, responses=responses(404, 409), summary="Radicar una petición")
@requires("ticket.file")
async def file_ticket(
    context: ContextDep,
    principal: CurrentPrincipal,
    form: TicketForm,
    idempotency_key: Annotated[IdempotencyKey, Header()],
) -> TicketDetail:
    """Con la misma clave y el mismo cuerpo, la misma respuesta: se puede repetir sin miedo a radicar dos veces.

    No se rechaza por falta de identidad. Con `outcome`, se cierra en el primer contacto o se escala de una vez.
    """
    filed = await filing.file_ticket(context, principal, form, idempotency_key, context.now())
    visibility = await visibility_of(context, principal)
    return present_detail(await load_detail(context, principal, visibility, filed))


@router.get("", summary="Tickets y bandejas")
@requires("ticket.read")
async def list_tickets(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[TicketQuery, Query()]
) -> TicketPage:
    """Primero los abiertos, el que vence antes; después los cerrados, el último primero. Cada quien ve los suyos."""
    return present_page(await inboxes.load_page(context, principal, query, _decode_cursor(query.cursor)))


@router.get("/{number}", responses=responses(404), summary="Un ticket por su radicado")
@requires("ticket.read")
async def get_ticket(context: ContextDep, principal: CurrentPrincipal, number: Number) -> TicketDetail:
    """El número se puede escribir con guiones, con espacios o seguido. Si está mal dictado, se dice.

    De un cliente cuya titularidad no se ha verificado, quien lo radicó, lo tiene o lo escaló ve dónde está
    (`opened: false`), y nada de lo que dijo el cliente.
    """
    visibility = await visibility_of(context, principal)
    filed, opened = await find_followed_ticket(context.engine, context.campaign, number, visibility)
    return present_detail(await load_detail(context, principal, visibility, filed, opened=opened))


@router.get("/{number}/history", responses=responses(404), summary="La historia de un ticket")
@requires("ticket.read")
async def get_ticket_history(context: ContextDep, principal: CurrentPrincipal, number: Number) -> TicketHistory:
    """Cada paso, en orden: cuándo, quién, qué se decidió y qué se escribió; y cada correo, carta y aviso que salió."""
    return await ticket_history(context, principal, number)


@router.get("/{number}/mention-candidates", responses=responses(404), summary="A quiénes puede mencionar una nota")
@requires("ticket.work")
async def list_mention_candidates(
    context: ContextDep, principal: CurrentPrincipal, number: Number
) -> MentionCandidates:
    """Quienes pueden abrir ese ticket: mencionar a alguien no le da acceso a nada."""
    colleagues = await mentions.list_mention_candidates(context, principal, number)
    return MentionCandidates(users=[MentionedUser(user=each.user, name=each.name) for each in colleagues])


@router.get("/{number}/reclassification", responses=responses(404, 409), summary="Qué pasaría al corregir la tipología")
@requires("ticket.work")
async def preview_reclassification(
    context: ContextDep, principal: CurrentPrincipal, number: Number, query: Annotated[TopicQuery, Query()]
) -> Reclassification:
    """El último día y el área que tendría con otra tipología, antes de decidirlo con el paso `reclassify`."""
    return await reclassification.preview_reclassification(
        context, principal, number, reclassification.topic_of(query), context.now()
    )


@router.post("/{number}/steps", responses=responses(404, 409), summary="Dar un paso en un ticket")
@requires("ticket.work")
async def take_ticket_step(
    context: ContextDep, principal: CurrentPrincipal, number: Number, form: StepForm
) -> TicketDetail:
    """Cada paso lleva la `version` que se leyó: si otra persona dio uno antes, no se hace nada y se dice.

    Los pasos que usted puede dar ahora están en `steps` del ticket.
    """
    filed = await take_step.take_step(context, principal, number, form, context.now())
    visibility = await visibility_of(context, principal)
    opened = can_read(visibility, filed)
    return present_detail(await load_detail(context, principal, visibility, filed, opened=opened))


def _decode_cursor(cursor: str | None) -> TicketCursor | None:
    try:
        return TicketCursor.decode(cursor) if cursor else None
    except ValueError as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
