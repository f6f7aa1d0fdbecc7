"""Large clients as API responses."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

from agent_api.customers.domain.documents import Document
from agent_api.large_clients.register.domain.client import changed_fields
from agent_api.large_clients.register.schemas import (
    LargeClientContact,
    LargeClientDetail,
    LargeClientSummary,
    LargeClientVersion,
    RecognisedClient,
)
from agent_api.large_clients.register.store import StoredClient, StoredVersion


def present_client(stored: StoredClient, names: Mapping[str, str]) -> LargeClientSummary:
    """Return a client as a list shows it; ``names`` are those of users by login."""
    client = stored.client
    return LargeClientSummary(
        id=stored.id,
        nit=Document("NIT", client.nit).text.removeprefix("NIT "),
        name=client.name,
        manager=client.manager,
        manager_name=names.get(client.manager, client.manager),
        service=client.service,
        hours=client.hours,
        response_hours=client.response_hours,
        state=client.state,
        since=client.since,
        until=client.until,
        version=stored.version,
        updated_at=stored.updated_at,
    )


def present_client_detail(
    stored: StoredClient, versions: Sequence[StoredVersion], names: Mapping[str, str]
) -> LargeClientDetail:
    """Return a client in full."""
    return LargeClientDetail(
        **present_client(stored, names).model_dump(),
        contacts=[LargeClientContact(**msgspec.to_builtins(each)) for each in stored.client.contacts],
        versions=_present_versions(versions),
    )


def present_recognised(stored: StoredClient | None) -> RecognisedClient | None:
    """Return what people see of the client of a call or ticket."""
    if stored is None:
        return None
    client = stored.client
    return RecognisedClient(
        id=stored.id,
        name=client.name,
        service=client.service,
        hours=client.hours,
        response_hours=client.response_hours,
    )


def _present_versions(versions: Sequence[StoredVersion]) -> list[LargeClientVersion]:
    changes = [(), *(changed_fields(before.client, after.client) for before, after in pairwise(versions))]
    presented = [
        LargeClientVersion(version=each.version, at=each.at, by=each.who, by_name=each.who_name, changed=list(changed))
        for each, changed in zip(versions, changes, strict=True)
    ]
    return presented[::-1]
