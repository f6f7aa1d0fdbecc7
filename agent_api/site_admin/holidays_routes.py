"""``/api/v1/site/holidays``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.kit.permissions import SIGNED_IN, requires
from agent_api.kit.problems import responses
from agent_api.site_admin.law_schemas import Holidays, HolidaysQuery, present_holidays

router = APIRouter(prefix="/api/v1/site", tags=["sitio"])


@router.get("/holidays", responses=responses(400), summary="Festivos de un año")
@requires(SIGNED_IN)
async def list_holidays(query: Annotated[HolidaysQuery, Query()]) -> Holidays:
    """Los de Colombia, con los mismos que cuentan los horarios y los términos (Ley 51 de 1983 y Ley 2578 de 2026)."""
    return present_holidays(query.year)
