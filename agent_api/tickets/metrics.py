"""Counts of open tickets for metrics.

Owns the grouping by inbox, state and traffic light, by the distance to the last day, by reason of urgency, and by
channel.
"""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import false, func, select, text

from agent_api.kit.context import ApiContext
from agent_api.tickets.domain.legal_term import term_policy
from config.law.terms import Color, day_of_receipt, traffic_light
from config.site.model import Site
from metrics.prometheus.tickets import LightLabels, TermLabels, TicketsNow, UrgencyLabels, term_label
from storage.errors import StorageError
from storage.postgres.engine import read_connection
from storage.tables import ticket

_DAY = timedelta(days=1)
_INBOXES = {1: "phone", 2: "written"}


async def read_ticket_metrics(context: ApiContext) -> TicketsNow | None:
    """Count the open tickets; return None if PostgreSQL is unavailable."""
    row, now = ticket.c, context.now()
    today = day_of_receipt(now)
    past_hour = func.coalesce(row.authority_due_at < now, false()).label("past_hour")
    columns = (row.tier, row.area, row.state, row.due_on, row.authority, row.priority, row.channel)
    query = select(*columns, past_hour, func.count().label("n"))
    query = query.where(row.campaign == context.campaign, row.status == "open")
    try:
        async with read_connection(context.engine) as connection:
            groups = (await connection.execute(query.group_by(*columns, text("past_hour")))).all()
    except StorageError:
        return None
    by_light: Counter[LightLabels] = Counter()
    by_term: Counter[TermLabels] = Counter()
    by_urgency: Counter[UrgencyLabels] = Counter()
    by_channel: Counter[str] = Counter()
    for each in groups:
        inbox, due_on = _INBOXES.get(each.tier, each.area), each.due_on
        if each.past_hour:  # the term of an authority ends at its hour
            due_on = min(due_on, today - _DAY)
        by_light[inbox, each.state, _light_label(context.site, each.state, due_on, today)] += each.n
        by_term[inbox, each.state, _term_bucket(each.state, due_on, today)] += each.n
        by_channel[each.channel] += each.n
        for reason in filter(None, (each.authority, each.priority)):
            by_urgency[inbox, reason] += each.n
    return TicketsNow(by_light=by_light, by_term=by_term, by_urgency=by_urgency, by_channel=by_channel)


def _light_label(site: Site, state: str, due_on: date, today: date) -> str:
    color: Color = traffic_light(due_on, today, term_policy(site).rules).color
    waits = state == "incomplete" and color == "overdue"  # it waits for the petitioner, so the entity is not late
    return "red" if waits else color


def _term_bucket(state: str, due_on: date, today: date) -> str:
    term = term_label((due_on - today).days)
    return "today" if state == "incomplete" and term == "overdue" else term  # as in `_light_label`
