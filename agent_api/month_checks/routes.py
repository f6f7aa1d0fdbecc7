"""``/api/v1/periods/{month}/checks``: the review of a month before it is closed."""

from typing import Annotated

from fastapi import APIRouter, Path

from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.month_checks import service
from agent_api.month_checks.schemas import MonthCheck, MonthChecks
from metrics.indicators.periods import MONTH_PATTERN

router = APIRouter(prefix="/api/v1", tags=["indicadores"])
Month = Annotated[str, Path(pattern=MONTH_PATTERN)]


@router.get("/periods/{month}/checks", responses=responses(400), summary="Qué revisar antes de cerrar un mes")
@requires("period.close")
async def check_month_to_close(context: ContextDep, month: Month) -> MonthChecks:
    """Cada revisión con su resultado y con lo que se puede hacer. Ninguna impide cerrarlo."""
    checks = [
        MonthCheck(
            name=each.name,
            passed=each.count == 0,
            count=each.count,
            title=each.title,
            result=each.result,
            advice=each.advice,
        )
        for each in await service.check(context, month)
    ]
    return MonthChecks(month=month, checks=checks)
