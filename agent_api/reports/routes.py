"""``/api/v1/reports``."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, NamedTuple

import msgspec
import structlog
from fastapi import APIRouter, Query, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.guard import CurrentPrincipal
from agent_api.exports.schemas import file_headers, file_response
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import ApiError, BadQuery, NotFound
from agent_api.kit.pagination import Cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.reports import store
from agent_api.reports.context import ReportContext
from agent_api.reports.domain.file_names import FilePart, media_type_of, period_stem
from agent_api.reports.renderers.files import RenderFailed
from agent_api.reports.renderers.pdf import cover_lines
from agent_api.reports.schemas import ReportContent, ReportId, ReportPage, ReportQuery, ReportRequest, ReportSummary
from agent_api.reports.service import PeriodInFuture, produce_report
from agent_api.reports.store import StoredReport
from config.site.reports import PeriodLength
from metrics.reports.layouts import TITLES
from metrics.reports.periods import FIRST_YEAR, LAST_YEAR, PERIOD_LENGTHS
from storage.postgres.engine import read_connection

_PERIODS: Final[Mapping[PeriodLength, str]] = {"day": "día", "month": "mes", "quarter": "trimestre", "year": "año"}
log = structlog.get_logger(__name__)
router = APIRouter(prefix="/api/v1/reports", tags=["informes"])


class PeriodNotBegun(ApiError):
    """The period has not begun."""

    status = 409
    code = "period_ahead"

    def __init__(self) -> None:
        super().__init__("Ese período no ha comenzado. Pida uno que ya haya comenzado.")


class ReportNotRendered(ApiError):
    """The files of the report could not be made."""

    status = 503
    code = "report_not_rendered"

    def __init__(self) -> None:
        super().__init__(
            "No se pudo hacer el informe. Intente otra vez en un minuto; si se repite, avise al administrador."
        )


def _file_response(part: FilePart) -> dict[int | str, dict[str, Any]]:
    return {**file_response("El informe, tal como se hizo", media_type_of(part)), **responses(404)}


@router.get("", summary="Informes que se han hecho")
@requires("report.read")
async def list_reports(context: ContextDep, query: Annotated[ReportQuery, Query()]) -> ReportPage:
    """Los últimos primero: los que se hacen solos y los que alguien pidió."""
    async with read_connection(context.engine) as connection:
        reports, more = await store.list_latest(
            connection, context.campaign, query.kind, query.limit, _cursor(query.cursor)
        )
    return ReportPage(reports=[_summary(each) for each in reports], next=more.encode() if more else None)


@router.post("", status_code=201, responses=responses(400, 409, 503), summary="Hacer un informe ahora")
@requires("report.make")
async def create_report(context: ContextDep, principal: CurrentPrincipal, form: ReportRequest) -> ReportSummary:
    """De un día (presidencia), un trimestre (PQRSD), un mes, trimestre o año (acceso a la información) o un mes.

    Queda guardado; no se envía a nadie.
    """
    period = _asked_period(form)
    desk = ReportContext(context.engine, context.cipher, context.site)
    try:
        made = await produce_report(
            desk, form.kind, period.first, length=period.length, by=principal.actor, now=context.now()
        )
    except PeriodInFuture:
        raise PeriodNotBegun from None
    except RenderFailed as error:
        log.error("report_not_rendered", kind=form.kind, error=str(error))
        raise ReportNotRendered from None
    assert made is not None  # None is possible only for scheduled reports
    return _summary(made)


@router.get("/{report_id}", responses=responses(404), summary="El contenido de un informe")
@requires("report.read")
async def get_report(context: ContextDep, report_id: ReportId) -> ReportContent:
    """Las mismas cifras que llevan el PDF, la hoja de cálculo y el CSV, cada una con su fracción exacta."""
    stored, content = await _part(context.engine, context.campaign, report_id, "content")
    report = store.read_content(content)
    fields = msgspec.to_builtins(report)
    return ReportContent.model_validate({**fields, **_summary(stored).model_dump(), "cover": list(cover_lines(report))})


@router.get("/{report_id}/pdf", response_class=Response, responses=_file_response("pdf"), summary="Un informe en PDF")
@requires("report.read")
async def get_report_pdf(context: ContextDep, report_id: ReportId) -> Response:
    """Etiquetado para lectores de pantalla (PDF/UA-1)."""
    return await _download(context.engine, context.campaign, report_id, "pdf")


@router.get(
    "/{report_id}/xlsx",
    response_class=Response,
    responses=_file_response("xlsx"),
    summary="Un informe en hoja de cálculo",
)
@requires("report.read")
async def get_report_xlsx(context: ContextDep, report_id: ReportId) -> Response:
    """Una hoja por sección; los números son números."""
    return await _download(context.engine, context.campaign, report_id, "xlsx")


@router.get("/{report_id}/csv", response_class=Response, responses=_file_response("csv"), summary="Un informe en CSV")
@requires("report.read")
async def get_report_csv(context: ContextDep, report_id: ReportId) -> Response:
    """Un valor por línea, con su numerador y su denominador."""
    return await _download(context.engine, context.campaign, report_id, "csv")


async def _download(engine: AsyncEngine, campaign: str, report_id: str, part: FilePart) -> Response:
    stored, content = await _part(engine, campaign, report_id, part)
    stem = period_stem(stored.kind, stored.first_day, stored.last_day)
    return Response(content, media_type=media_type_of(part), headers=file_headers(stem, part))


async def _part(
    engine: AsyncEngine, campaign: str, report_id: str, part: store.StoredPart
) -> tuple[StoredReport, bytes]:
    async with read_connection(engine) as connection:
        stored = await store.part_of(connection, campaign, report_id, part)
    if stored is None:
        raise NotFound(f"No hay ningún informe «{report_id}».")
    return stored


class _AskedPeriod(NamedTuple):
    first: date
    length: PeriodLength


def _asked_period(form: ReportRequest) -> _AskedPeriod:
    """Return the requested period.

    Raises:
        BadQuery: the day, month, quarter or year is missing, or another one is set.
    """
    lengths = PERIOD_LENGTHS[form.kind]
    given = [each for each in _PERIODS if getattr(form, each) is not None]
    length = next((each for each in given if each in lengths), None)
    if length is None:
        title, names = TITLES[form.kind], " o ".join(f"un {_PERIODS[each]}" for each in lengths)
        raise BadQuery(lengths[0], f"El {title[0].lower()}{title[1:]} es de {names}: falta «{lengths[0]}».")
    for other in given:
        if other != length:
            raise BadQuery(other, f"Sobra «{other}»: este informe se pide con «{length}».")
    first = _first_day(form)
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise BadQuery(length, "Ese año está fuera de lo razonable.")
    return _AskedPeriod(first, length)


def _first_day(form: ReportRequest) -> date:
    if form.quarter is not None:
        return date(int(form.quarter[:4]), 3 * int(form.quarter[-1]) - 2, 1)
    if form.year is not None:
        return date(form.year, 1, 1)
    return form.day if form.day is not None else date.fromisoformat(f"{form.month}-01")


def _summary(report: StoredReport) -> ReportSummary:
    return ReportSummary(
        id=report.id,
        kind=report.kind,
        title=TITLES[report.kind],
        first_day=report.first_day,
        last_day=report.last_day,
        made_at=report.made_at,
        made_by=report.made_by,
        by_itself=report.by_itself,
        site_version=report.site_version,
        journal_seq=report.seq,
        journal_head=report.head,
    )


def _cursor(cursor: str | None) -> Cursor | None:
    try:
        return Cursor.decode(cursor) if cursor else None
    except ValueError as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
