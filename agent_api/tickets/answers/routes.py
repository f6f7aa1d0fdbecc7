"""``/api/v1/answer-templates`` and a template filled for a ticket."""

from typing import Annotated

from fastapi import APIRouter, Path

from agent_api.access.guard import Who
from agent_api.kit.deps import Given
from agent_api.kit.problems import responses
from agent_api.tickets.answers.schemas import AnswerTemplate, FilledAnswer, template_of
from agent_api.tickets.answers.service import filled_for, find_template

router = APIRouter(prefix="/api/v1")
TemplateId = Annotated[str, Path(max_length=40)]


@router.get(
    "/answer-templates/{template_id}", responses=responses(404), summary="Una plantilla de respuesta", tags=["sitio"]
)
async def tell_answer_template(deps: Given, template_id: TemplateId) -> AnswerTemplate:
    """Una de las que `/api/v1/typology` nombra en cada tema; la del sitio en vigor."""
    return template_of(*find_template(deps, template_id))


@router.get(
    "/tickets/{number}/answer-templates/{template_id}",
    responses=responses(404),
    summary="Una plantilla con los datos de un ticket",
    tags=["tickets"],
)
async def fill_answer_template(
    deps: Given, who: Who, number: Annotated[str, Path(max_length=40)], template_id: TemplateId
) -> FilledAnswer:
    """Llena lo que el ticket sabe (nombre, radicado, fechas, tema); lo demás queda como espacio."""
    return await filled_for(deps, who, number, template_id, deps.now())
