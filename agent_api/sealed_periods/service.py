"""Sealing of a month: requested by a user, and made once by the first free process.

Owns the rules of requests. A month's file, row and fact are written in one transaction.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.sealed_periods import store
from agent_api.sealed_periods.build import CannotSeal, MonthToSeal, NotReadyToSeal, SealedFile, build_file
from agent_api.sealed_periods.closed_month import closing_of, is_closed
from agent_api.sealed_periods.store import SealedPeriodRow
from config.errors import SettingsInvalid
from config.site.model import Site
from config.spanish_dates import spoken_month
from eventlog.errors import Unreadable
from eventlog.facts.oversight.seal import PeriodSealed
from storage.postgres.engine import snapshot, unit_of_work

ACTOR: Final = "system:oversight"
NOT_CLOSED: Final = "El mes de {0} no está cerrado: se sella un mes cuando el coordinador ya lo cerró."
POLL_INTERVAL_S: Final = 10.0
RETRY_INTERVAL_S: Final = 300.0
"""Delay before a month that could not be sealed is tried again, because a try may read the whole month."""
log = structlog.get_logger(__name__)


class SealContext(msgspec.Struct, frozen=True):
    """Context for sealing months.

    Attributes:
        key: returns the signing key; raises SettingsInvalid without one.
    """

    engine: AsyncEngine
    site: Site
    key: Callable[[], Ed25519PrivateKey]


async def seal_next(context: SealContext, now: datetime) -> SealedPeriodRow | None:
    """Seal a requested month and return its row, or None; concurrent processes take different months.

    Raises:
        StorageError: PostgreSQL is away; the month keeps waiting.
    """
    async with unit_of_work(context.engine) as keeping:
        row = await store.next_requested(keeping, context.site.campaign)
        outcome = (
            None
            if row is None
            else await _seal(keeping, context.engine, row, site=context.site, key=context.key, now=now)
        )
    if outcome is not None and outcome.state == "sealed":
        log.info("period_sealed", campaign=outcome.campaign, month=outcome.month, size=outcome.size)
    return outcome


def next_interval_s(row: SealedPeriodRow | None) -> float:
    """Return the seconds until the next check; ``row`` is the result of the last one."""
    return RETRY_INTERVAL_S if row is not None and row.state == "asked" else POLL_INTERVAL_S


async def seal_month(context: SealContext, month: str, *, by: str, now: datetime) -> SealedPeriodRow:
    """Seal a month (``YYYY-MM``) at once; a sealed month stays unchanged.

    Raises:
        CannotSeal: it is not closed, or cannot be sealed.
        StorageError: PostgreSQL is away.
    """
    campaign = context.site.campaign
    async with unit_of_work(context.engine) as connection:
        if not await is_closed(connection, campaign, month):
            raise CannotSeal(NOT_CLOSED.format(spoken_month(month)))
        await store.request(connection, campaign, month, by=by, now=now)
    async with unit_of_work(context.engine) as keeping:
        row = await store.find(keeping, campaign, month, lock=True)
        assert row is not None  # requested above, and rows are never deleted
        outcome = (
            row
            if row.state == "sealed"
            else await _seal(keeping, context.engine, row, site=context.site, key=context.key, now=now)
        )
    if outcome.state != "sealed":
        raise CannotSeal(outcome.why)
    return outcome


async def _seal(
    connection: AsyncConnection,
    engine: AsyncEngine,
    row: SealedPeriodRow,
    *,
    site: Site,
    key: Callable[[], Ed25519PrivateKey],
    now: datetime,
) -> SealedPeriodRow:
    """Seal a month, or store the reason for a failure and no part of the file."""
    try:
        async with connection.begin_nested():
            await _build(connection, engine, row, site=site, key=key(), now=now)
    except NotReadyToSeal as error:
        await store.update_row(connection, row, why=str(error))
    except (CannotSeal, SettingsInvalid, Unreadable) as error:
        log.error("period_not_sealed", campaign=row.campaign, month=row.month, error=str(error))
        await store.update_row(connection, row, state="failed", why=str(error))
    updated = await store.find(connection, row.campaign, row.month)
    assert updated is not None
    return updated


async def _build(
    connection: AsyncConnection,
    engine: AsyncEngine,
    row: SealedPeriodRow,
    *,
    site: Site,
    key: Ed25519PrivateKey,
    now: datetime,
) -> None:
    async with snapshot(engine) as journal:
        month = await _month_to_seal(journal, row)
        made = await build_file(journal, connection, month, entity=site.entity, key=key, now=now)
    public_key = key.public_key().public_bytes_raw().hex()
    await _mark_sealed(connection, row, made, public_key, now)
    fact = PeriodSealed(
        month=row.month, first=made.before.seq + 1, last=made.after.seq, digest=made.digest, public_key=public_key
    )
    await append_facts(connection, row.campaign, [fact], Author(actor=ACTOR, at=now, site_version=site.version))


async def _month_to_seal(journal: AsyncConnection, row: SealedPeriodRow) -> MonthToSeal:
    closed_month = await closing_of(journal, row.campaign, row.month)
    if closed_month is None:
        raise CannotSeal(NOT_CLOSED.format(spoken_month(row.month)))
    if closed_month.seq is None:
        raise NotReadyToSeal(f"El cierre de {spoken_month(row.month)} todavía no ha llegado al diario.")
    return MonthToSeal(row=row, closed_by=closed_month.seq, definitions=closed_month.definitions)


async def _mark_sealed(
    connection: AsyncConnection, row: SealedPeriodRow, file: SealedFile, public_key: str, now: datetime
) -> None:
    await store.update_row(
        connection,
        row,
        state="sealed",
        why="",
        sealed_at=now,
        first_seq=file.before.seq + 1,
        last_seq=file.after.seq,
        head=bytes.fromhex(file.after.hash),
        size=file.size,
        digest=file.digest,
        public_key=public_key,
    )
