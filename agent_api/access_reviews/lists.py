"""Read access reviews: the list, one with its progress, its accounts, and its sealed files."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.access_reviews import store
from agent_api.access_reviews.domain.period import first_day_of, period_name
from agent_api.access_reviews.domain.snapshot import content_digest, decode_snapshot
from agent_api.access_reviews.presenters import (
    ReviewedAccountParts,
    execution_of,
    present_account,
    present_review,
    present_review_summary,
)
from agent_api.access_reviews.problems import AccessReviewUnknown, SnapshotDamaged
from agent_api.access_reviews.schemas import (
    AccessReviewDetail,
    AccessReviewPage,
    AccessReviewQuery,
    ReviewedAccountPage,
    ReviewedAccountQuery,
)
from agent_api.access_reviews.store import AccountTally, ReviewedAccountRow
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import NotFound
from agent_api.kit.pagination import Cursor
from agent_api.kit.text import fold_accents
from config.site.access_reviews import AccessReviewRules
from storage.postgres.engine import read_connection


async def list_page(context: ApiContext, query: AccessReviewQuery, after: Cursor | None) -> AccessReviewPage:
    """Return a page of reviews."""
    async with read_connection(context.engine) as connection:
        unreviewed = await _unreviewed_period(connection, context)
        rows = await store.page(connection, context.campaign, query.limit + 1, after)
        page = rows[: query.limit]
        tallies = await store.tally_accounts(connection, context.campaign, [each.id for each in page])
    today, rules = local_date(context.now()), _rules(context)
    last = page[-1] if len(rows) > query.limit else None
    return AccessReviewPage(
        reviews=[present_review_summary(each, tallies.get(each.id, AccountTally()), rules, today) for each in page],
        unreviewed=unreviewed,
        next=Cursor(last.begun_at, last.id).encode() if last else None,
    )


async def _unreviewed_period(connection: AsyncConnection, context: ApiContext) -> str | None:
    """Return the name of the current period if it has no review; None if the site wants none."""
    rules = context.site.access_reviews
    if rules is None:
        return None
    first_day = first_day_of(local_date(context.now()), rules.months)
    has_review = await store.find_of_period(connection, context.campaign, first_day)
    return None if has_review else period_name(first_day, rules.months)


async def read_review(context: ApiContext, principal: Principal, id_: str) -> AccessReviewDetail:
    """Return a review.

    Raises:
        AccessReviewUnknown: there is none with this number.
    """
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.campaign, id_)
        if row is None:
            raise AccessReviewUnknown
        tallies = await store.tally_accounts(connection, context.campaign, [id_])
    return present_review(row, tallies.get(id_, AccountTally()), _rules(context), local_date(context.now()), principal)


async def list_reviewed_accounts(
    context: ApiContext, principal: Principal, id_: str, query: ReviewedAccountQuery
) -> ReviewedAccountPage:
    """Return a page of the accounts of a review.

    Raises:
        AccessReviewUnknown: there is none with this number.
        SnapshotDamaged: the snapshot is not the one that was recorded.
    """
    snapshot = decode_snapshot(await read_snapshot(context, id_))
    async with read_connection(context.engine) as connection:
        rows = await store.list_accounts(connection, context.campaign, id_)
    accounts = {each.user: each for each in snapshot.accounts}
    names = await find_names(context.engine, context.site, context.cipher, set(accounts) if query.q else set())
    roles = {user: {each.role for each in account.roles} for user, account in accounts.items()}
    found = [each for each in rows if _matches(each, query, roles[each.user], names.get(each.user, ""))]
    rest = [each for each in found if query.after is None or each.user > query.after]
    page = rest[: query.limit]
    names = await find_names(context.engine, context.site, context.cipher, {each.user for each in page})
    today = local_date(context.now())
    return ReviewedAccountPage(
        accounts=[
            present_account(
                ReviewedAccountParts(
                    row=each,
                    account=accounts[each.user],
                    name=names.get(each.user, each.user),
                    reason=store.decrypt_reason(context.cipher, context.campaign, each),
                ),
                today,
                principal.user,
            )
            for each in page
        ],
        total=len(found),
        next=page[-1].user if len(rest) > query.limit else None,
    )


async def read_snapshot(context: ApiContext, id_: str) -> bytes:
    """Return the snapshot of a review, whose SHA-256 is the recorded one.

    Raises:
        AccessReviewUnknown: there is no review with this number.
        SnapshotDamaged: the snapshot is not the one that was recorded.
    """
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.campaign, id_)
        if row is None:
            raise AccessReviewUnknown
        content = await store.read_snapshot_content(connection, context.campaign, id_)
    if content_digest(content) != row.snapshot_digest:
        raise SnapshotDamaged
    return content


async def read_signed_decisions(context: ApiContext, id_: str) -> bytes:
    """Return the signed content of a review.

    Raises:
        AccessReviewUnknown: there is no review with this number.
        NotFound: it is not signed.
    """
    async with read_connection(context.engine) as connection:
        if await store.find(connection, context.campaign, id_) is None:
            raise AccessReviewUnknown
        content = await store.read_signed_content(connection, context.cipher, context.campaign, id_)
    if content is None:
        raise NotFound("La revisión no está firmada: todavía no hay decisiones selladas.")
    return content


def _rules(context: ApiContext) -> AccessReviewRules:
    """Return the rules of the site; a site that removed them shows its past reviews with the defaults."""
    return context.site.access_reviews or AccessReviewRules()


def _matches(row: ReviewedAccountRow, query: ReviewedAccountQuery, roles: set[str], name: str) -> bool:
    findings: Sequence[str] = row.findings.split()
    by_finding = {None: True, "any": bool(findings), "none": not findings}
    return (
        query.decision in (None, row.decision or "undecided")
        and by_finding.get(query.finding, query.finding in findings)
        and (query.role is None or query.role in roles)
        and query.execution in (None, execution_of(row))
        and (query.q is None or fold_accents(query.q) in fold_accents(f"{row.user} {name}"))
    )
