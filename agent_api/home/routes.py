"""``/estado``: the status page."""

from collections.abc import Awaitable
from datetime import datetime
from typing import TypeVar

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from agent_api import wording
from agent_api.calls.store import Wanted, recent
from agent_api.deps import Deps
from agent_api.given import Given
from agent_api.home.page import STYLE, CallView, LineView, PageView, QueueView, render
from agent_api.service_level.service import figures_of, stretch
from agent_api.system.readiness import probes, states
from call_router.acts import Snapshot
from call_router.errors import RouterError
from config.calendars import is_open, next_opening
from config.settings import SAMPLE_CALL_S
from config.site import Line
from eventlog.call_record import CallRecord
from eventlog.facts import ADVISOR_STATES
from metrics.service_level import Figures, Ratio
from storage.errors import StorageError

router = APIRouter(include_in_schema=False)
SHOWN_CALLS = 12
DEPENDENCIES = {"postgresql": "PostgreSQL", "valkey": "Valkey", "recorder": "Registrador", "gateway": "Pasarela"}
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; style-src 'self'"}
T = TypeVar("T")


@router.get("/estado")
async def home(deps: Given) -> HTMLResponse:
    """The page, with whatever can be told at the moment."""
    return HTMLResponse(render(await view(deps)), headers=HEADERS)


@router.get("/estado.css")
async def style() -> Response:
    """The page's style."""
    return Response(STYLE, media_type="text/css")


async def view(deps: Deps) -> PageView:
    """Gather what the page shows; a server that is away leaves its part empty, and its dot says so."""
    now = deps.now()
    works = await states(probes(deps))
    moment = await _if_told(deps.router.snapshot())
    page = await _if_told(recent(deps.engine, deps.campaign, Wanted(), SHOWN_CALLS))
    figures = await _if_told(figures_of(deps.journal, *stretch(None, None, now)))
    return PageView(
        entity=deps.site.entity,
        now=now,
        version=deps.site.version,
        sample_call=_sample_call(deps),
        dependencies=tuple((DEPENDENCIES.get(name, name), code is None) for name, code in works.items()),
        lines=tuple(_line(deps, line, now) for line in deps.site.lines.values()),
        queues=_queues(deps, moment) if moment else (),
        calls=tuple(_call(deps, record) for record in page[0]) if page else (),
        figures=_figures(figures) if figures else (),
    )


async def _if_told(answer: Awaitable[T]) -> T | None:
    try:
        return await answer
    except (RouterError, StorageError):
        return None


def _sample_call(deps: Deps) -> str:
    line = next(iter(deps.site.lines.values()))
    host, _, port = deps.sip_address.rpartition(":")
    stay = f"--digits 1 --seconds {SAMPLE_CALL_S}"
    return f".venv/bin/atencion call --line {line.numbers[-1]} {stay} --host {host} --port {port}"


def _line(deps: Deps, line: Line, now: datetime) -> LineView:
    calendar = deps.site.calendars[line.calendar]
    return LineView(
        name=line.name,
        is_open=is_open(calendar, now),
        opens=next_opening(calendar, now),
        numbers=line.numbers,
        address=f"sip:{line.numbers[-1]}@{deps.sip_address}",
    )


def _queues(deps: Deps, moment: Snapshot) -> tuple[QueueView, ...]:
    return tuple(
        QueueView(
            name=wording.queue_name(deps.site, each.queue),
            waiting=each.waiting,
            longest_s=each.longest_s,
            advisors=tuple(
                (wording.ADVISOR_STATES[state], count)
                for state in ADVISOR_STATES
                if (count := moment.advisors.get((each.queue, state), 0))
            ),
        )
        for each in moment.queues
    )


def _call(deps: Deps, record: CallRecord) -> CallView:
    return CallView(
        id=record.call_id,
        line=wording.line_name(deps.site, record.line),
        at=record.arrived_at,
        outcome=wording.OUTCOMES[record.outcome] if record.outcome else "en curso",
    )


def _figures(told: Figures) -> tuple[tuple[str, str], ...]:
    closing = told.balance
    return (
        ("Ingresadas", str(closing.ingressed)),
        ("En curso", str(closing.in_progress)),
        ("Nivel de servicio", _percent(told.service_level["ingressed"])),
        ("Nivel de atención", _percent(told.answer_rate["ingressed"])),
        ("Abandono en cola", _percent(told.abandon_rate)),
        ("Diferencia de cierre", str(closing.difference)),
    )


def _percent(ratio: Ratio) -> str:
    percent = ratio.percent()
    return "–" if percent is None else f"{percent.replace('.', ',')} %"
