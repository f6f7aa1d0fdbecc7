"""``/api/v1/service-level``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.kit.deps import Given
from agent_api.service_level.schemas import ServiceLevel, ServiceLevelQuery, service_level
from agent_api.service_level.service import figures_of, stretch

router = APIRouter(prefix="/api/v1/service-level", tags=["indicadores"])


@router.get("", summary="Nivel de servicio y cierre")
async def tell_service_level(deps: Given, query: Annotated[ServiceLevelQuery, Query()]) -> ServiceLevel:
    """Nivel de servicio, de atención y abandono de un lapso, con numerador y denominador, y el balance de cierre."""
    begins, ends = stretch(query.begins, query.ends, deps.now())
    told = await figures_of(deps.journal, begins, ends, query.line, query.queue)
    return service_level(begins, ends, query, told)
