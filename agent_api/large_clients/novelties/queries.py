"""Novelties as other nouns may read them."""

from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit import labels
from agent_api.large_clients.novelties import store
from agent_api.large_clients.novelties.domain.record import NoveltyRecord
from agent_api.large_clients.novelties.presenters import channel_name
from agent_api.large_clients.novelties.store import NoveltyFilter, StoredNovelty
from agent_api.large_clients.register.queries import names_of_clients
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher

_MOST: Final = 10_000


async def list_novelty_records(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, *, first: date, last: date
) -> list[NoveltyRecord]:
    """Return the novelties that were found between two local days, both included, the first registered one first."""
    filter_ = NoveltyFilter(begins=first, ends=last)
    found = await store.page(connection, site.campaign, filter_, sort="registered_at", limit=_MOST)
    names = await names_of_clients(connection, site.campaign, {each.row.client for each in found})
    return [_record(each, cipher, site, names.get(each.row.client, each.row.client)) for each in found]


def _record(stored: StoredNovelty, cipher: FieldCipher, site: Site, client: str) -> NoveltyRecord:
    row = stored.row
    return NoveltyRecord(
        id=row.id,
        client=client,
        channel=channel_name(site, row.channel),
        source=labels.NOVELTY_SOURCES[row.source],
        kind=row.kind,
        kind_name=labels.NOVELTY_KINDS[row.kind],
        state_name=labels.NOVELTY_STATES[row.state],
        description=store.decrypt_description(cipher, site.campaign, row),
        novelty=stored.value,
    )
