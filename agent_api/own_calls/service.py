"""Calls that an advisor answered today, and earlier ones without a disposition, each with its result.

It must not write: the rows belong to the recorder and to the nouns' stores.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Select, and_, exists, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.principal import Principal
from agent_api.customers.caller_numbers import CallerNumberReader
from agent_api.customers.domain.masking import format_number, mask_number
from agent_api.dispositions import queries as dispositions
from agent_api.dispositions.queries import StoredDisposition
from agent_api.kit import labels
from agent_api.kit.dates import start_of_local_day
from agent_api.own_calls.schemas import OwnCalls, TodaysCall
from agent_api.tickets.queries.calls import numbers_by_call
from config.site.model import Site
from eventlog.facts import MenuSelected
from eventlog.folds.call_record import CallRecord
from eventlog.journal.codec import read_canonical
from eventlog.journal.reader import record_from_row
from metrics.indicators.ledger import LINGER_LIMIT
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import snapshot
from storage.tables import call, disposition, journal

MAX_CALLS: Final = 300  # a call every two minutes of a long day
UNTYPIFIED_WINDOW: Final = timedelta(days=31)
"""How long a call without a disposition stays in its advisor's list."""
_MAX_CALL_AGE = timedelta(hours=12)  # a call that arrived yesterday may be answered today
_DISPOSITION_FIELDS = ("kind", "kind_name", "theme", "theme_name", "subtheme", "subtheme_name", "note")
_MS = timedelta(milliseconds=1)


class CallData(msgspec.Struct, frozen=True, kw_only=True):
    """Stored data of calls, by call."""

    records: list[CallRecord]
    dispositions: dict[str, StoredDisposition]
    tickets: dict[str, list[str]]
    choices: dict[str, list[MenuSelected]]


async def read_own_calls(
    engine: AsyncEngine,
    cipher: FieldCipher,
    campaign: str,
    principal: Principal,
    *,
    load_site_version: Callable[[str], Awaitable[Site]],
    numbers: CallerNumberReader,
    now: datetime,
) -> OwnCalls:
    """Return the calls that an advisor answered today, and those of earlier days without a disposition."""
    today = start_of_local_day(now)
    gathered = await _load_call_data(engine, cipher, campaign, principal.user, today)
    callers = await numbers.find_displayed([record.caller_ref for record in gathered.records])
    show = format_number if principal.has_permission("number.read") else mask_number
    rows = [
        await _present_call(load_site_version, record, gathered, show(callers.get(record.caller_ref, "")))
        for record in gathered.records
    ]
    return OwnCalls(
        calls=[row for row in rows if row.answered_at >= today],
        earlier=[row for row in rows if row.answered_at < today],
    )


async def _load_call_data(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, advisor: str, since: datetime
) -> CallData:
    async with snapshot(engine) as connection:
        records = await _answered(connection, campaign, advisor, since)
        records += await _without_disposition(connection, campaign, advisor, since)
        ids = [record.call_id for record in records]
        return CallData(
            records=records,
            dispositions=await dispositions.list_by_call(connection, cipher, campaign, ids),
            tickets=await numbers_by_call(connection, campaign, ids),
            choices=await _choices(connection, campaign, ids),
        )


async def _answered(connection: AsyncConnection, campaign: str, advisor: str, since: datetime) -> list[CallRecord]:
    query = select(call).where(call.c.campaign == campaign, call.c.advisor == advisor)
    return await _newest(
        connection, query.where(call.c.arrived_at >= since - _MAX_CALL_AGE, call.c.answered_at >= since)
    )


async def _without_disposition(
    connection: AsyncConnection, campaign: str, advisor: str, before: datetime
) -> list[CallRecord]:
    query = select(call).where(call.c.campaign == campaign, call.c.advisor == advisor)
    earlier = query.where(
        call.c.answered_at < before, call.c.ended_at.is_not(None), call.c.arrived_at >= before - UNTYPIFIED_WINDOW
    )
    same_call = and_(disposition.c.campaign == call.c.campaign, disposition.c.call_id == call.c.call_id)
    return await _newest(connection, earlier.where(~exists(select(literal(1)).where(same_call))))


async def _newest(connection: AsyncConnection, query: Select[Any]) -> list[CallRecord]:
    rows = await connection.execute(query.order_by(call.c.arrived_at.desc(), call.c.call_id.desc()).limit(MAX_CALLS))
    return [record_from_row(row) for row in rows.mappings()]


async def _choices(connection: AsyncConnection, campaign: str, ids: list[str]) -> dict[str, list[MenuSelected]]:
    """Return the menu choices of each call, in order."""
    chosen = select(journal.c.call_id, journal.c.bytes).where(journal.c.campaign == campaign)
    chosen = chosen.where(journal.c.call_id.in_(ids), journal.c.type == MenuSelected.__name__)
    choices: dict[str, list[MenuSelected]] = {}
    for call_id, data in await connection.execute(chosen.order_by(journal.c.seq)):
        fact = read_canonical(data).fact
        if isinstance(fact, MenuSelected):
            choices.setdefault(call_id, []).append(fact)
    return choices


async def _present_call(
    site_of: Callable[[str], Awaitable[Site]], record: CallRecord, gathered: CallData, caller: str
) -> TodaysCall:
    site = await site_of(record.site_version)
    answered_at = record.answered_at or record.arrived_at
    return TodaysCall(
        id=record.call_id,
        line=record.line,
        line_name=labels.line_name(site, record.line),
        queue=record.queue,
        queue_name=labels.queue_name(site, record.queue),
        choice=_choice_labels(site, gathered.choices.get(record.call_id, [])),
        arrived_at=record.arrived_at,
        answered_at=answered_at,
        ended_at=record.ended_at,
        talk_ms=(record.ended_at - answered_at) // _MS if record.ended_at else None,
        outcome=record.outcome,
        caller=caller,
        tickets=gathered.tickets.get(record.call_id, []),
        counts_until=record.ended_at + LINGER_LIMIT if record.ended_at else None,
        **await _disposition_fields(site_of, gathered.dispositions.get(record.call_id)),
    )


def _choice_labels(site: Site, choices: list[MenuSelected]) -> list[str]:
    return [labels.option_label(site, each.menu, each.option) or each.option for each in choices]


async def _disposition_fields(
    site_of: Callable[[str], Awaitable[Site]], stored: StoredDisposition | None
) -> dict[str, Any]:
    if stored is None:
        return dict.fromkeys(_DISPOSITION_FIELDS)
    site = await site_of(stored.site_version)
    return {
        "kind": stored.kind,
        "kind_name": labels.kind_name(site, stored.kind),
        "theme": stored.theme,
        "theme_name": labels.theme_name(site, stored.kind, stored.theme),
        "subtheme": stored.subtheme or None,
        "subtheme_name": labels.subtheme_name(site, stored.kind, stored.theme, stored.subtheme),
        "note": stored.note or None,
    }
