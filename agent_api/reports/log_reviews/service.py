"""Review the access log: compare its accounts with the entity's list, sign the review of a period, and read reviews.

A comparison stores nothing. A signature is one transaction with its fact and its files, and never changes.
"""

import hashlib
from datetime import date, datetime
from typing import Final, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access_log.domain.review_due import RowsDigest
from agent_api.access_log.projection import append_new_rows
from agent_api.access_log.queries import digest_days, list_accounts, list_overdue_reviews
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import bounds_of_days, local_date
from agent_api.kit.errors import BadQuery
from agent_api.kit.facts import append_facts
from agent_api.kit.pagination import Cursor
from agent_api.reports.domain.file_names import FilePart
from agent_api.reports.log_reviews import store
from agent_api.reports.log_reviews.domain.comparison import UserComparison, compare_users
from agent_api.reports.log_reviews.domain.document import ReviewHead, review_content, review_document
from agent_api.reports.log_reviews.domain.user_list import BadUserRow, ListedUser, read_user_list
from agent_api.reports.log_reviews.presenters import present_comparison, present_review, present_summary
from agent_api.reports.log_reviews.problems import (
    AccessLogIncomplete,
    LogReviewNotMade,
    LogReviewUnknown,
    ReviewKeyUsed,
    UserListInvalid,
)
from agent_api.reports.log_reviews.schemas import (
    AccessComparison,
    AccessComparisonForm,
    LogReviewDetail,
    LogReviewForm,
    LogReviewPage,
    LogReviewPeriod,
    LogReviewQuery,
)
from agent_api.reports.log_reviews.store import LogReviewRow
from eventlog.facts import AccessLogReviewed
from eventlog.journal.reader import read_head
from metrics.reports.document import Origin
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import read_connection, snapshot, unit_of_work

_CATCH_UP_BATCHES: Final = 20
_FIGURES: Final = ("rows", "rows_digest", "users_digest", "here_only", "there_only", "differing", "digest")
"""Fields that the row has as the fact."""


class _Reviewed(NamedTuple):
    """The subject of a review, read from one state of the database."""

    rows: RowsDigest
    comparison: UserComparison
    users_digest: str
    origin: Origin


async def compare(context: ApiContext, principal: Principal, form: AccessComparisonForm) -> AccessComparison:
    """Return the statements that a review of a period would make.

    Raises:
        BadQuery: the period is not over, or ends before it begins.
        UserListInvalid: the list has bad rows.
        AccessLogIncomplete: the log does not reach the journal's end.
    """
    reviewed = await _read(context, principal, form)
    return present_comparison(reviewed.rows, reviewed.users_digest, reviewed.comparison)


async def sign_review(context: ApiContext, principal: Principal, form: LogReviewForm, key: str) -> tuple[str, bool]:
    """Sign the review of a period, once for each idempotency key; return its number and whether it is new.

    Raises:
        BadQuery: the period is not over or ends before it begins, or discrepancies have no note.
        UserListInvalid, AccessLogIncomplete: as `compare`.
        ReviewKeyUsed: the key belongs to a review of another period or with another note.
    """
    reviewed = await _read(context, principal, form)
    if reviewed.comparison.discrepancies and not form.note:
        raise BadQuery("note", "Hay diferencias: escriba qué se hace con ellas.")
    async with unit_of_work(context.engine) as connection:
        id_ = await store.next_id(connection, context.campaign, local_date(context.now()).year)
        earlier = await store.find_by_key(connection, context.campaign, principal.user, key)
        if earlier is not None:
            signed = (earlier.first_day, earlier.last_day, _note_of(context, earlier))
            if signed != (form.first_day, form.last_day, form.note):
                raise ReviewKeyUsed
            return earlier.id, False
        await _store(connection, context, principal, form, id_, key=key, reviewed=reviewed)
    return id_, True


async def list_reviews(context: ApiContext, query: LogReviewQuery, after: Cursor | None) -> LogReviewPage:
    """Return a page of signed reviews, and the periods that are late."""
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, limit=query.limit + 1, after=after)
        overdue = await list_overdue_reviews(connection, context.site, local_date(context.now()))
    page = rows[: query.limit]
    return LogReviewPage(
        reviews=[present_summary(each) for each in page],
        overdue=[LogReviewPeriod(first_day=each.first, last_day=each.last) for each in overdue],
        next=Cursor(page[-1].signed_at, page[-1].id).encode() if len(rows) > query.limit else None,
    )


async def read_review(context: ApiContext, id_: str) -> LogReviewDetail:
    """Return a signed review.

    Raises:
        LogReviewUnknown: there is none.
    """
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.campaign, id_)
    if row is None:
        raise LogReviewUnknown
    return present_review(row, _note_of(context, row))


