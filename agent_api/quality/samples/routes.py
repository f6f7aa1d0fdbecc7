"""``/api/v1/quality/samples`` and ``/api/v1/quality/seeds``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import BadQuery
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.quality.samples import seed_service, service
from agent_api.quality.samples.schemas import (
    NumberForm,
    ReplacementForm,
    Sample,
    SampleId,
    SamplePage,
    SampleQuery,
    SampleSeed,
    SampleSeedList,
    SeedForm,
    WeekId,
)
from metrics.quality.samples.week import Week, parse_week

router = APIRouter(prefix="/api/v1/quality", tags=["calidad"])


@router.get("/samples", summary="Muestras semanales de calidad")
@requires("sample.read")
async def list_samples(context: ContextDep, query: Annotated[SampleQuery, Query()]) -> SamplePage:
    """Primero la última semana: con su plan, de qué sale la semilla y cuántas se sortearon."""
    return await service.list_samples(context, query)


@router.get("/samples/{sample_id}", responses=responses(404), summary="Una muestra semanal")
@requires("sample.read")
async def get_sample(context: ContextDep, principal: CurrentPrincipal, sample_id: SampleId) -> Sample:
    """Con sus estratos y con cada llamada o ticket; los reemplazados siguen en la lista, con su motivo.

    Si el sitio pide seudónimos, quien evalúa no ve de qué asesor es cada uno, y los estratos son solo por línea.
    """
    return await service.get_sample(context, principal, sample_id)


@router.post(
    "/samples/{sample_id}/replacements",
    status_code=201,
    responses=responses(404, 409),
    summary="Reemplazar en la muestra",
)
@requires("sample.replace")
async def replace_item(
    context: ContextDep, principal: CurrentPrincipal, sample_id: SampleId, form: ReplacementForm
) -> Sample:
    """Toma la siguiente de su estrato en el orden del sorteo, con un motivo del sitio; queda en el registro."""
    return await service.replace_item(context, principal, sample_id, form.item, form.reason)


@router.get("/seeds", summary="Números de la interventoría")
@requires("sample.read")
async def list_seeds(context: ContextDep) -> SampleSeedList:
    """Los compromisos de las últimas semanas, primero la última, con el número de las que ya se revelaron."""
    return await seed_service.list_seeds(context)


@router.post("/seeds", status_code=201, responses=responses(400, 409), summary="Comprometer un número para una semana")
@requires("seed.commit")
async def commit_seed(context: ContextDep, principal: CurrentPrincipal, form: SeedForm) -> SampleSeed:
    """Antes de que comience la semana, el SHA-256 de un número de 40 cifras que solo la interventoría conoce.

    El mismo compromiso otra vez no cambia nada.
    """
    return await seed_service.commit_seed(context, principal, _week(form.week), form.commitment)


@router.post("/seeds/{week}/number", responses=responses(400, 409), summary="Revelar el número de una semana")
@requires("seed.commit")
async def reveal_seed(context: ContextDep, principal: CurrentPrincipal, week: WeekId, form: NumberForm) -> SampleSeed:
    """Cuando la semana ya terminó: con él y con la cabeza de la cadena se sortea la muestra."""
    return await seed_service.reveal_seed(context, principal, _week(week), form.number)


def _week(text: str) -> Week:
    try:
        return parse_week(text)
    except ValueError as error:
        raise BadQuery("week", "Esa semana no está en el calendario: escríbala como 2026-W47.") from error
