"""Queries of reviews of the access log: the rows of a period as a digest, and the accounts of the campaign."""

from datetime import date, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access_log import store
from agent_api.access_log.domain.review_due import ReviewedDays, RowsDigest, overdue_reviews
from agent_api.kit.dates import local_date, start_of_day
from config.site.model import Site
from storage.tables import access_log_review, account, account_role


async def digest_days(connection: AsyncConnection, campaign: str, first: date, last: date) -> RowsDigest:
    """Count and digest the rows of local days, both included; see `store.digest_period`."""
    ends = start_of_day(last) + timedelta(days=1)
    return await store.digest_period(connection, campaign, start_of_day(first), ends)


async def list_accounts(connection: AsyncConnection, campaign: str) -> dict[str, bool]:
    """Return whether each account with a role in this campaign, or in none, can be used."""
    row, role = account.c, account_role.c
    here = exists().where(role.user == row.name, role.campaign == campaign)
    nowhere = ~exists().where(role.user == row.name)
    query = select(row.name, row.disabled_at).where(or_(here, nowhere)).order_by(row.name)
    return {each.name: each.disabled_at is None for each in await connection.execute(query)}


async def list_overdue_reviews(connection: AsyncConnection, site: Site, today: date) -> tuple[ReviewedDays, ...]:
    """Return the periods that should be reviewed and signed, and are not, the latest first."""
    rules = site.accounts.log_review
    if rules is None:
        return ()
    row = access_log_review.c
    query = select(row.first_day, row.last_day).where(row.campaign == site.campaign)
    reviewed = [ReviewedDays(*each) for each in await connection.execute(query)]
    first_at = await store.first_row_time(connection, site.campaign)
    return overdue_reviews(rules, local_date(first_at) if first_at else None, reviewed, today)
