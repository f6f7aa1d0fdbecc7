"""Operational metrics of reviews of accounts: how many are due and late, and what is left to do in them."""

from agent_api.access_reviews import store
from agent_api.access_reviews.domain.period import first_day_of, is_unbegun_late
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from metrics.prometheus.accounts import AccessReviewsNow
from storage.postgres.engine import read_connection


async def read_access_review_metrics(context: ApiContext) -> AccessReviewsNow:
    """Return the metrics.

    Raises:
        StorageError: PostgreSQL is away.
    """
    site, today = context.site, local_date(context.now())
    rules, unbegun = site.access_reviews, False
    async with read_connection(context.engine) as connection:
        reviews = await store.list_unclosed(connection, site.campaign)
        tallies = await store.tally_accounts(connection, site.campaign, [each.id for each in reviews])
        if rules is not None:
            first_day = first_day_of(today, rules.months)
            begun = await store.find_of_period(connection, site.campaign, first_day)
            unbegun = begun is None and is_unbegun_late(first_day, today, rules.days, site.terms)
    signed = {each.id for each in reviews if each.state == "signed"}
    return AccessReviewsNow(
        due=len(reviews),
        overdue=sum(today > each.due_on for each in reviews) + unbegun,
        undecided=sum(each.undecided for each in tallies.values()),
        pending=sum(each.pending for id_, each in tallies.items() if id_ in signed),
    )
