"""What a ticket is tied to beside its call and its customer: recordings, and lookups (M5-1-05, A8).

Owns who is told of which recording. It must not say who may see the ticket (`agent_api.tickets.queries.visibility`),
nor play anything.
"""

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.ports.handlers import Handlers
from agent_api.lookups import queries as lookups
from agent_api.lookups.queries import LookupRecord
from agent_api.recordings import queries as recordings
from agent_api.tickets.store import FiledTicket


class RelatedItems(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to a ticket.

    Attributes:
        recordings: ids of those that who asks may hear, in the order of their beginning.
        lookups: in the order in which they were made.
    """

    recordings: tuple[str, ...] = ()
    lookups: tuple[LookupRecord, ...] = ()


async def related_items(
    connection: AsyncConnection, campaign: str, handlers: Handlers, principal: Principal, filed: FiledTicket
) -> RelatedItems:
    """Return what a ticket is tied to; recordings of talks only for a principal who may play them.

    Args:
        connection: of the database.
        campaign: of the ticket.
        handlers: know the messages that were attended with it.
        principal: asks; that they may see the ticket is known.
        filed: the ticket.
    """
    plays, attends = principal.has_permission("recording.play"), principal.has_permission("message.attend")
    recording_ids: list[str] = []
    if plays or attends:
        of_call = await recordings.list_of_call(connection, campaign, filed.call_id) if filed.call_id else []
        recording_ids = [each.id for each in of_call if plays or each.kind == "message"]
        recording_ids += await handlers.recordings_attended_with(connection, campaign, filed.number)
    made = await lookups.lookups_of_ticket(
        connection, campaign, filed.number, call_id=filed.call_id, customer_ref=filed.customer_ref
    )
    return RelatedItems(recordings=tuple(dict.fromkeys(recording_ids)), lookups=tuple(made))
