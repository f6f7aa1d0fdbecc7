"""Verifications of a customer, for other nouns: results and releases, without questions or reasons."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.identity.domain.attempts import Result
from agent_api.kit.pagination import KeysetWindow
from agent_api.kit.pagination.keyset import within_window
from storage.tables import identity_check, identity_release

MAX_CALLS: Final = 500
"""The most calls of one customer that a page considers, the latest."""
_check, _release = identity_check.c, identity_release.c


class VerificationResult(msgspec.Struct, frozen=True, kw_only=True):
    """A set of questions to a customer on a call, and its result."""

    id: str
    call_id: str
    advisor: str
    asked_at: datetime
    result: Result


class ReleaseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A supervisor's permission for another try."""

    key: str
    at: datetime
    actor: str


async def list_verified_calls(connection: AsyncConnection, campaign: str, customer_ids: Collection[str]) -> list[str]:
    """Return the ids of the calls that verified the customer, the latest first."""
    passed = _check.campaign == campaign, _check.customer_id.in_(customer_ids), _check.result == "passed"
    query = select(_check.call_id).where(*passed).group_by(_check.call_id)
    return list((await connection.execute(query.order_by(func.max(_check.seq).desc()).limit(MAX_CALLS))).scalars())


async def verified_among(connection: AsyncConnection, campaign: str, call_ids: Collection[str]) -> set[str]:
    """Return the calls, among these, in which an identity was verified."""
    passed = _check.campaign == campaign, _check.call_id.in_(call_ids), _check.result == "passed"
    return set((await connection.execute(select(_check.call_id).where(*passed))).scalars())


async def list_checks(
    connection: AsyncConnection, campaign: str, customer_ids: Collection[str], window: KeysetWindow
) -> list[VerificationResult]:
    """Return the verifications within a window, the newest first."""
    query = select(*(_check[name] for name in VerificationResult.__struct_fields__))
    query = query.where(_check.campaign == campaign, _check.customer_id.in_(customer_ids))
    rows = await connection.execute(within_window(query, window, _check.asked_at, _check.id))
    return [VerificationResult(**each) for each in rows.mappings()]


async def list_releases(
    connection: AsyncConnection, campaign: str, customer_ids: Collection[str], window: KeysetWindow
) -> list[ReleaseRecord]:
    """Return the releases within a window, the newest first."""
    key = func.lpad(cast(_release.seq, Text), 20, "0")
    query = select(key.label("key"), _release.at, _release.actor)
    query = query.where(_release.campaign == campaign, _release.customer_id.in_(customer_ids))
    rows = await connection.execute(within_window(query, window, _release.at, key))
    return [ReleaseRecord(**each) for each in rows.mappings()]
