"""``/api/v1/service-level``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.service_level.schemas import ServiceLevel, ServiceLevelQuery, present_service_level
from agent_api.service_level.service import figures_of, resolve_range

router = APIRouter(prefix="/api/v1/service-level", tags=["indicadores"])


@router.get("", summary="Nivel de servicio y cierre")
@requires("service_level.read")
async def get_service_level(context: ContextDep, query: Annotated[ServiceLevelQuery, Query()]) -> ServiceLevel:
    """Nivel de servicio, de atención y abandono de un lapso, con numerador y denominador, y el balance de cierre."""
    begins, ends = resolve_range(query.begins, query.ends, context.now())
    figures = await figures_of(context.journal, begins, ends, query.line, query.queue)
    return present_service_level(begins, ends, query, figures)
