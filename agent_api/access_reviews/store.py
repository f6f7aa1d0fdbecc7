"""Access reviews in the database.

Owns the tables access_review and access_review_account. A snapshot is written once; no statement here changes it. A new
review locks the campaign's numbers until its transaction ends, so that numbers have no gaps.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, Final, get_args

import msgspec
from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access_reviews.domain.account_findings import AccountFinding
from agent_api.access_reviews.domain.state_machine import AccountState, ReviewState
from agent_api.kit.pagination import Cursor
from eventlog.facts.access_review import ReviewDecision
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import access_review, access_review_account

REASON: Final = "access_review_account.reason"
DECISIONS: Final = "access_review.decisions"


class ReviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A review without its snapshot and its signed content; ``begun_by`` is an actor."""

    id: str
    first_day: date
    begun_at: datetime
    begun_by: str
    due_on: date
    state: ReviewState
    site_version: str
    accounts: int
    snapshot_digest: str
    signed_at: datetime | None = None
    signed_by: str | None = None
    signed_by_name: str | None = None
    digest: str | None = None
    closed_at: datetime | None = None
    reminded: str = ""


class ReviewedAccountRow(msgspec.Struct, frozen=True, kw_only=True):
    """The decision on an account; ``reason`` is encrypted.

    Attributes:
        findings: separated by spaces.
        decision: empty until there is one.
        request: the request for rights that a second person decides, or empty.
        expired_at: when its exception was reported as expired.
    """

    review: str
    user: str
    findings: str
    decision: str = ""
    roles: list[str] = []
    reason: bytes | None = None
    exception_until: date | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    decided_by_name: str | None = None
    executed_at: datetime | None = None
    executed_by: str | None = None
    executed_by_name: str | None = None
    request: str = ""
    expired_at: datetime | None = None

    @property
    def value(self) -> AccountState:
        """The part that decides which acts are possible."""
        return AccountState(
            user=self.user,
            findings=msgspec.convert(self.findings.split(), tuple[AccountFinding, ...]),
            decision=msgspec.convert(self.decision or None, ReviewDecision | None),
            decided_by=self.decided_by or "",
            is_executed=self.executed_at is not None,
        )


class AccountTally(msgspec.Struct, frozen=True, kw_only=True):
    """How many accounts of a review have each decision, a finding, or a decision that is not carried out."""

    undecided: int = 0
    keep: int = 0
    change: int = 0
    remove: int = 0
    flagged: int = 0
    pending: int = 0


async def lock_next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year, and lock it until the transaction ends."""
    await lock_numbers(connection, access_review, campaign)
    return await next_number(connection, access_review, campaign, year)


async def find_of_period(connection: AsyncConnection, campaign: str, first_day: date) -> str | None:
    """Return the number of a period's review, or None."""
    row = access_review.c
    query = select(row.id).where(row.campaign == campaign, row.first_day == first_day)
    return (await connection.execute(query)).scalar_one_or_none()


