"""The calls that an advisor answered today, with what became of each.

Owns the gathering; the rows are the recorder's, and the forms' stores give theirs.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api import wording
from agent_api.access.guard import Asking
from agent_api.customers.callers import callers_of
from agent_api.customers.masking import masked_number, shown_number
from agent_api.deps import Deps
from agent_api.dispositions import store as dispositions
from agent_api.dispositions.store import Said
from agent_api.moments import day_of
from agent_api.own_calls.schemas import OwnCallOfToday, OwnDisposition
from agent_api.tickets.store import numbers_by_call
from eventlog.call_record import CallRecord
from eventlog.journal import record_of
from storage.engine import snapshot
from storage.tables import call

MOST: Final = 300  # a call every two minutes of a long day
_LONGEST = timedelta(hours=12)  # what arrived yesterday may be answered today
_MS = timedelta(milliseconds=1)


async def calls_of_today(deps: Deps, who: Asking, now: datetime) -> list[OwnCallOfToday]:
    """The calls that somebody answered on the local day of a moment, the last arrived first."""
    async with snapshot(deps.engine) as connection:
        records = await _answered(connection, deps.campaign, who.user, day_of(now))
        ids = [record.call_id for record in records]
        said = await dispositions.of_calls(connection, deps.sealer, deps.campaign, ids)
        tickets = await numbers_by_call(connection, deps.campaign, ids)
    callers = await callers_of(deps, [record.caller_ref for record in records])
    show = shown_number if who.may("number.read") else masked_number
    return [
        await _told(
            deps,
            record,
            show(callers.get(record.caller_ref, "")),
            said.get(record.call_id),
            tickets.get(record.call_id, []),
        )
        for record in records
    ]


async def _answered(connection: AsyncConnection, campaign: str, advisor: str, since: datetime) -> list[CallRecord]:
    mine = select(call).where(call.c.campaign == campaign, call.c.advisor == advisor)
    today = mine.where(call.c.arrived_at >= since - _LONGEST, call.c.answered_at >= since)
    found = await connection.execute(today.order_by(call.c.arrived_at.desc(), call.c.call_id.desc()).limit(MOST))
    return [record_of(row) for row in found.mappings()]


async def _told(
    deps: Deps, record: CallRecord, caller: str, said: Said | None, tickets: Sequence[str]
) -> OwnCallOfToday:
    site = await deps.site_of(record.site_version)
    answered_at = record.answered_at or record.arrived_at
    return OwnCallOfToday(
        id=record.call_id,
        line=record.line,
        line_name=wording.line_name(site, record.line),
        queue=record.queue,
        queue_name=wording.queue_name(site, record.queue),
        arrived_at=record.arrived_at,
        answered_at=answered_at,
        ended_at=record.ended_at,
        talk_ms=(record.ended_at - answered_at) // _MS if record.ended_at else None,
        outcome=record.outcome,
        caller=caller,
        disposition=await _typified(deps, said) if said else None,
        tickets=list(tickets),
    )


async def _typified(deps: Deps, said: Said) -> OwnDisposition:
    site = await deps.site_of(said.site_version)
    return OwnDisposition(
        kind=said.kind,
        kind_name=wording.kind_name(site, said.kind),
        theme=said.theme,
        theme_name=wording.theme_name(site, said.kind, said.theme),
        note=said.note or None,
    )
