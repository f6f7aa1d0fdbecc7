"""The accounts of a campaign as they are now, for the snapshot of a review.

Owns which accounts a review has: those with a role in the campaign, in force or not, and those without any role. The
register of staff says who has left; without it no account has a last day of its holder.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Row, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.users import decrypt_name
from agent_api.access_reviews import store
from agent_api.access_reviews.domain.snapshot import AccountsSnapshot, SnapshotAccount, SnapshotRole, SnapshotToken
from storage.encryption.field_cipher import FieldCipher
from storage.tables import account, account_role, service_token


async def take_snapshot(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    now: datetime,
    departures: Mapping[str, date],
) -> AccountsSnapshot:
    """Return all accounts of a campaign, by login; ``departures`` has the last day of each person who left.

    Raises:
        DecryptionFailed: a name was encrypted with another key.
    """
    roles = await _load_roles(connection, campaign)
    tokens = await _load_tokens(connection, campaign, now)
    exceptions = await store.latest_exceptions(connection, campaign)
    here = exists().where(account_role.c.user == account.c.name, account_role.c.campaign == campaign)
    anywhere = exists().where(account_role.c.user == account.c.name)
    rows = await connection.execute(select(account).where(or_(here, ~anywhere)).order_by(account.c.name))
    return AccountsSnapshot(
        campaign=campaign,
        taken_at=now,
        accounts=tuple(
            SnapshotAccount(
                user=row.name,
                created_at=row.created_at,
                disabled_at=row.disabled_at,
                signed_in_at=row.signed_in_at,
                second_factor_at=row.otp_since,
                must_change_password=row.must_change_password,
                roles=tuple(roles.get(row.name, ())),
                tokens=tuple(tokens.get(row.name, ())),
                nameless=_is_nameless(row, cipher),
                left_on=departures.get(row.name),
                exception_until=exceptions.get(row.name),
            )
            for row in rows
        ),
    )


async def _load_roles(connection: AsyncConnection, campaign: str) -> dict[str, list[SnapshotRole]]:
    row = account_role.c
    query = select(row.user, row.role, row.begins_on, row.ends_on).where(row.campaign == campaign)
    loaded: dict[str, list[SnapshotRole]] = {}
    for each in await connection.execute(query.order_by(row.user, row.role)):
        role = SnapshotRole(role=each.role, begins_on=each.begins_on, ends_on=each.ends_on)
        loaded.setdefault(each.user, []).append(role)
    return loaded


async def _load_tokens(connection: AsyncConnection, campaign: str, now: datetime) -> dict[str, list[SnapshotToken]]:
    row = service_token.c
    query = select(service_token).where(row.campaign == campaign, row.expires_at > now)
    loaded: dict[str, list[SnapshotToken]] = {}
    for each in await connection.execute(query.order_by(row.issued_by, row.id)):
        token = SnapshotToken(
            id=each.id,
            kind=each.kind,
            permissions=tuple(each.permissions.split()),
            expires_at=each.expires_at,
            used_at=each.used_at,
        )
        loaded.setdefault(each.issued_by, []).append(token)
    return loaded


def _is_nameless(row: Row[tuple[object, ...]], cipher: FieldCipher) -> bool:
    """Return whether the full name of an account is empty or its login."""
    name = decrypt_name(row.name, row.full_name, cipher).strip().lower()
    return name in ("", row.name)
