"""Begin the review of a period: in the worker, or at the request of a person, once.

Owns that the snapshot, the accounts, the fact and the notifications are one transaction. A unique index covers the
period and the numbers are locked: any number of processes may try, and one begins it.
"""

from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.users import users_with_roles
from agent_api.access_reviews import store
from agent_api.access_reviews.accounts import take_snapshot
from agent_api.access_reviews.domain.account_findings import findings_of
from agent_api.access_reviews.domain.period import first_day_of, last_review_day
from agent_api.access_reviews.domain.snapshot import content_digest, encode_snapshot
from agent_api.access_reviews.problems import PeriodReviewed, ReviewsNotConfigured
from agent_api.access_reviews.store import ReviewRow
from agent_api.kit.author import Author
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.notifications.service import NotificationCause, notify
from agent_api.staff.queries import list_departures
from config.site.access_reviews import AccessReviewRules
from config.site.model import Site
from eventlog.facts import AccessReviewBegun
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection, unit_of_work

ACTOR: Final = "system:access_reviews"
log = structlog.get_logger(__name__)


async def begin_due_review(context: JobContext, now: datetime) -> int:
    """Begin the review of the current period unless it has one; return how many this process began.

    It begins once a user has the role that decides.

    Raises:
        StorageError: PostgreSQL is away.
    """
    site = context.site
    if site.access_reviews is None:
        return 0
    first_day = first_day_of(local_date(now), site.access_reviews.months)
    async with read_connection(context.engine) as connection:
        if await store.find_of_period(connection, site.campaign, first_day):
            return 0
        if not await users_with_roles(connection, site.campaign, [site.access_reviews.reviewer], local_date(now)):
            return 0
    author = Author(actor=ACTOR, at=now, site_version=site.version)
    async with unit_of_work(context.engine) as connection:
        try:
            id_ = await begin_review(connection, context.cipher, site, author)
        except PeriodReviewed:
            return 0
    log.info("access_review_begun", campaign=site.campaign, review=id_)
    return 1


async def begin_review(connection: AsyncConnection, cipher: FieldCipher, site: Site, author: Author) -> str:
    """Begin the review of the author's period in the caller's transaction; return its number.

    Raises:
        ReviewsNotConfigured: the site has no rules of reviews.
        PeriodReviewed: the period has a review.
    """
    rules = site.access_reviews
    if rules is None:
        raise ReviewsNotConfigured
    today = local_date(author.at)
    first_day = first_day_of(today, rules.months)
    id_ = await store.lock_next_id(connection, site.campaign, today.year)
    existing = await store.find_of_period(connection, site.campaign, first_day)
    if existing is not None:
        raise PeriodReviewed(existing)
    departures = await list_departures(connection, site.campaign, today)
    snapshot = await take_snapshot(connection, cipher, site.campaign, author.at, departures)
    content = encode_snapshot(snapshot)
    row = ReviewRow(
        id=id_,
        first_day=first_day,
        begun_at=author.at,
        begun_by=author.actor,
        due_on=last_review_day(today, rules.days, site.terms),
        state="open",
        site_version=site.version,
        accounts=len(snapshot.accounts),
        snapshot_digest=content_digest(content),
    )
    dormancy = site.accounts.dormancy
    findings = {each.user: " ".join(findings_of(each, rules, dormancy, today)) for each in snapshot.accounts}
    await store.add(connection, site.campaign, row, content, findings)
    await append_facts(connection, site.campaign, [_fact_of(row)], author)
    await _notify_reviewers(connection, site.campaign, rules, row, author)
    return id_


def _fact_of(row: ReviewRow) -> AccessReviewBegun:
    return AccessReviewBegun(
        review=row.id,
        first_day=row.first_day.isoformat(),
        accounts=row.accounts,
        digest=row.snapshot_digest,
        due_on=row.due_on.isoformat(),
    )


async def _notify_reviewers(
    connection: AsyncConnection, campaign: str, rules: AccessReviewRules, row: ReviewRow, author: Author
) -> None:
    reviewers = await users_with_roles(connection, campaign, [rules.reviewer], local_date(author.at))
    cause = NotificationCause(
        kind="access_review_begun", number=row.id, event="begun", by_user=author.user, due_on=row.due_on
    )
    await notify(connection, campaign, cause, reviewers, author.at)
