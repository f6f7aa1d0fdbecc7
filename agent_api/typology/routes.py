"""``/api/v1/typology`` and ``/api/v1/pause-reasons``."""

from fastapi import APIRouter

from agent_api.kit.dates import local_day
from agent_api.kit.deps import Given
from agent_api.typology.schemas import PauseReasons, Typology, pause_reasons_of, typology_of

router = APIRouter(prefix="/api/v1", tags=["sitio"])


@router.get("/typology", summary="Tipos de petición, temas y subtemas")
async def tell_typology(deps: Given) -> Typology:
    """Los del sitio en vigor que se pueden elegir hoy, en el orden en que están escritos."""
    return typology_of(deps.site, local_day(deps.now()))


@router.get("/pause-reasons", summary="Motivos de pausa")
async def tell_pause_reasons(deps: Given) -> PauseReasons:
    """Los que puede elegir un asesor."""
    return pause_reasons_of(deps.site)
