"""Unresolved escalations on a screen: by area, how late, when they were sent and answered (M5-1-05, C11).

Owns which areas a user sees: all of them, or an official's own. It reads the same tickets as the periodic report.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from agent_api.access.principal import Principal
from agent_api.access.user_names import load_names
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import NotFound
from agent_api.kit.pagination import Cursor
from agent_api.notices import store
from agent_api.notices.schemas import (
    UnresolvedArea,
    UnresolvedEscalation,
    UnresolvedEscalationPage,
    UnresolvedEscalationQuery,
)
from agent_api.notices.unresolved_report import count_days_late, owner_name
from agent_api.tickets.domain.staff_contacts import area_of_ticket
from agent_api.tickets.queries.escalated import (
    EscalatedCount,
    EscalatedFilter,
    EscalatedTicket,
    count_escalated,
    escalated_page,
)
from agent_api.tickets.queries.visibility import ALL_TICKETS_ROLES
from config.law.terms import business_days_between
from config.site.model import Site
from config.site.tickets.escalation import areas_of
from storage.postgres.engine import read_connection

WRITTEN_CHANNEL: Final = "Canal escrito"
_REPORT_LOOKBACK: Final = timedelta(days=60)


async def list_unresolved_escalations(
    context: ApiContext, principal: Principal, query: UnresolvedEscalationQuery, after: Cursor | None
) -> UnresolvedEscalationPage:
    """Return the counts of the areas that a principal sees, and a page of their escalations.

    Raises:
        NotFound: the query names an area that the site does not have, or that the principal does not see.
    """
    site, today = context.site, local_date(context.now())
    visible = _visible(site, principal)
    chosen = _chosen(site, visible, query, today)
    position = (after.at.date(), after.id) if after else None
    async with read_connection(context.engine) as connection:
        counts = await count_escalated(connection, context.campaign, visible, today)
        rows = await escalated_page(connection, context.campaign, chosen, query.limit + 1, position)
        reports = await store.last_reports(connection, context.campaign, today - _REPORT_LOOKBACK)
        owners = {each.filed.owner for each in rows} - {""}
        names = await load_names(connection, site, context.cipher, owners) if owners else {}
    return UnresolvedEscalationPage(
        areas=_present_areas(site, counts, reports, today),
        escalations=[_present(site, each, names, today) for each in rows[: query.limit]],
        next=_next_cursor(rows, query.limit),
    )


def _visible(site: Site, principal: Principal) -> EscalatedFilter:
    """Return the areas that a principal sees: an official's own, otherwise all."""
    if principal.scopes is not None or principal.roles & ALL_TICKETS_ROLES:
        return EscalatedFilter()
    own, written = areas_of(site, principal.user), _written_area(site)
    return EscalatedFilter(areas=tuple(each for each in own if each != written), written=written in own)


def _chosen(site: Site, visible: EscalatedFilter, query: UnresolvedEscalationQuery, today: date) -> EscalatedFilter:
    """Return the filter of a query within what is visible."""
    areas, written = visible.areas, visible.written
    if query.area is not None:
        is_written = query.area == _written_area(site)
        sees = written if is_written else areas is None or query.area in areas
        if query.area not in site.areas or not sees:
            raise NotFound("No hay ningún área con ese nombre que usted pueda ver.")
        areas, written = (() if is_written else (query.area,)), is_written
    return EscalatedFilter(
        areas=areas, written=written, overdue_on=today if query.overdue else None, answered=query.answered
    )


def _written_area(site: Site) -> str:
    return site.matrix.written if site.matrix else ""


def _present_areas(
    site: Site, counts: Sequence[EscalatedCount], reports: Mapping[str, datetime], today: date
) -> list[UnresolvedArea]:
    areas = [_present_area(site, each, reports, today) for each in counts]
    return sorted(areas, key=lambda each: (-each.days_late, -each.overdue, each.name))


def _present_area(site: Site, count: EscalatedCount, reports: Mapping[str, datetime], today: date) -> UnresolvedArea:
    id_ = count.area or _written_area(site)
    area = site.areas.get(id_)
    return UnresolvedArea(
        area=id_,
        name=area.name if area else count.area or WRITTEN_CHANNEL,
        total=count.total,
        answered=count.answered,
        overdue=count.overdue,
        days_late=count_days_late(count.first_due_on, today, site.terms),
        report_sent_at=reports.get(id_) if id_ else None,
    )


def _present(site: Site, each: EscalatedTicket, names: Mapping[str, str], today: date) -> UnresolvedEscalation:
    filed, area = each.filed, area_of_ticket(site, each.filed)
    return UnresolvedEscalation(
        number=filed.number,
        area=area.id if area else filed.area,
        area_name=area.name if area else filed.area or WRITTEN_CHANNEL,
        owner=filed.owner or None,
        owner_name=(names.get(filed.owner) or owner_name(area, filed.owner)) if filed.owner else None,
        round=filed.round,
        escalated_at=each.escalated_at,
        answered_at=each.answered_at,
        due_on=filed.due_on,
        days_late=count_days_late(filed.due_on, today, site.terms),
        days_left=business_days_between(today, filed.due_on, site.terms),
    )


def _next_cursor(rows: Sequence[EscalatedTicket], limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1].filed
    return Cursor(datetime.combine(last.due_on, time(0), UTC), last.number).encode()
