"""``/api/v1/answer-templates``; for a ticket, a filled template, the preview of an answer, and its opening."""

from typing import Annotated

from fastapi import APIRouter, Path

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import SIGNED_IN, requires
from agent_api.kit.problems import responses
from agent_api.tickets.answers.openings import open_answer
from agent_api.tickets.answers.preview import preview_answer
from agent_api.tickets.answers.schemas import (
    AnswerPreview,
    AnswerPreviewForm,
    AnswerTemplate,
    FilledAnswer,
    OpenedAnswer,
    present_template,
)
from agent_api.tickets.answers.service import fill_template, find_template

router = APIRouter(prefix="/api/v1")
Number = Annotated[str, Path(max_length=40)]
TemplateId = Annotated[str, Path(max_length=40)]


@router.get(
    "/answer-templates/{template_id}", responses=responses(404), summary="Una plantilla de respuesta", tags=["sitio"]
)
@requires(SIGNED_IN)
async def get_answer_template(context: ContextDep, template_id: TemplateId) -> AnswerTemplate:
    """Una de las que `/api/v1/typology` nombra en cada tema; la del sitio en vigor."""
    return present_template(*find_template(context.site, template_id))


@router.get(
    "/tickets/{number}/answer-templates/{template_id}",
    responses=responses(404),
    summary="Una plantilla con los datos de un ticket",
    tags=["tickets"],
)
@requires("ticket.read")
async def fill_answer_template(
    context: ContextDep,
    principal: CurrentPrincipal,
    number: Number,
    template_id: TemplateId,
) -> FilledAnswer:
    """Llena lo que el ticket sabe (nombre, radicado, fechas, tema); lo demás queda como espacio."""
    return await fill_template(context, principal, number, template_id, context.now())


@router.post(
    "/tickets/{number}/answer-preview",
    responses=responses(404, 409),
    summary="Ver una respuesta como le llegará al peticionario",
    tags=["tickets"],
)
@requires("ticket.work")
async def preview_ticket_answer(
    context: ContextDep, principal: CurrentPrincipal, number: Number, form: AnswerPreviewForm
) -> AnswerPreview:
    """El correo o la carta, con la misma plantilla y a la misma dirección con que se envía. No guarda ni envía nada."""
    return await preview_answer(context, principal, number, form, context.now())


@router.post(
    "/tickets/{number}/answer-openings",
    responses=responses(404, 409),
    summary="Abrir la respuesta de un área para revisarla",
    tags=["tickets"],
)
@requires("ticket.work")
async def open_ticket_answer(context: ContextDep, principal: CurrentPrincipal, number: Number) -> OpenedAnswer:
    """Lo que se pidió y lo que el área responde, juntos. Queda registrado quién la abrió; sin abrirla no se acepta."""
    return await open_answer(context, principal, number, context.now())
