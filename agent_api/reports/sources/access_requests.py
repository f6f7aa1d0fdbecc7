"""Requests for access to information of a period, with the response time of each.

Decreto 1081 de 2015, article 2.1.1.6.2. A request whose answer was corrected counts with its last type.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.dates import local_date
from agent_api.tickets.domain.legal_term import term_policy
from config.law.term_rules import TermRules
from config.law.terms import business_days_between
from config.site.model import Site
from metrics.reports.inputs import AccessRequest, AccessResult
from storage.tables import ticket


async def access_requests_of(
    connection: AsyncConnection, site: Site, begins: datetime, ends: datetime
) -> tuple[AccessRequest, ...]:
    """Return the requests that were received from ``begins`` to before ``ends``, by number."""
    row = ticket.c
    columns = (row.number, row.received_at, row.filed_on, row.closed_at, row.outcome, row.response)
    query = select(*columns).where(row.campaign == site.campaign, row.legal_kind == "information")
    query = query.where(row.received_at >= begins, row.received_at < ends).order_by(row.number)
    denials = {id_ for id_, each in site.answers.types.items() if each.denies_access} if site.answers else set[str]()
    rules = term_policy(site).rules
    return tuple(_request(each, denials, rules) for each in await connection.execute(query))


def _request(row: Any, denials: set[str], rules: TermRules) -> AccessRequest:
    received_on: date = row.filed_on or local_date(row.received_at)
    ended_on = None if row.closed_at is None else local_date(row.closed_at)
    return AccessRequest(
        number=row.number,
        received_on=received_on,
        ended_on=ended_on,
        business_days=None if ended_on is None else business_days_between(received_on, ended_on, rules),
        result=_result(row.outcome, row.response, denials),
    )


def _result(outcome: str | None, response: str | None, denials: set[str]) -> AccessResult:
    if outcome is None:
        return "open"
    if outcome in ("transferred", "withdrawn"):
        return "transferred" if outcome == "transferred" else "withdrawn"
    return "denied" if response in denials else "answered"
