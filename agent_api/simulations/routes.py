"""``/api/v1/simulations``, the site that they simulate, and its saved tries."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.simulations import presenters, service
from agent_api.simulations.schemas import SimulationForm, SimulationResult, SimulatorSite, SiteQuery, TryOutcomes

router = APIRouter(prefix="/api/v1", tags=["simulador"])


@router.get("/simulator-site", responses=responses(404), summary="Lo que se puede simular")
@requires("simulation.run")
async def read_simulator_site(context: ContextDep, query: Annotated[SiteQuery, Query()]) -> SimulatorSite:
    """Las líneas, los menús, las colas y los mensajes de contingencia de una versión del sitio."""
    return presenters.present_site(context, await service.find_site(context, query.site_version))


@router.post("/simulations", responses=responses(400, 404), summary="Simular una llamada")
@requires("simulation.run")
async def run_simulation(context: ContextDep, form: SimulationForm) -> SimulationResult:
    """Corre el mismo flujo de producción con un reloj virtual. No guarda nada: cada vez se envía la llamada entera."""
    return presenters.present_simulation(context, await service.run_simulation(context, form))


@router.get("/simulator-tries", responses=responses(404), summary="Hacer las pruebas del sitio")
@requires("simulation.run")
async def run_simulator_tries(context: ContextDep, query: Annotated[SiteQuery, Query()]) -> TryOutcomes:
    """Las llamadas guardadas en una versión, cada una con lo que no salió como se esperaba."""
    return presenters.present_tries(*await service.run_saved_tries(context, query.site_version))
