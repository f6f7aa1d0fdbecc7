"""``/api/v1/quality/evaluations``, the values of its filters, and the evaluations of a sample."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.quality.evaluations import begin, lists, sample_items, service
from agent_api.quality.evaluations.schemas import (
    CorrectionForm,
    DiscardForm,
    EvaluationChoices,
    EvaluationDetail,
    EvaluationDraftForm,
    EvaluationId,
    EvaluationPage,
    EvaluationQuery,
    NewEvaluation,
    SampleEvaluations,
    SavedEvaluation,
    ScoreForm,
    ScorePreview,
    SignatureForm,
)
from agent_api.quality.samples.schemas import SampleId

router = APIRouter(prefix="/api/v1/quality", tags=["calidad"])


@router.get("/evaluations", summary="Evaluaciones de calidad")
@requires("evaluation.read")
async def list_evaluations(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[EvaluationQuery, Query()]
) -> EvaluationPage:
    """Primero la última que se comenzó. Quien aún debe juzgar lo mismo no ve la nota de otro."""
    return await lists.list_page(context, principal, query, parse_cursor(query.cursor))


@router.get("/evaluation-choices", summary="Con qué se pueden filtrar las evaluaciones")
@requires("evaluation.read")
async def list_evaluation_choices(context: ContextDep, principal: CurrentPrincipal) -> EvaluationChoices:
    """Formularios, semanas y evaluadores; los asesores, solo para quien no evalúa."""
    return await lists.list_choices(context, principal)


@router.get("/samples/{sample_id}/evaluations", responses=responses(404), summary="Las evaluaciones de una muestra")
@requires("evaluation.read")
async def list_sample_evaluations(
    context: ContextDep, principal: CurrentPrincipal, sample_id: SampleId
) -> SampleEvaluations:
    """Quién evalúa o evaluó cada llamada o ticket que sigue en la muestra, y cuáles puede comenzar usted."""
    week, _, channel = sample_id.rpartition("-")
    return await sample_items.list_sample_evaluations(
        context, principal, week, "phone" if channel == "phone" else "written"
    )


@router.post("/evaluations", status_code=201, responses=responses(400, 404, 409), summary="Comenzar una evaluación")
@requires("evaluation.write")
async def begin_evaluation(
    context: ContextDep, principal: CurrentPrincipal, form: NewEvaluation, response: Response
) -> EvaluationDetail:
    """Con el formulario vigente el día de lo que se evalúa, que conserva aunque cambie a mitad de semana.

    Si usted ya la había comenzado, devuelve esa con 200. Nadie evalúa su propio trabajo.
    """
    id_, is_new = await begin.begin_evaluation(context, principal, form)
    if not is_new:
        response.status_code = 200
    return await lists.read_detail(context, principal, id_)


@router.get("/evaluations/{evaluation_id}", responses=responses(404), summary="Una evaluación")
@requires("evaluation.read")
async def get_evaluation(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId
) -> EvaluationDetail:
    """Con su formulario, sus versiones y lo que se evalúa; si el sitio lo pide, sin el nombre del asesor."""
    return await lists.read_detail(context, principal, evaluation_id)


@router.put("/evaluations/{evaluation_id}", responses=responses(404, 409), summary="Guardar una evaluación sin firmar")
@requires("evaluation.write")
async def save_evaluation(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, form: EvaluationDraftForm
) -> SavedEvaluation:
    """Como se escribe: puede estar incompleta. Si otra ventana la cambió, 409 con la más reciente en `evaluation`."""
    saved = await service.save_draft(context, principal, evaluation_id, form)
    return SavedEvaluation(id=saved.id, revision=saved.revision, updated_at=saved.updated_at)


@router.post("/evaluations/{evaluation_id}/score", responses=responses(404), summary="La nota de unas respuestas")
@requires("evaluation.decide")
async def score_answers(context: ContextDep, evaluation_id: EvaluationId, form: ScoreForm) -> ScorePreview:
    """Con la convención del formulario, como si lo que falta por responder no aplicara. No guarda nada."""
    return await service.score_answers(context, evaluation_id, form.answers)


@router.post("/evaluations/{evaluation_id}/signature", responses=responses(404, 409), summary="Firmar una evaluación")
@requires("evaluation.write")
async def sign_evaluation(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, form: SignatureForm
) -> EvaluationDetail:
    """Con todos los criterios respondidos; `errors` nombra los que falten. El asesor recibe un aviso."""
    await service.sign_evaluation(context, principal, evaluation_id, form.revision)
    return await lists.read_detail(context, principal, evaluation_id)


@router.post(
    "/evaluations/{evaluation_id}/corrections", responses=responses(404, 409), summary="Corregir una evaluación firmada"
)
@requires("evaluation.write")
async def correct_evaluation(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, form: CorrectionForm
) -> EvaluationDetail:
    """Con un motivo. Es una versión nueva: la anterior se conserva, y el plazo del asesor empieza otra vez."""
    await service.correct_evaluation(context, principal, evaluation_id, form)
    return await lists.read_detail(context, principal, evaluation_id)


@router.post(
    "/evaluations/{evaluation_id}/discard", responses=responses(404, 409), summary="Descartar una evaluación sin firmar"
)
@requires("evaluation.decide")
async def discard_evaluation(
    context: ContextDep, principal: CurrentPrincipal, evaluation_id: EvaluationId, form: DiscardForm
) -> EvaluationDetail:
    """Cualquiera de calidad o la coordinación. Lo escrito se conserva, y otra persona puede evaluar lo mismo."""
    await service.discard_evaluation(context, principal, evaluation_id, form.reason)
    return await lists.read_detail(context, principal, evaluation_id)
