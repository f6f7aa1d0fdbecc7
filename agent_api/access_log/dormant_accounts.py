"""Warn the holders of unused accounts, and disable those accounts afterwards: never deleted, never the last one.

Owns that each act is done once, although several workers run this: each account is read again under a lock, and its
warning or its end is stored in the transaction that sends it. `domain.dormancy` decides.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import structlog
from sqlalchemy import exists, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.user_admin import UserAdmin
from agent_api.access.users import decrypt_name, update_columns
from agent_api.access_log.domain.dormancy import (
    AccountUse,
    AdministratorGrant,
    DormancyStep,
    dormancy_step,
    last_administrators,
    unused_days,
)
from agent_api.kit.dates import local_date
from agent_api.kit.job_context import JobContext
from agent_api.mail.domain.contents import AccountDormancyText
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.service import OutgoingMessage, post
from agent_api.notifications.service import NotificationCause, notify
from config.site.accounts import DormancyRules
from config.site.notices import own_addresses
from eventlog.facts import AccountDormancyWarned, DormantAccountDisabled
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import account, account_role

ACTOR: Final = "system:accounts"
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('dormant accounts', 0))")
log = structlog.get_logger(__name__)


async def keep_dormancy_rule(context: JobContext, now: datetime) -> int:
    """Warn and disable the accounts that are due; return their number.

    Raises:
        StorageError: PostgreSQL is away; earlier acts stay done.
    """
    rules = context.site.accounts.dormancy
    if rules is None:
        return 0
    async with read_connection(context.engine) as connection:
        rows = await _load(connection, context.site.campaign, now)
    due = [name for name, use in rows.items() if dormancy_step(use, rules, now).act != "keep"]
    return sum([await _act(context, name, rules, now) for name in due])


async def _act(context: JobContext, name: str, rules: DormancyRules, now: datetime) -> bool:
    """Take the step that is due for an account, unless another worker or its holder acted meanwhile."""
    campaign = context.site.campaign
    async with unit_of_work(context.engine) as connection:
        await connection.execute(_LOCK)
        use = (await _load(connection, campaign, now, (name,), lock=True)).get(name)
        if use is None:
            return False
        step = dormancy_step(use, rules, now)
        if step.act == "warn":
            await _warn(connection, context, name, step, now)
        elif step.act == "disable":
            await _disable(connection, context, name, use, now)
        if step.act == "keep":
            return False
    log.info(f"account_dormancy_{step.act}", campaign=campaign, user=name)
    return True


async def _warn(connection: AsyncConnection, context: JobContext, name: str, step: DormancyStep, now: datetime) -> None:
    site = context.site
    await update_columns(connection, name, dormancy_warned_at=now)
    cause = NotificationCause(
        kind="account_dormant", number=name, event=step.disables_on.isoformat(), due_on=step.disables_on
    )
    await notify(connection, site.campaign, cause, (name,), now)
    fact = AccountDormancyWarned(user=name, disables_on=step.disables_on.isoformat())
    await _staff(context).append_facts(connection, fact)
    address = own_addresses(site.notices, site.areas).get(name)
    if site.mail is None or address is None:
        return
    full_name = await connection.scalar(select(account.c.full_name).where(account.c.name == name))
    person = decrypt_name(name, bytes(full_name), context.cipher) if full_name else ""
    content = AccountDormancyText(name=person, number=name, last_day=step.disables_on, link=site.notices.home_link())
    message = OutgoingMessage(to=Recipient(address=address, name=person), content=content)
    await post(connection, message, site=site, cipher=context.cipher, actor=ACTOR, now=now)


async def _disable(connection: AsyncConnection, context: JobContext, name: str, use: AccountUse, now: datetime) -> None:
    staff = _staff(context)
    fact = DormantAccountDisabled(
        user=name, unused_since=local_date(use.used_at).isoformat(), days=unused_days(use, now)
    )
    await staff.append_facts(connection, fact)
    await staff.disable_in(connection, name, now)


def _staff(context: JobContext) -> UserAdmin:
    return UserAdmin(context.engine, context.cipher, context.site.campaign, context.site.version, ACTOR)


async def _load(
    connection: AsyncConnection, campaign: str, now: datetime, names: Collection[str] = (), *, lock: bool = False
) -> dict[str, AccountUse]:
    """Return the enabled accounts with a role in this campaign, or in none; ``names`` restricts them."""
    row, role = account.c, account_role.c
    here = exists().where(role.user == row.name, role.campaign == campaign)
    nowhere = ~exists().where(role.user == row.name)
    query = select(row.name, row.created_at, row.signed_in_at, row.enabled_at, row.dormancy_warned_at)
    query = query.where(row.disabled_at.is_(None), or_(here, nowhere)).order_by(row.name)
    if names:
        query = query.where(row.name.in_(names))
    found: list[Any] = list(await connection.execute(query.with_for_update() if lock else query))
    last = last_administrators(await _administrators(connection, now, lock=lock))
    return {
        each.name: AccountUse(
            created_at=each.created_at,
            signed_in_at=each.signed_in_at,
            enabled_at=each.enabled_at,
            warned_at=each.dormancy_warned_at,
            last_administrator=each.name in last,
        )
        for each in found
    }


async def _administrators(connection: AsyncConnection, now: datetime, *, lock: bool) -> list[AdministratorGrant]:
    """Return the enabled administrators of all campaigns; with ``lock``, none can be disabled meanwhile."""
    row, today = account_role.c, local_date(now)
    query = (
        select(row.campaign, row.user)
        .join(account, account.c.name == row.user)
        .where(row.role.in_(roles_with_permission("users.manage")), account.c.disabled_at.is_(None))
        .where(row.begins_on <= today, or_(row.ends_on.is_(None), row.ends_on >= today))
        .order_by(row.user)
    )
    if lock:
        query = query.with_for_update(of=account)
    return [AdministratorGrant(each.campaign, each.user) for each in await connection.execute(query)]
