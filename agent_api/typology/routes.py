"""``/api/v1/typology`` and ``/api/v1/pause-reasons``."""

from fastapi import APIRouter

from agent_api.kit.dates import local_date
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import SIGNED_IN, requires
from agent_api.typology.schemas import PauseReasons, Typology, present_pause_reasons, present_typology

router = APIRouter(prefix="/api/v1", tags=["sitio"])


@router.get("/typology", summary="Tipos de petición, temas y subtemas")
@requires(SIGNED_IN)
async def get_typology(context: ContextDep) -> Typology:
    """Los del sitio en vigor que se pueden elegir hoy, en el orden en que están escritos."""
    return present_typology(context.site, local_date(context.now()))


@router.get("/pause-reasons", summary="Motivos de pausa")
@requires(SIGNED_IN)
async def get_pause_reasons(context: ContextDep) -> PauseReasons:
    """Los que puede elegir un asesor."""
    return present_pause_reasons(context.site)
