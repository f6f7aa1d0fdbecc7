"""The data of a contact of a large client, for an erasure that the contact asks for (Ley 1581 de 2012, art. 8).

A contact is found by a number or an address of theirs, in the client as it is and in all its versions. The notice
replaces the contact's data there; the client stays, and so do the novelties.
"""

from collections.abc import Collection

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.large_clients.register import store
from agent_api.large_clients.register.domain.client import ClientContact, without_contact
from storage.encryption.field_cipher import FieldCipher


async def list_contact_keys(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    *,
    phones: Collection[str],
    emails: Collection[str],
) -> list[str]:
    """Return the keys of the contacts that have one of some E.164 numbers, or of some addresses in lower case."""
    if not (phones or emails):
        return []

    def is_theirs(contact: ClientContact) -> bool:
        return contact.phone in phones or (contact.email != "" and contact.email.lower() in emails)

    keys = set()
    for id_ in await store.list_ids(connection, campaign):
        for version in await store.list_versions(connection, cipher, campaign, id_):
            keys |= {f"{id_}:{each.id}" for each in version.client.contacts if is_theirs(each)}
    return sorted(keys)


async def erase_contact(connection: AsyncConnection, cipher: FieldCipher, campaign: str, key: str, notice: str) -> None:
    """Replace the data of a contact by a notice, in its client and in every version of it."""
    client_id, _, contact_id = key.partition(":")
    stored = await store.find(connection, cipher, campaign, client_id, lock=True)
    if stored is None:
        return
    contacts = without_contact(stored.client.contacts, contact_id, notice)
    client = msgspec.structs.replace(stored.client, contacts=contacts)
    await store.replace_contacts(connection, cipher, campaign, msgspec.structs.replace(stored, client=client))
    for version in await store.list_versions(connection, cipher, campaign, client_id):
        kept = without_contact(version.client.contacts, contact_id, notice)
        await store.replace_version_contacts(
            connection, cipher, campaign, client_id, version=version.version, contacts=kept
        )
