"""The representatives whom calls have stored: found and removed when a person's data are erased."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.identity.speakers.store import decrypt_person
from agent_api.mandates.stated import ActingPerson
from storage.encryption.field_cipher import FieldCipher
from storage.tables import call_speaker

_row = call_speaker.c


async def list_persons(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str
) -> list[tuple[str, str, str, ActingPerson]]:
    """List all representatives that calls have stored: row id, call, customer and person."""
    query = select(call_speaker).where(_row.campaign == campaign, _row.person.is_not(None)).order_by(_row.seq)
    rows = await connection.execute(query)
    return [(row.id, row.call_id, row.customer_id, person) for row in rows if (person := decrypt_person(cipher, row))]


async def remove_person(connection: AsyncConnection, id_: str) -> None:
    """Remove the representative of a row; the statement and the check stay."""
    await connection.execute(update(call_speaker).where(_row.id == id_).values(person=None))
