"""``/api/v1/answer-templates``."""

from typing import Annotated

from fastapi import APIRouter, Path

from agent_api.answers.schemas import AnswerTemplate, template_of
from agent_api.deps import Given
from agent_api.problems import NotFound, responses

router = APIRouter(prefix="/api/v1/answer-templates", tags=["sitio"])


@router.get("/{template_id}", responses=responses(404), summary="Una plantilla de respuesta")
async def tell_answer_template(deps: Given, template_id: Annotated[str, Path(max_length=40)]) -> AnswerTemplate:
    """Una de las que `/api/v1/typology` nombra en cada tema; la del sitio en vigor."""
    answers = deps.site.answers
    found = answers.templates.get(template_id) if answers else None
    if answers is None or found is None:
        raise NotFound(f"No hay ninguna plantilla «{template_id}»; las de cada tema están en la tipología.")
    return template_of(answers, found)
