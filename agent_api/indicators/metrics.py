"""Counts of the current month's tickets for metrics: the same that the contract's indicators have."""

from datetime import timedelta

from agent_api.indicators.queries import details_between
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import start_of_local_day
from config.site.oversight.indicators import Formula
from metrics.indicators.breakdown.escalation import escalation_mean
from metrics.indicators.breakdown.timeliness import group_terms, terms_of_counts
from metrics.indicators.cells import sum_counts
from metrics.prometheus.tickets import TicketMonth
from storage.errors import StorageError
from storage.postgres.engine import read_connection

_FORMULAS = {2: Formula(kind="escalation_time"), 3: Formula(kind="escalation_time", escalated_to="area")}


async def read_ticket_month(context: ApiContext) -> TicketMonth | None:
    """Return the counts of the current local month; None if PostgreSQL is unavailable."""
    today = start_of_local_day(context.now())
    period = (today.replace(day=1), today + timedelta(days=1))
    try:
        async with read_connection(context.engine) as connection:
            answers = await details_between(connection, context.campaign, *period, "answers", line="", queue="")
            tickets = await details_between(connection, context.campaign, *period, "ticket", line="", queue="")
    except StorageError:
        return None
    terms = group_terms(terms_of_counts(counts for _, counts in answers), lambda each: each.area)
    counts = sum_counts([each for _, each in tickets])
    means = {tier: escalation_mean(formula, counts) for tier, formula in _FORMULAS.items()}
    return TicketMonth(
        due={area: each.due for area, each in terms.items()},
        in_time={area: each.in_time for area, each in terms.items()},
        escalations={tier: number for tier, (_, number) in means.items()},
        escalation_ms={tier: ms for tier, (ms, _) in means.items()},
    )
