"""Changes of queues as responses, with the names of people, the queues of the roster, and restrictions."""

from collections.abc import Mapping
from typing import Final

import msgspec

from agent_api.access.user_names import load_names
from agent_api.kit.context import ApiContext
from agent_api.roster.domain.queue_override import OverrideRow, end_row, is_in_force
from agent_api.roster.overrides import store
from agent_api.roster.overrides.schemas import QueueOverride, QueueOverrides
from agent_api.roster.queries import read_assigned_queues
from agent_api.roster.schemas import QueueRestriction
from config.schema.short_forms import Levels
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import read_connection

_LATEST: Final = 20


class _Book(msgspec.Struct, frozen=True, kw_only=True):
    """The values that a change is presented with, by login."""

    names: Mapping[str, str]
    assigned: Mapping[str, Levels]
    restrictions: Mapping[str, Mapping[str, str]]


async def present_overrides(context: ApiContext, *, applied: bool = True) -> QueueOverrides:
    """Return the changes in force and the last ones that ended, the latest first."""
    now, site, campaign = context.now(), context.site, context.campaign
    async with read_connection(context.engine) as connection:
        rows = await store.list_unended(connection, campaign)
        ended = await store.list_ended(connection, campaign, _LATEST)
        advisors = sorted({row.advisor for row in (*rows, *ended)})
        people = {user for row in (*rows, *ended) for user in (row.advisor, row.started_by, row.ended_by) if user}
        book = _Book(
            names=await load_names(connection, site, context.cipher, people),
            assigned=await read_assigned_queues(connection, site, advisors),
            restrictions=await context.handlers.queue_restrictions(connection, site, advisors, now),
        )
    over = [end_row(row, "expired", "", now) for row in rows if not is_in_force(row, now)]
    return QueueOverrides(
        in_force=[_present(context, row, book) for row in rows if is_in_force(row, now)],
        latest=[_present(context, row, book) for row in [*over, *ended][:_LATEST]],
        applied=applied,
    )


def _present(context: ApiContext, row: OverrideRow, book: _Book) -> QueueOverride:
    reasons = book.restrictions.get(row.advisor, {})
    return QueueOverride(
        id=row.id,
        advisor=row.advisor,
        advisor_name=book.names.get(row.advisor, row.advisor),
        levels=row.levels,
        assigned=book.assigned.get(row.advisor, {}),
        restrictions=[QueueRestriction(queue=each, reason=reasons[each]) for each in row.levels if each in reasons],
        reason=context.cipher.decrypt(row.reason, field=store.REASON, row=row_key(context.campaign, row.id)),
        started_at=row.started_at,
        started_by=row.started_by,
        started_by_name=book.names.get(row.started_by, row.started_by),
        until=row.until,
        ended_at=row.ended_at,
        end=row.end,
        ended_by=row.ended_by,
        ended_by_name=book.names.get(row.ended_by, row.ended_by),
    )
