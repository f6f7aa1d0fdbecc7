"""``/estado``: the public page of the lines, without a login and without JavaScript."""

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import PUBLIC, requires
from agent_api.status_page.opening_hours import clock_in_words, exceptions_in_words, state_in_words, week_in_words
from agent_api.status_page.page import LineView, PageView, render
from config.site.branding import has_own_colours
from config.site.calls.calendars import is_open
from config.site.calls.lines import Line
from config.site.model import Site
from config.spanish_dates import spoken_date
from config.timezone import COLOMBIA

router = APIRouter(include_in_schema=False)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


@router.get("/estado")
@requires(PUBLIC)
async def get_status_page(context: ContextDep) -> HTMLResponse:
    """La página pública de las líneas. No consulta a ningún servidor, así que responde aunque fallen los demás."""
    return HTMLResponse(render(page_view(context.site, context.now())), headers=HEADERS)


def page_view(site: Site, now: datetime) -> PageView:
    """Return the current data of the page."""
    local = now.astimezone(COLOMBIA)
    return PageView(
        entity=site.entity,
        has_logo=bool(site.branding.logo),
        has_colours=has_own_colours(site.branding),
        seen=f"{spoken_date(local.date())} a las {clock_in_words(local.time())}",
        lines=tuple(_line_view(site, line, now) for line in site.lines.values()),
    )


def _line_view(site: Site, line: Line, now: datetime) -> LineView:
    calendar = site.calendars[line.calendar]
    return LineView(
        name=line.name,
        numbers=tuple(each for each in line.numbers if each.isdecimal()),
        is_open=is_open(calendar, now),
        state=state_in_words(calendar, now),
        week=week_in_words(calendar),
        exceptions=exceptions_in_words(calendar, now),
    )
