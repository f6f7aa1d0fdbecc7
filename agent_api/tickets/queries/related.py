"""What a ticket is tied to beside its call and its customer: recordings, and lookups (M5-1-05, A8).

Owns who is told of which recording. It must not say who may see the ticket (`agent_api.tickets.queries.visibility`),
nor play anything.
"""

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.lookups import store as lookups
from agent_api.lookups.store import LookupRecord
from agent_api.recordings import queries as recordings
from agent_api.tickets.store import FiledTicket
from storage.postgres.engine import read_connection


class RelatedItems(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to a ticket.

    Attributes:
        recordings: ids of those that who asks may hear, in the order of their beginning.
        lookups: in the order in which they were made.
    """

    recordings: tuple[str, ...] = ()
    lookups: tuple[LookupRecord, ...] = ()


async def related_items(context: ApiContext, principal: Principal, filed: FiledTicket) -> RelatedItems:
    """What a ticket is tied to, as far as somebody may know of it.

    Args:
        context: of the API.
        principal: asks; that they may see the ticket is known.
        filed: the ticket.
    """
    async with read_connection(context.engine) as connection:
        made = await lookups.lookups_of_ticket(
            connection, context.campaign, filed.number, call_id=filed.call_id, customer_ref=filed.customer_ref
        )
        heard = await _recordings(context, connection, principal, filed)
    return RelatedItems(recordings=tuple(heard), lookups=tuple(made))


async def _recordings(
    context: ApiContext, connection: AsyncConnection, principal: Principal, filed: FiledTicket
) -> list[str]:
    """Of its call, and of a message that was attended with it; of talks only for who may play them."""
    plays, attends = principal.has_permission("recording.play"), principal.has_permission("message.attend")
    if not (plays or attends):
        return []
    of_call = await recordings.list_of_call(connection, context.campaign, filed.call_id) if filed.call_id else []
    ids = [each.id for each in of_call if plays or each.kind == "message"]
    of_messages = await context.handlers.recordings_attended_with(connection, context.campaign, filed.number)
    return list(dict.fromkeys((*ids, *of_messages)))
