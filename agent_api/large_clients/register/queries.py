"""Recognise large clients by the number of a call or the NIT of a petitioner, for other nouns too."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.ports.handlers import LargeClientName
from agent_api.large_clients.register import store
from agent_api.large_clients.register.phone_prints import phone_print
from agent_api.large_clients.register.store import StoredClient
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection
from telephony.phone_numbers import to_e164


async def recognise_number(engine: AsyncEngine, cipher: FieldCipher, campaign: str, caller: str) -> StoredClient | None:
    """Return the active client that has a caller's number; None if no client, or more than one, has it."""
    number = to_e164(caller)
    if number is None:
        return None
    prints = [phone_print(cipher, campaign, number)]
    async with read_connection(engine) as connection:
        return await store.find_by_prints(connection, cipher, campaign, phones=prints)


async def recognise_nit(engine: AsyncEngine, cipher: FieldCipher, campaign: str, nit_print: str) -> StoredClient | None:
    """Return the active client whose NIT has a print; None if there is none, or the print is empty."""
    if not nit_print:
        return None
    async with read_connection(engine) as connection:
        return await store.find_by_prints(connection, cipher, campaign, documents=[nit_print])


async def list_active_clients(engine: AsyncEngine, campaign: str) -> list[LargeClientName]:
    """List the active clients by name."""
    async with read_connection(engine) as connection:
        return await store.list_active(connection, campaign)


async def list_active_names(connection: AsyncConnection, campaign: str) -> dict[str, str]:
    """Return the names of the active clients by id, in order of the names."""
    return {each.id: each.name for each in await store.list_active(connection, campaign)}


async def has_clients(connection: AsyncConnection, campaign: str) -> bool:
    """Return whether the register has a client, active or not."""
    return bool(await store.list_ids(connection, campaign, limit=1))


async def names_of_clients(connection: AsyncConnection, campaign: str, ids: Collection[str]) -> dict[str, str]:
    """Return the names of clients by id."""
    return await store.names_of(connection, campaign, ids)
