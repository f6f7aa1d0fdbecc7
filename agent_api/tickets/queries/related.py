"""Recordings and lookups related to a ticket (M5-1-05, A8).

Owns which recordings a person may know of. It must not decide who may see the ticket
(`agent_api.tickets.queries.visibility`), nor play anything.
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
    """Recordings and lookups of a ticket.

    Attributes:
        recordings: ids of those that the person may play, in the order of their start.
        lookups: in the order in which they were made.
    """

    recordings: tuple[str, ...] = ()
    lookups: tuple[LookupRecord, ...] = ()


async def related_items(
    connection: AsyncConnection, campaign: str, handlers: Handlers, principal: Principal, filed: FiledTicket
) -> RelatedItems:
    """Return the recordings and lookups of a ticket.

    The calling code must have checked that the principal may see the ticket. Recordings of conversations are included
    only if the principal may play them.
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
