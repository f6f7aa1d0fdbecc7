"""``/api/v1/answer-templates`` and a template filled for a ticket."""

from typing import Annotated

from fastapi import APIRouter, Path

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import SIGNED_IN, requires
from agent_api.kit.problems import responses
from agent_api.tickets.answers.schemas import AnswerTemplate, FilledAnswer, present_template
from agent_api.tickets.answers.service import fill_template, find_template

router = APIRouter(prefix="/api/v1")
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
    number: Annotated[str, Path(max_length=40)],
    template_id: TemplateId,
) -> FilledAnswer:
    """Llena lo que el ticket sabe (nombre, radicado, fechas, tema); lo demás queda como espacio."""
    return await fill_template(context, principal, number, template_id, context.now())
