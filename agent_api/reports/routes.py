"""``/api/v1/reports``."""

from datetime import date
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Response

from agent_api.access.guard import Who
from agent_api.calls.store import Place
from agent_api.kit.context import Deps
from agent_api.kit.deps import Given
from agent_api.kit.errors import ApiError, BadQuery, NotFound
from agent_api.kit.problems import responses
from agent_api.reports import store
from agent_api.reports.context import Desk
from agent_api.reports.domain.file_names import FilePart, media_type_of, stem_of
from agent_api.reports.renderers.pdf import cover_of
from agent_api.reports.schemas import ReportContent, ReportId, ReportPage, ReportQuery, ReportSummary, ReportWish
from agent_api.reports.service import NotBegun, make
from agent_api.reports.store import Kept
from metrics.reports.layouts import TITLES
from metrics.reports.periods import FIRST_YEAR, LAST_YEAR
from storage.postgres.engine import reading

_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
router = APIRouter(prefix="/api/v1/reports", tags=["informes"])


class PeriodAhead(ApiError):
    """The period has not begun."""

    status = 409
    code = "period_ahead"

    def __init__(self) -> None:
        super().__init__("Ese periodo no ha comenzado: no hay nada que informar. Pida uno que ya haya comenzado.")


def _file(part: FilePart) -> dict[int | str, dict[str, Any]]:
    return {
        200: {"description": "El informe, tal como se hizo", "content": {media_type_of(part): _BINARY}},
        **responses(404),
    }


@router.get("", summary="Informes que se han hecho")
async def list_reports(deps: Given, query: Annotated[ReportQuery, Query()]) -> ReportPage:
    """Los últimos primero: los que se hacen solos y los que alguien pidió."""
    async with reading(deps.engine) as connection:
        found, more = await store.latest(connection, deps.campaign, query.kind, query.limit, _place(query.cursor))
    return ReportPage(reports=[_summary(each) for each in found], next=more.cursor() if more else None)


@router.post("", status_code=201, responses=responses(400, 409), summary="Hacer un informe ahora")
async def make_report(deps: Given, who: Who, wish: ReportWish) -> ReportSummary:
    """De un día (presidencia) o de un mes (gestión). Queda guardado; no se envía a nadie."""
    desk = Desk(deps.engine, deps.sealer, deps.site)
    try:
        made = await make(desk, wish.kind, _first(wish), by=who.actor, now=deps.now())
    except NotBegun:
        raise PeriodAhead from None
    assert made is not None  # only those that are made by themselves are made once
    return _summary(made)


@router.get("/{report_id}", responses=responses(404), summary="El contenido de un informe")
async def tell_report(deps: Given, report_id: ReportId) -> ReportContent:
    """Las mismas cifras que llevan el PDF, la hoja de cálculo y el CSV, cada una con su fracción exacta."""
    kept, content = await _part(deps, report_id, "content")
    report = store.read_content(content)
    told = msgspec.to_builtins(report)
    return ReportContent.model_validate({**told, **_summary(kept).model_dump(), "cover": list(cover_of(report))})


@router.get("/{report_id}/pdf", response_class=Response, responses=_file("pdf"), summary="Un informe en PDF")
async def tell_report_pdf(deps: Given, report_id: ReportId) -> Response:
    """Etiquetado para lectores de pantalla (PDF/UA-1)."""
    return await _answer(deps, report_id, "pdf")


@router.get(
    "/{report_id}/xlsx", response_class=Response, responses=_file("xlsx"), summary="Un informe en hoja de cálculo"
)
async def tell_report_xlsx(deps: Given, report_id: ReportId) -> Response:
    """Una hoja por sección; los números son números."""
    return await _answer(deps, report_id, "xlsx")


@router.get("/{report_id}/csv", response_class=Response, responses=_file("csv"), summary="Un informe en CSV")
async def tell_report_csv(deps: Given, report_id: ReportId) -> Response:
    """Un valor por línea, con su numerador y su denominador."""
    return await _answer(deps, report_id, "csv")


async def _answer(deps: Deps, report_id: str, part: FilePart) -> Response:
    kept, content = await _part(deps, report_id, part)
    name = f"{stem_of(kept.kind, kept.first_day.isoformat())}.{part}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type_of(part), headers=headers)


async def _part(deps: Deps, report_id: str, part: store.Part) -> tuple[Kept, bytes]:
    async with reading(deps.engine) as connection:
        found = await store.part_of(connection, deps.campaign, report_id, part)
    if found is None:
        raise NotFound(f"No hay ningún informe «{report_id}».")
    return found


def _first(wish: ReportWish) -> date:
    """The first day of the period that is wished for.

    Raises:
        BadQuery: the day or the month is missing, or is too much.
    """
    wanted, other = ("day", "month") if wish.kind == "presidency" else ("month", "day")
    if getattr(wish, wanted) is None:
        what = "El informe de presidencia es de un día" if wanted == "day" else "El informe de gestión es de un mes"
        raise BadQuery(wanted, f"{what}: falta «{wanted}».")
    if getattr(wish, other) is not None:
        raise BadQuery(other, f"Sobra «{other}»: este informe se pide con «{wanted}».")
    first = wish.day if wish.day is not None else date.fromisoformat(f"{wish.month}-01")
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise BadQuery(wanted, "Ese año está fuera de lo razonable.")
    return first


def _summary(kept: Kept) -> ReportSummary:
    return ReportSummary(
        id=kept.id,
        kind=kept.kind,
        title=TITLES[kept.kind],
        first_day=kept.first_day,
        last_day=kept.last_day,
        made_at=kept.made_at,
        made_by=kept.made_by,
        by_itself=kept.by_itself,
        site_version=kept.site_version,
        journal_seq=kept.seq,
        journal_head=kept.head,
    )


def _place(cursor: str | None) -> Place | None:
    try:
        return Place.read(cursor) if cursor else None
    except ValueError as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
