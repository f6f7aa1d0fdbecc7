"""Store incidents in PostgreSQL.

Owns the tables incident, incident_note and data_gap, and the count of affected calls.
`agent_api.incidents.watch.state_store` stores the state of each system.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Select, func, or_, select, text, tuple_, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.kit.pagination import Cursor
from eventlog.facts.incident import IncidentKind, IncidentSource
from metrics.availability import Span
from storage.tables import data_gap, incident, incident_note

GapKind = Literal["unwatched", "gateway_lost", "gateway_hung", "state_restored"]
TITLE: Final = "incident.title"
NOTE: Final = "incident_note.text"
"""Names of the encrypted fields, as in `storage.encryption.encrypted_columns`."""
MAX_GAPS: Final = 10_000
"""The most gaps in one answer."""


class IncidentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stored incident.

    Attributes:
        code: the cause, for programs; empty if a person opened it.
        title: encrypted; None unless a person opened it.
        site_version: the site under which it was opened.
        began_at: aware, on a whole second.
        ended_at: aware; None while it is open.
        answered_at: the system's last answer before, if the watch knows it; calls may have suffered since then.
    """

    id: str
    system: str
    kind: IncidentKind
    source: IncidentSource
    code: str = ""
    title: bytes | None = None
    site_version: str
    began_at: datetime
    ended_at: datetime | None = None
    answered_at: datetime | None = None
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None = None
    closed_by: str | None = None


