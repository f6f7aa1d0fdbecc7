"""Store verifications in PostgreSQL: lock, read as a history, write.

Owns the tables identity_check and identity_release. Records of merged customers are read under the id of the surviving
one. Nothing here is ever deleted.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers.merges.survivors import surviving_ids
from agent_api.identity.domain.attempts import QuestionSet, Release, VerificationHistory
from agent_api.identity.speakers.store import load_speaker
from storage.tables import customer, identity_check, identity_release

_check, _release, _customer = identity_check.c, identity_release.c, customer.c
_LOCK_CALL = text("SELECT pg_advisory_xact_lock(hashtextextended('identity ' || :call, 0))")


async def lock_call(connection: AsyncConnection, campaign: str, call_id: str) -> None:
    """Lock verifications on a call until the transaction ends. Take this lock before locking any customer."""
    await connection.execute(_LOCK_CALL, {"call": f"{campaign} {call_id}"})


async def lock_customer(connection: AsyncConnection, campaign: str, customer_id: str) -> str | None:
    """Lock a customer against verification, change and merge until the transaction ends.

    Returns:
        The id of the surviving customer after a merge; None if there is no such customer.
    """
    query = select(_customer.merged_into).where(_customer.campaign == campaign)
    while True:
        row = (await connection.execute(query.where(_customer.id == customer_id).with_for_update())).first()
        if row is None or row[0] is None:
            return None if row is None else customer_id
        customer_id = row[0]


def _merged_family(customer_id: str) -> Any:
    """Select the ids of a customer and of all customers merged into it."""
    own = select(_customer.id).where(_customer.id == customer_id).cte("family", recursive=True)
    return select(own.union_all(select(_customer.id).where(_customer.merged_into == own.c.id)).c.id)


async def load_history(
    connection: AsyncConnection, campaign: str, call_id: str, customer_id: str | None, since: datetime
) -> VerificationHistory:
    """Return the relevant history of a call and a customer.

    An empty ``call_id`` means no call. ``customer_id`` is a surviving customer; None reads the history of the call
    alone.
    Failures before ``since`` are left out.
    """
    conditions = [_check.call_id == call_id] if call_id else []
    if customer_id is not None:
        of_customer = _check.customer_id.in_(_merged_family(customer_id))
        last = select(func.max(_check.seq)).where(of_customer).scalar_subquery()
        conditions += [of_customer & or_(_check.settled_at >= since, _check.result == "open"), _check.seq == last]
    query = select(identity_check).where(_check.campaign == campaign, or_(*conditions)).order_by(_check.seq)
    checks = [_to_check(row) for row in (await connection.execute(query)).mappings()]
    ids = await surviving_ids(connection, campaign, {each.customer_id for each in checks})
    return VerificationHistory(
        checks=tuple(msgspec.structs.replace(each, customer_id=ids[each.customer_id]) for each in checks),
        releases=await _releases(connection, campaign, ids.values(), since),
        passes_after=(await load_speaker(connection, campaign, call_id)).passes_after if call_id else 0,
    )


async def _releases(
    connection: AsyncConnection, campaign: str, ids: Iterable[str], since: datetime
) -> tuple[Release, ...]:
    """Return the releases since a moment of surviving customers and of those merged into them, in order."""
    releases = []
    for id_ in set(ids):
        of_customer = _release.campaign == campaign, _release.customer_id.in_(_merged_family(id_)), _release.at >= since
        rows = await connection.execute(select(_release.at).where(*of_customer))
        releases += [Release(id_, row.at) for row in rows]
    return tuple(sorted(releases, key=lambda each: each.at))


def _to_check(row: Any) -> QuestionSet:
    return QuestionSet(
        id=row["id"],
        call_id=row["call_id"],
        customer_id=row["customer_id"],
        advisor=row["advisor"],
        questions=tuple(row["questions"].split(",")),
        asked_at=row["asked_at"],
        step=row["step"],
        result=row["result"],
        settled_at=row["settled_at"],
    )


async def save_check(connection: AsyncConnection, campaign: str, check: QuestionSet) -> None:
    """Insert or update a check."""
    row = {**msgspec.structs.asdict(check), "campaign": campaign, "questions": ",".join(check.questions)}
    now = {name: row[name] for name in ("step", "result", "settled_at")}
    adding = insert(identity_check).values(row)
    await connection.execute(adding.on_conflict_do_update(index_elements=[_check.id], set_=now))


async def add_release(
    connection: AsyncConnection, campaign: str, customer_id: str, *, at: datetime, actor: str, reason: bytes
) -> None:
    """Store the release of a surviving customer; ``reason`` is encrypted."""
    row = {"campaign": campaign, "customer_id": customer_id, "at": at, "actor": actor, "reason": reason}
    await connection.execute(insert(identity_release), [row])
