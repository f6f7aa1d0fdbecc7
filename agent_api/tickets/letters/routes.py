"""``/api/v1/tickets/{number}/letters``."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.tickets.letters import service
from agent_api.tickets.letters.schemas import DeliveryForm, DispatchForm, Letter, LetterId, LetterList

router = APIRouter(prefix="/api/v1/tickets/{number}/letters", tags=["tickets"])
Number = Annotated[str, Path(max_length=40)]
MEDIA_TYPE = "application/pdf"
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"description": "La carta", "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
    **responses(404),
}


@router.get("", responses=responses(404), summary="Cartas de un ticket")
@requires("ticket.read")
async def list_letters(context: ContextDep, principal: CurrentPrincipal, number: Number) -> LetterList:
    """Las que se escribieron a quien no tiene correo, con la guía y la prueba de entrega de cada una."""
    return LetterList(letters=await service.list_letters(context, principal, number))


@router.get("/{letter_id}", response_class=Response, responses=_PDF, summary="Una carta, en PDF")
@requires("ticket.read")
async def get_letter(context: ContextDep, principal: CurrentPrincipal, number: Number, letter_id: LetterId) -> Response:
    """Como se escribió, para imprimirla."""
    pdf = await service.letter_pdf(context, principal, number, letter_id)
    headers = {"Content-Disposition": f'inline; filename="carta-{letter_id[:8]}.pdf"', "Cache-Control": "no-store"}
    return Response(pdf, media_type=MEDIA_TYPE, headers=headers)


@router.get(
    "/{letter_id}/bundle",
    response_class=Response,
    responses={**_PDF, **responses(404, 409, 500, 503)},
    summary="Una carta con sus anexos, en un solo PDF",
)
@requires("ticket.read")
async def get_letter_bundle(
    context: ContextDep, principal: CurrentPrincipal, number: Number, letter_id: LetterId
) -> Response:
    """La carta y sus anexos en PDF, para imprimirlos de una vez; los demás anexos se descargan uno por uno."""
    pdf = await service.letter_bundle(context, principal, number, letter_id)
    headers = {
        "Content-Disposition": f'inline; filename="carta-{letter_id[:8]}-con-anexos.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(pdf, media_type=MEDIA_TYPE, headers=headers)


@router.post("/{letter_id}/dispatch", responses=responses(404, 409), summary="Anotar que una carta salió")
@requires("letter.send")
async def dispatch_letter(
    context: ContextDep, principal: CurrentPrincipal, number: Number, letter_id: LetterId, form: DispatchForm
) -> Letter:
    """Con la empresa de mensajería y la guía. Si la carta lleva la respuesta, el ticket se cierra."""
    return await service.record_dispatch(context, principal, number, letter_id, form)


@router.post("/{letter_id}/delivery", responses=responses(404, 409), summary="Anotar la prueba de entrega de una carta")
@requires("letter.send")
async def record_letter_delivery(
    context: ContextDep, principal: CurrentPrincipal, number: Number, letter_id: LetterId, form: DeliveryForm
) -> Letter:
    """Quién la recibió o por qué volvió. Si volvió con la respuesta, el ticket se reabre."""
    return await service.record_delivery(context, principal, number, letter_id, form)