async def add(
    connection: AsyncConnection, campaign: str, row: ReviewRow, snapshot: bytes, findings: dict[str, str]
) -> None:
    """Store a new review with its snapshot, and its accounts with their findings."""
    await connection.execute(
        insert(access_review).values(campaign=campaign, snapshot=snapshot, **msgspec.structs.asdict(row))
    )
    accounts = [
        {"campaign": campaign, "review": row.id, "user": user, "findings": each} for user, each in findings.items()
    ]
    if accounts:
        await connection.execute(insert(access_review_account), accounts)


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> ReviewRow | None:
    """Find a review; with ``lock``, keep others from changing it until the transaction ends."""
    query = _select_of(campaign).where(access_review.c.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else ReviewRow(**row)


async def page(connection: AsyncConnection, campaign: str, limit: int, after: Cursor | None) -> list[ReviewRow]:
    """Return a page of reviews, the latest first."""
    order = tuple_(access_review.c.begun_at, access_review.c.id)
    query = _select_of(campaign)
    query = query if after is None else query.where(order < tuple_(after.at, after.id))
    rows = await connection.execute(query.order_by(order.desc()).limit(limit))
    return [ReviewRow(**each) for each in rows.mappings()]


async def list_unclosed(connection: AsyncConnection, campaign: str) -> list[ReviewRow]:
    """List the reviews in which something is left to do."""
    query = _select_of(campaign).where(access_review.c.state != "closed").order_by(access_review.c.id)
    return [ReviewRow(**each) for each in (await connection.execute(query)).mappings()]


async def read_snapshot_content(connection: AsyncConnection, campaign: str, id_: str) -> bytes:
    """Return the content of the snapshot of an existing review."""
    query = select(access_review.c.snapshot).where(access_review.c.campaign == campaign, access_review.c.id == id_)
    return bytes((await connection.execute(query)).scalar_one())


async def read_signed_content(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str
) -> bytes | None:
    """Return the signed content of a review; None until it is signed."""
    query = select(access_review.c.decisions).where(access_review.c.campaign == campaign, access_review.c.id == id_)
    content = await connection.scalar(query)
    return cipher.decrypt_bytes(content, field=DECISIONS, row=row_key(campaign, id_)) if content else None


def encrypt_signed(cipher: FieldCipher, campaign: str, id_: str, content: bytes) -> bytes:
    """Encrypt the signed content of a review."""
    return cipher.encrypt_bytes(content, field=DECISIONS, row=row_key(campaign, id_))


async def update_review(connection: AsyncConnection, campaign: str, id_: str, **columns: Any) -> None:
    """Update columns of a review."""
    row = access_review.c
    await connection.execute(update(access_review).where(row.campaign == campaign, row.id == id_).values(columns))


async def list_accounts(
    connection: AsyncConnection,
    campaign: str,
    id_: str,
    users: Collection[str] | None = None,
    *,
    lock: bool = False,
) -> list[ReviewedAccountRow]:
    """List the accounts of a review, by login; ``users`` restricts them, None means all."""
    row = access_review_account.c
    query = _select_accounts(campaign).where(row.review == id_).order_by(row.user)
    query = query if users is None else query.where(row.user.in_(users))
    rows = await connection.execute(query.with_for_update() if lock else query)
    return [ReviewedAccountRow(**each) for each in rows.mappings()]


async def update_accounts(
    connection: AsyncConnection, campaign: str, id_: str, users: Iterable[str], **columns: Any
) -> None:
    """Update columns of accounts of a review."""
    row = access_review_account.c
    of_review = and_(row.campaign == campaign, row.review == id_, row.user.in_(list(users)))
    await connection.execute(update(access_review_account).where(of_review).values(columns))


async def list_requested(connection: AsyncConnection, campaign: str) -> list[ReviewedAccountRow]:
    """List the accounts whose decision waits for a request for rights."""
    row = access_review_account.c
    query = _select_accounts(campaign).where(row.request != "", row.executed_at.is_(None))
    return [ReviewedAccountRow(**each) for each in (await connection.execute(query.order_by(row.user))).mappings()]


async def list_expired_exceptions(connection: AsyncConnection, campaign: str, today: date) -> list[ReviewedAccountRow]:
    """List the exceptions of the latest signed review whose last day has passed and that were not reported."""
    row = access_review_account.c
    query = _select_accounts(campaign).where(
        row.review == _latest_signed(campaign), row.exception_until < today, row.expired_at.is_(None)
    )
    return [ReviewedAccountRow(**each) for each in (await connection.execute(query.order_by(row.user))).mappings()]


async def latest_exceptions(connection: AsyncConnection, campaign: str) -> dict[str, date]:
    """Return the last day of each exception of the latest signed review, by account."""
    row = access_review_account.c
    query = select(row.user, row.exception_until).where(
        row.campaign == campaign, row.review == _latest_signed(campaign), row.exception_until.is_not(None)
    )
    return {each.user: each.exception_until for each in await connection.execute(query)}


async def tally_accounts(
    connection: AsyncConnection, campaign: str, reviews: Collection[str]
) -> dict[str, AccountTally]:
    """Count the accounts of some reviews by decision, by number of the review."""
    row = access_review_account.c
    is_pending = and_(row.decision.in_(("change", "remove")), row.executed_at.is_(None))
    conditions: dict[str, ColumnElement[bool]] = {
        "undecided": row.decision == "",
        **{each: row.decision == each for each in get_args(ReviewDecision)},
        "flagged": row.findings != "",
        "pending": is_pending,
    }
    columns = (func.count().filter(each).label(name) for name, each in conditions.items())
    query = select(row.review, *columns).where(row.campaign == campaign, row.review.in_(reviews)).group_by(row.review)
    found = {}
    for each in (await connection.execute(query)).mappings():
        found[each["review"]] = AccountTally(**{name: each[name] for name in conditions})
    return found


async def reviews_by_request(connection: AsyncConnection, campaign: str, requests: Collection[str]) -> dict[str, str]:
    """Return the review that made each of some requests for rights."""
    row = access_review_account.c
    query = select(row.request, row.review).where(row.campaign == campaign, row.request.in_(requests))
    return {each.request: each.review for each in await connection.execute(query.where(row.request != ""))}


def encrypt_reason(cipher: FieldCipher, campaign: str, id_: str, user: str, plain: str) -> bytes | None:
    """Encrypt the reason of a decision; None for an empty one."""
    return cipher.encrypt(plain, field=REASON, row=row_key(campaign, id_, user)) if plain else None


def decrypt_reason(cipher: FieldCipher, campaign: str, row: ReviewedAccountRow) -> str:
    """Return the reason of a decision, or an empty text."""
    bound = row_key(campaign, row.review, row.user)
    return cipher.decrypt(row.reason, field=REASON, row=bound) if row.reason else ""


def _latest_signed(campaign: str) -> ScalarSelect[str]:
    row = access_review.c
    query = select(row.id).where(row.campaign == campaign, row.state != "open")
    return query.order_by(row.begun_at.desc(), row.id.desc()).limit(1).scalar_subquery()


def _select_of(campaign: str) -> Select[Any]:
    columns = (access_review.c[name] for name in ReviewRow.__struct_fields__)
    return select(*columns).where(access_review.c.campaign == campaign)


def _select_accounts(campaign: str) -> Select[Any]:
    columns = (access_review_account.c[name] for name in ReviewedAccountRow.__struct_fields__)
    return select(*columns).where(access_review_account.c.campaign == campaign)