async def read_review_file(context: ApiContext, id_: str, part: FilePart | None) -> bytes:
    """Return a file of a review; its signed content without a part.

    Raises:
        LogReviewUnknown: there is none.
        LogReviewNotMade: the worker has not made its files yet.
    """
    async with read_connection(context.engine) as connection:
        if await store.find(connection, context.campaign, id_) is None:
            raise LogReviewUnknown
        if part is None:
            content = await store.content_of(connection, context.cipher, context.campaign, id_)
        else:
            content = await store.file_of(connection, context.cipher, context.campaign, id_, part)
    if content is None:
        raise LogReviewNotMade
    return content


def _note_of(context: ApiContext, review: LogReviewRow) -> str:
    return context.cipher.decrypt(review.note, field=store.NOTE, row=row_key(context.campaign, review.id))


async def _read(context: ApiContext, principal: Principal, form: AccessComparisonForm) -> _Reviewed:
    _check_period(form.first_day, form.last_day, local_date(context.now()))
    listed = _read_list(form.users)
    if not await append_new_rows(context.engine, context.campaign, max_batches=_CATCH_UP_BATCHES):
        raise AccessLogIncomplete
    async with snapshot(context.engine) as connection:
        link = (await read_head(connection, context.campaign)).link
        rows = await digest_days(connection, context.campaign, form.first_day, form.last_day)
        accounts = await list_accounts(connection, context.campaign)
    return _Reviewed(
        rows=rows,
        comparison=compare_users(accounts, listed, principal.user),
        users_digest=hashlib.sha256(form.users.encode()).hexdigest(),
        origin=Origin(seq=link.seq, hash=link.hash.hex(), site_version=context.site.version),
    )


def _check_period(first: date, last: date, today: date) -> None:
    bounds_of_days(first, last)  # refuses a period that ends before it begins
    if last >= today:
        raise BadQuery("last_day", "El período todavía no termina: elija hasta ayer.")


def _read_list(text: str) -> tuple[ListedUser, ...]:
    rows = read_user_list(text)
    bad = [each for each in rows if isinstance(each, BadUserRow)]
    if bad:
        raise UserListInvalid(bad)
    return tuple(each for each in rows if isinstance(each, ListedUser))


async def _store(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    form: LogReviewForm,
    id_: str,
    *,
    key: str,
    reviewed: _Reviewed,
) -> None:
    """Make the document and store it with the fact; the worker makes its files."""
    now = context.now()
    report = review_document(_head(context, principal, form, id_, reviewed=reviewed, now=now), reviewed.comparison)
    fact = _fact(form, id_, reviewed, report.digest)
    row = LogReviewRow(
        id=id_,
        first_day=form.first_day,
        last_day=form.last_day,
        signed_at=now,
        reviewer=principal.user,
        reviewer_name=principal.name,
        site_version=context.site.version,
        idempotency_key=key,
        listed=reviewed.comparison.listed,
        discrepancies=msgspec.to_builtins(reviewed.comparison.discrepancies),
        note=context.cipher.encrypt(form.note, field=store.NOTE, row=row_key(context.campaign, id_)),
        **{name: getattr(fact, name) for name in _FIGURES},
    )
    await store.add(connection, context.cipher, context.campaign, row, review_content(report))
    author = principal.author(at=now, site_version=context.site.version)
    await append_facts(connection, context.campaign, [fact], author)


def _head(
    context: ApiContext, principal: Principal, form: LogReviewForm, id_: str, *, reviewed: _Reviewed, now: datetime
) -> ReviewHead:
    return ReviewHead(
        number=id_,
        entity=context.site.entity,
        brand=context.site.branding.name,
        reviewer=principal.user,
        reviewer_name=principal.name,
        signed_at=now,
        first=form.first_day,
        last=form.last_day,
        rows=reviewed.rows.rows,
        rows_digest=reviewed.rows.digest,
        users_digest=reviewed.users_digest,
        note=form.note,
        origin=reviewed.origin,
    )


def _fact(form: LogReviewForm, id_: str, reviewed: _Reviewed, digest: str) -> AccessLogReviewed:
    count = reviewed.comparison.count
    return AccessLogReviewed(
        review=id_,
        first_day=form.first_day.isoformat(),
        last_day=form.last_day.isoformat(),
        rows=reviewed.rows.rows,
        rows_digest=reviewed.rows.digest,
        users_digest=reviewed.users_digest,
        here_only=count("here_only"),
        there_only=count("there_only"),
        differing=count("differing"),
        digest=digest,
    )
