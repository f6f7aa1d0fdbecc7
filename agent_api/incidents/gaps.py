"""Project gaps in the facts from the facts that report them.

Owns which facts are gaps: a gateway whose lease expired lost what it had not written, one that was killed because it
hung lost the calls waiting in its socket, and a Valkey that lost journaled state also lost state that was not yet
journaled. A gap is certified and never filled.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.incidents import store
from agent_api.incidents.store import Gap
from config.milliseconds import from_milliseconds
from config.site.model import Site
from config.site.oversight.systems import System
from eventlog.facts import Envelope, GatewayLost, ProcessReplaced, StateRestored, StreamId
from storage.tables import journal

MAX_LEASE: Final = timedelta(seconds=9)
"""The longest time that a gateway can be silent before its lease expires."""


class GapProjection:
    """Stores a row for each gap; a projection of the recorder, so each gap is stored once."""

    async def apply(self, connection: AsyncConnection, envelopes: Sequence[Envelope]) -> None:
        """Store the gaps among the facts; see `eventlog.journal.writer.Projection`."""
        for envelope in envelopes:
            gap = await _gap_of(connection, envelope)
            if gap is not None:
                await store.add_gap(connection, envelope.campaign, gap, settled=False)


def system_of(gap: Gap, site: Site) -> System | None:
    """Return the system that a gap in the facts is about, by the longest matching name; None if there is none."""
    if gap.kind == "state_restored":
        return next((each for each in site.systems.values() if each.probe == "valkey"), None)
    gateways = [
        each for each in site.systems.values() if each.probe == "gateway" and f"{gap.subject}-".startswith(each.of)
    ]
    return max(gateways, key=lambda each: len(each.of), default=None)


async def _gap_of(connection: AsyncConnection, envelope: Envelope) -> Gap | None:
    fact, at = envelope.fact, envelope.at
    if isinstance(fact, GatewayLost):
        return Gap(
            id=f"gateway_lost:{envelope.id}",
            kind="gateway_lost",
            subject=fact.gateway,
            began_at=at - MAX_LEASE,
            ended_at=at,
            calls=fact.calls,
        )
    if isinstance(fact, ProcessReplaced) and fact.gateway:
        return Gap(
            id=f"gateway_hung:{envelope.id}",
            kind="gateway_hung",
            subject=fact.gateway,
            began_at=from_milliseconds(fact.silent_since_ms),
            ended_at=at,
        )
    if isinstance(fact, StateRestored):
        return Gap(
            id=f"state_restored:{envelope.id}",
            kind="state_restored",
            subject=envelope.id,
            began_at=await _journaled_at(connection, envelope.campaign, fact.journal_head) or at,
            ended_at=at,
            calls=fact.calls_closed,
        )
    return None


async def _journaled_at(connection: AsyncConnection, campaign: str, head: str) -> datetime | None:
    """Return the time of the last fact that the journal held."""
    try:
        position = StreamId.parse(head)
    except ValueError:
        return None
    row = journal.c
    query = select(row.at).where(
        row.campaign == campaign, row.stream_epoch == position.epoch, row.stream_seq == position.seq
    )
    return (await connection.execute(query)).scalar_one_or_none()
