"""Operational metrics of accounts: unused ones that were disabled, and late reviews of the access log."""

from agent_api.access_log import store
from agent_api.access_log.queries import list_overdue_reviews
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from metrics.prometheus.accounts import AccountsNow
from storage.postgres.engine import read_connection


async def read_account_metrics(context: ApiContext) -> AccountsNow:
    """Return the metrics.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with read_connection(context.engine) as connection:
        disabled = await store.count_movements(connection, context.campaign, "dormancy", "DormantAccountDisabled")
        overdue = await list_overdue_reviews(connection, context.site, local_date(context.now()))
    return AccountsNow(dormant_disabled=disabled, reviews_overdue=len(overdue))
