"""``/api/v1/indicators`` and ``/api/v1/periods``."""

import asyncio
from datetime import datetime
from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.calls.schemas import Call, CallPage, call_fields
from agent_api.indicators import schemas
from agent_api.indicators.drill_down import calls_behind
from agent_api.indicators.periods import check_has_begun, closable_months, close_period, closed_periods
from agent_api.indicators.schemas import (
    CallsQuery,
    IndicatorPeriodQuery,
    Indicators,
    IndicatorsQuery,
    Period,
    PeriodForm,
    Periods,
    SensitivityReport,
)
from agent_api.indicators.service import Selection, definitions_of, report_of, resolve_selection, sensitivity_of
from agent_api.kit.dates import local_date
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import ApiError, NotFound
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from config.site.oversight.indicators import OF_QUALITY
from metrics.indicators.aggregation import SITE_WIDE_KINDS
from storage.postgres.engine import read_connection, unit_of_work

router = APIRouter(prefix="/api/v1", tags=["indicadores"])
IndicatorId = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class NoCallsCounted(ApiError):
    """The indicator counts no calls."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no_calls_behind"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"«{name}» no se cuenta sobre llamadas: consulte los tickets, los asesores o las evaluaciones."
        )


@router.get("/indicators", response_model=Indicators, summary="Indicadores del contrato")
@requires("service_level.read")
async def get_indicators(context: ContextDep, query: Annotated[IndicatorsQuery, Query()]) -> Response:
    """Cada indicador como fracción exacta, con su meta y su descuento, y el balance de cierre de líneas y colas."""
    selection = _selection(context.now(), query)
    report = await report_of(
        context.engine, context.campaign, context.site.indicators, selection, query.by, queues=query.queues
    )
    content = await asyncio.to_thread(schemas.encode_indicators, selection, query.by, report)
    return Response(content, media_type="application/json")


@router.get("/indicators/sensitivity", summary="El mismo lapso con cada variante")
@requires("service_level.read")
async def get_sensitivity(context: ContextDep, query: Annotated[IndicatorPeriodQuery, Query()]) -> SensitivityReport:
    """Cada indicador con todas las fórmulas que el contrato podría haber elegido, lado a lado."""
    selection = _selection(context.now(), query)
    results, until = await sensitivity_of(context.engine, context.campaign, context.site.indicators, selection)
    return schemas.present_sensitivity(selection, until, results)


@router.get("/indicators/{indicator}/calls", responses=responses(404, 409), summary="Las llamadas detrás de una cifra")
@requires("calls.read")
async def list_calls_behind(
    context: ContextDep, indicator: IndicatorId, query: Annotated[CallsQuery, Query()]
) -> CallPage:
    """Las del numerador o las del denominador, las últimas que ingresaron primero."""
    selection = _selection(context.now(), query)
    definitions = await definitions_of(context.engine, context.campaign, context.site.indicators, selection)
    matching = [each for each in definitions if each.id == indicator]
    if not matching:
        raise NotFound(f"No hay ningún indicador «{indicator}» vigente en ese período.")
    if matching[0].formula.kind in SITE_WIDE_KINDS | OF_QUALITY:
        raise NoCallsCounted(matching[0].name)
    records, more = await calls_behind(
        context.engine,
        context.campaign,
        matching,
        selection,
        query.part,
        limit=query.limit,
        after=parse_cursor(query.cursor),
    )
    return CallPage(
        calls=[Call.model_construct(**call_fields(record)) for record in records], next=more.encode() if more else None
    )


@router.get("/periods", summary="Meses cerrados")
@requires("service_level.read")
async def list_periods(context: ContextDep) -> Periods:
    """Los meses cerrados, con las definiciones que cada uno conserva."""
    async with read_connection(context.engine) as connection:
        periods = await closed_periods(connection, context.campaign)
        closable = await closable_months(connection, context.campaign, local_date(context.now()))
    return Periods(periods=[schemas.present_period(each) for each in periods], closable=closable)


@router.post("/periods", status_code=201, responses=responses(409), summary="Cerrar un mes")
@requires("period.close")
async def close_month(context: ContextDep, principal: CurrentPrincipal, form: PeriodForm) -> Period:
    """El mes conserva para siempre las definiciones con las que se cierra. No se puede deshacer."""
    async with unit_of_work(context.engine) as connection:
        await check_has_begun(connection, context.campaign, form.month)
        author = principal.author(at=context.now(), site_version=context.site.version)
        closed = await close_period(connection, context.campaign, form.month, context.site.indicators, author)
    return schemas.present_period(closed)


def _selection(now: datetime, query: IndicatorPeriodQuery) -> Selection:
    return resolve_selection(query.begins, query.ends, now, query.line, query.queue)
