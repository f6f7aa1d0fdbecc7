"""Operational metrics of novelties: those that wait for each recipient, and the late ones."""

from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.large_clients.novelties import store
from config.site.customers.large_clients import RECIPIENTS
from metrics.prometheus.large_clients import NoveltiesNow
from storage.postgres.engine import read_connection

_UNSENT = "unsent"


async def read_novelty_metrics(context: ApiContext) -> NoveltiesNow:
    """Return the metrics.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with read_connection(context.engine) as connection:
        counts = await store.count_waiting(connection, context.campaign, local_date(context.now()))
    return NoveltiesNow(
        open_by_recipient={each or _UNSENT: counts.get(each, (0, 0))[0] for each in ("", *RECIPIENTS)},
        overdue_by_recipient={each: counts.get(each, (0, 0))[1] for each in RECIPIENTS},
    )
