"""``/api/v1/quality/results``, and the evaluations behind an indicator."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.indicators.quality.evaluations import list_behind
from agent_api.indicators.quality.results import results_of
from agent_api.indicators.quality.schemas import (
    CountedEvaluationPage,
    EvaluationsBehindQuery,
    QualityResults,
    ResultsQuery,
)
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import SiteId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1", tags=["calidad"])


@router.get("/quality/results", summary="Resultados de la calidad")
@requires("evaluation.read")
async def get_quality_results(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[ResultsQuery, Query()]
) -> QualityResults:
    """Solo de las muestras al azar, por el día de la firma: cada familia de error y la nota, con su intervalo."""
    return await results_of(context, principal, query)


@router.get(
    "/indicators/{indicator}/evaluations",
    responses=responses(404, 409),
    summary="Las evaluaciones detrás de una cifra de calidad",
)
@requires("evaluation.read")
async def list_evaluations_behind(
    context: ContextDep,
    principal: CurrentPrincipal,
    indicator: SiteId,
    query: Annotated[EvaluationsBehindQuery, Query()],
) -> CountedEvaluationPage:
    """Las que cumplen, las que fallan o todas, las últimas que se firmaron primero."""
    return await list_behind(context, principal, indicator, query)
