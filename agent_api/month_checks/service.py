"""Check a month before it is closed."""

from typing import Final

from agent_api.incidents.availability import gaps_of
from agent_api.incidents.period import incidents_of_period
from agent_api.kit.context import ApiContext
from agent_api.month_checks import store
from agent_api.month_checks.domain.checks import MonthCheckLine, MonthCounts, check_month
from metrics.indicators.periods import bounds_of
from storage.postgres.engine import read_connection

_MOST_INCIDENTS: Final = 500


async def check(context: ApiContext, month: str) -> list[MonthCheckLine]:
    """Return the checks of a month (``YYYY-MM``)."""
    begins, ends = bounds_of(month)
    now, campaign = context.now(), context.campaign
    until = min(ends, now)
    if until <= begins:
        return check_month(MonthCounts(open_calls=0, open_incidents=0, data_gaps=0, untyped_calls=0, drafts=0))
    async with read_connection(context.engine) as connection:
        incidents = await incidents_of_period(
            connection, context.cipher, context.site, begins, until, limit=_MOST_INCIDENTS
        )
        open_calls = await store.count_open(connection, campaign, begins, until)
        untyped = await store.count_untyped(connection, campaign, begins, until)
        drafts = await store.count_drafts(connection, campaign, begins, until)
    gaps = await gaps_of(context.engine, context.site, begins, until, now)
    return check_month(
        MonthCounts(
            open_calls=open_calls,
            open_incidents=sum(each.ended_at is None for each in incidents),
            data_gaps=len(gaps.gaps),
            untyped_calls=untyped,
            drafts=drafts,
        )
    )