class StoredNote(msgspec.Struct, frozen=True, kw_only=True):
    """A note of an incident; its text is encrypted."""

    id: int
    at: datetime
    who: str
    who_name: str
    text: bytes


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A span of time with missing data.

    Attributes:
        id: derived from the fact or the sample that revealed the gap.
        subject: the unwatched system, the lost gateway, or the first stream id after the loss.
        calls: the number of open calls that were closed because of it.
        incident: the id of its incident, or None.
    """

    id: str
    kind: GapKind
    subject: str
    began_at: datetime
    ended_at: datetime
    calls: int = 0
    incident: str | None = None


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """The effect of an incident on calls, computed from the journal.

    Attributes:
        arrived: calls that entered a line during the incident.
        technical_failures: calls of that time that ended as technical failure.
        capacity_rejected: calls that entered then and were refused for lack of capacity.
        usual: total of the calls in the same hours of the weeks before.
        weeks: the number of those weeks with calls, at most four.
    """

    arrived: int = 0
    technical_failures: int = 0
    capacity_rejected: int = 0
    usual: int = 0
    weeks: int = 0


async def add(connection: AsyncConnection, campaign: str, opened: IncidentRow) -> bool:
    """Store an incident; return False if it is already stored."""
    row = {"campaign": campaign, **msgspec.structs.asdict(opened)}
    added = insert(incident).values(row).on_conflict_do_nothing().returning(incident.c.id)
    return (await connection.execute(added)).one_or_none() is not None


async def close_open(
    connection: AsyncConnection, campaign: str, incident_id: str, *, ended_at: datetime, at: datetime, by: str
) -> bool:
    """Close an incident; return False if it was not open."""
    condition = incident.c.campaign == campaign, incident.c.id == incident_id, incident.c.ended_at.is_(None)
    closed = update(incident).where(*condition).values(ended_at=ended_at, closed_at=at, closed_by=by)
    return (await connection.execute(closed.returning(incident.c.id))).one_or_none() is not None


async def find(
    connection: AsyncConnection, campaign: str, incident_id: str, *, lock: bool = False
) -> IncidentRow | None:
    """Return an incident; ``lock`` holds its row until the transaction ends."""
    query = _incidents(campaign).where(incident.c.id == incident_id)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else IncidentRow(**row)


async def page(
    connection: AsyncConnection,
    campaign: str,
    *,
    begins: datetime | None,
    ends: datetime | None,
    still_open: bool | None,
    limit: int,
    after: Cursor | None = None,
) -> list[IncidentRow]:
    """Return the incidents that overlap a period, the latest beginning first.

    ``still_open`` selects open or closed ones, None both. ``after`` is the end of the previous page.
    """
    query = _incidents(campaign)
    if begins is not None:
        query = query.where(or_(incident.c.ended_at.is_(None), incident.c.ended_at >= begins))
    if ends is not None:
        query = query.where(incident.c.began_at < ends)
    if still_open is not None:
        query = query.where(incident.c.ended_at.is_(None) == still_open)
    if after is not None:
        query = query.where(tuple_(incident.c.began_at, incident.c.id) < (after.at, after.id))
    rows = await connection.execute(query.order_by(incident.c.began_at.desc(), incident.c.id.desc()).limit(limit))
    return [IncidentRow(**row) for row in rows.mappings()]


async def outages(
    connection: AsyncConnection, campaign: str, begins: datetime, ends: datetime
) -> list[tuple[str, IncidentSource, Span]]:
    """Return the outages in a period: system, source and span; open ones last until ``ends``."""
    row = incident.c
    until = func.coalesce(row.ended_at, ends)
    query = select(row.system, row.source, row.began_at, until).where(
        row.campaign == campaign, row.kind == "outage", row.began_at < ends, until > begins
    )
    return [(system, source, (began, ended)) for system, source, began, ended in await connection.execute(query)]


async def add_note(connection: AsyncConnection, campaign: str, incident_id: str, author: Author, sealed: bytes) -> int:
    """Store a note and return its number."""
    row = {"campaign": campaign, "incident": incident_id, "text": sealed, **author.columns()}
    added = plain_insert(incident_note).values(row).returning(incident_note.c.id)
    return int((await connection.execute(added)).scalar_one())


async def notes_of(connection: AsyncConnection, campaign: str, incident_id: str) -> list[StoredNote]:
    """Return the notes of an incident, in order."""
    columns = (incident_note.c[name] for name in StoredNote.__struct_fields__)
    condition = incident_note.c.campaign == campaign, incident_note.c.incident == incident_id
    rows = await connection.execute(select(*columns).where(*condition).order_by(incident_note.c.id))
    return [StoredNote(**row) for row in rows.mappings()]


async def add_gap(connection: AsyncConnection, campaign: str, gap: Gap, *, settled: bool) -> None:
    """Store a gap unless it is already stored; ``settled`` means that its incident is already decided."""
    row = {"campaign": campaign, "settled": settled, **msgspec.structs.asdict(gap)}
    await connection.execute(insert(data_gap).values(row).on_conflict_do_nothing())


async def gaps(
    connection: AsyncConnection, campaign: str, begins: datetime, ends: datetime, kind: GapKind | None = None
) -> list[Gap]:
    """Return the gaps that overlap a period, in order, at most MAX_GAPS."""
    row = data_gap.c
    query = _gaps(campaign).where(row.began_at < ends, row.ended_at > begins)
    if kind is not None:
        query = query.where(row.kind == kind)
    result = await connection.execute(query.order_by(row.began_at, row.id).limit(MAX_GAPS))
    return [Gap(**each) for each in result.mappings()]


async def unsettled_gaps(connection: AsyncConnection, campaign: str, before: datetime) -> list[Gap]:
    """Return the gaps that ended before a moment and are not yet assigned to an incident."""
    query = _gaps(campaign).where(data_gap.c.settled.is_(False), data_gap.c.ended_at < before)
    return [Gap(**each) for each in (await connection.execute(query.order_by(data_gap.c.id))).mappings()]


async def settle_gap(connection: AsyncConnection, campaign: str, gap: str, incident_id: str | None) -> None:
    """Assign a gap to its incident, or to none."""
    condition = data_gap.c.campaign == campaign, data_gap.c.id == gap
    await connection.execute(update(data_gap).where(*condition).values(settled=True, incident=incident_id))


async def effects(
    connection: AsyncConnection, campaign: str, identities: Collection[str], now: datetime
) -> dict[str, Effect]:
    """Compute the effects of incidents on calls, by incident id; open ones last until ``now``."""
    if not identities:
        return {}
    parameters = {"campaign": campaign, "ids": list(identities), "now": now}
    rows = await connection.execute(_EFFECTS, parameters)
    return {row.pop("id"): Effect(**row) for row in map(dict, rows.mappings())}


def _incidents(campaign: str) -> Select[Any]:
    return select(*(incident.c[name] for name in IncidentRow.__struct_fields__)).where(incident.c.campaign == campaign)


def _gaps(campaign: str) -> Select[Any]:
    return select(*(data_gap.c[name] for name in Gap.__struct_fields__)).where(data_gap.c.campaign == campaign)


_EFFECTS = text(
    """
    WITH it AS (
        SELECT id, began_at, coalesce(ended_at, :now) AS ended_at, coalesce(answered_at, began_at) AS felt_at
        FROM incident
        WHERE campaign = :campaign AND id = ANY(:ids)
    ), first AS (
        SELECT min(arrived_at) AS at FROM call WHERE campaign = :campaign
    )
    SELECT it.id, during.arrived, during.technical_failures, during.capacity_rejected,
           coalesce(sum(before.calls), 0)::bigint AS usual, count(before.calls) AS weeks
    FROM it CROSS JOIN first
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE arrived_at >= it.began_at AND of_call = '') AS arrived,
               count(*) FILTER (WHERE outcome = 'technical_failure') AS technical_failures,
               count(*) FILTER (WHERE arrived_at >= it.began_at AND outcome = 'capacity_rejected') AS capacity_rejected
        FROM call
        WHERE campaign = :campaign AND set_aside = ''
          AND arrived_at < it.ended_at AND arrived_at >= it.began_at - interval '1 day'
          AND (ended_at IS NULL OR ended_at >= it.felt_at)
    ) AS during
    LEFT JOIN LATERAL (
        SELECT (
            SELECT count(*) FROM call
            WHERE campaign = :campaign AND of_call = '' AND set_aside = ''
              AND arrived_at >= it.began_at - week * interval '7 days'
              AND arrived_at < it.ended_at - week * interval '7 days'
        ) AS calls
        FROM generate_series(1, 4) AS week
        WHERE first.at <= it.began_at - week * interval '7 days'
    ) AS before ON true
    GROUP BY it.id, during.arrived, during.technical_failures, during.capacity_rejected
    """
)
