"""The state of the mail, for metrics and warnings.

Owns when there is a warning. Calls do not depend on mail, so a mail warning must never make a load balancer remove the
API.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.mail import store
from config.site.model import Site
from metrics.prometheus.mail import MailNow
from storage.errors import StorageError
from storage.postgres.engine import read_connection

LATE_AFTER: Final = timedelta(minutes=15)
"""The longest ordinary wait of a message; it includes the first retries."""
WAITING_WARNING: Final = "mail_waiting"
NOT_CONFIGURED_WARNING: Final = "mail_not_configured"
UNCERTAIN_WARNING: Final = "mail_uncertain"


async def read_mail_metrics(engine: AsyncEngine, site: Site, now: datetime) -> MailNow | None:
    """Return the state of the mail; None if the site sends no mail, or PostgreSQL is away."""
    if site.mail is None:
        return None
    try:
        return await measure_mail(engine, site.campaign, now)
    except StorageError:
        return None


async def measure_mail(engine: AsyncEngine, campaign: str, now: datetime) -> MailNow:
    """Measure the backlog and the results of a campaign's mail.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with read_connection(engine) as connection:
        waiting = await store.read_backlog(connection, campaign)
        tally = await store.read_tally(connection, campaign)
    oldest_s = (now - waiting.oldest).total_seconds() if waiting.oldest else 0.0
    return MailNow(tally=tally, waiting=waiting.count, oldest_s=max(oldest_s, 0.0), uncertain=waiting.uncertain)


def mail_warnings(now: MailNow | None, *, sends: bool) -> list[str]:
    """Return the stable names of the warnings; ``sends`` says whether a mail server is configured."""
    if now is None:
        return []
    warnings = {
        NOT_CONFIGURED_WARNING: now.waiting > 0 and not sends,
        WAITING_WARNING: sends and now.oldest_s > LATE_AFTER.total_seconds(),
        UNCERTAIN_WARNING: now.uncertain > 0,
    }
    return [name for name, is_active in warnings.items() if is_active]
