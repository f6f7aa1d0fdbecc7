"""``/api/v1/indicators/{indicator}/series`` and ``/hours``: what the charts show."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.indicators.schemas import IndicatorPeriodQuery
from agent_api.indicators.trends.schemas import IndicatorSeries, SeriesQuery, WeekHours
from agent_api.indicators.trends.series import series_of
from agent_api.indicators.trends.week_hours import week_hours_of
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import SiteId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1/indicators", tags=["indicadores"])


@router.get("/{indicator}/series", responses=responses(400, 404), summary="Un indicador en el tiempo")
@requires("service_level.read")
async def get_indicator_series(
    context: ContextDep, indicator: SiteId, query: Annotated[SeriesQuery, Query()]
) -> IndicatorSeries:
    """Las mismas cifras de los indicadores, con las llamadas detrás de cada una. Por media hora, hasta 62 días."""
    return await series_of(context, indicator, query)


@router.get("/{indicator}/hours", responses=responses(400, 404, 409), summary="Un indicador por día y hora")
@requires("service_level.read")
async def get_indicator_hours(
    context: ContextDep, indicator: SiteId, query: Annotated[IndicatorPeriodQuery, Query()]
) -> WeekHours:
    """Cada hora de cada día de la semana, sumada sobre los días del período: fracción exacta, no promedio."""
    return await week_hours_of(context, indicator, query)
