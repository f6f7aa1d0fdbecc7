"""Large clients in the database: their versions and the prints of their numbers.

Owns the tables large_client, large_client_version and large_client_phone, where contacts are encrypted and numbers are
blind indexes.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.kit.author import Author
from agent_api.kit.ports.handlers import LargeClientName
from agent_api.large_clients.register.domain.client import ClientContact, LargeClient
from agent_api.large_clients.register.phone_prints import phone_print
from eventlog.facts.large_client import LargeClientState
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import large_client, large_client_phone, large_client_version

CONTACTS: Final = "large_client.contacts"
VERSION_CONTACTS: Final = "large_client_version.contacts"
_CONTENT: Final = ("nit", "name", "manager", "service", "hours", "response_hours", "state", "since", "until")
_CONTACTS_DECODER: Final = msgspec.json.Decoder(tuple[ClientContact, ...])


class StoredClient(msgspec.Struct, frozen=True, kw_only=True):
    """A large client with its id and version."""

    id: str
    version: int
    updated_at: datetime
    client: LargeClient


class StoredVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a client, and the person who stored it."""

    version: int
    at: datetime
    who: str
    who_name: str
    client: LargeClient


class ClientFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of large clients; None matches any. ``text`` is part of the name or the NIT."""

    text: str | None = None
    state: LargeClientState | None = None
    manager: str | None = None


async def put(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    stored: StoredClient,
    author: Author,
) -> None:
    """Store a client, its version and the prints of its numbers."""
    id_, client = stored.id, stored.client
    content = {name: getattr(client, name) for name in _CONTENT}
    contacts = msgspec.json.encode(client.contacts).decode()
    row = {
        **content,
        "document_print": CustomerCipher(cipher, campaign).document_print(client.nit),
        "version": stored.version,
        "updated_at": stored.updated_at,
        "contacts": cipher.encrypt(contacts, field=CONTACTS, row=row_key(campaign, id_)),
    }
    statement = insert(large_client).values(campaign=campaign, id=id_, **row)
    await connection.execute(statement.on_conflict_do_update(index_elements=["campaign", "id"], set_=row))
    version = {
        "version": stored.version,
        **author.columns(),
        "content": msgspec.to_builtins(content),
        "contacts": cipher.encrypt(contacts, field=VERSION_CONTACTS, row=row_key(campaign, id_, stored.version)),
    }
    await connection.execute(insert(large_client_version).values(campaign=campaign, client=id_, **version))
    await put_phones(connection, cipher, campaign, id_, client.phones)


async def put_phones(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str, phones: Collection[str]
) -> None:
    """Replace the prints of a client's numbers."""
    row = large_client_phone.c
    await connection.execute(delete(large_client_phone).where(row.campaign == campaign, row.client == id_))
    prints = [{"campaign": campaign, "client": id_, "phone": phone_print(cipher, campaign, each)} for each in phones]
    if prints:
        await connection.execute(insert(large_client_phone).values(prints))


async def find(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str, *, lock: bool = False
) -> StoredClient | None:
    """Find a client; with ``lock``, keep others from changing it until the transaction ends."""
    query = _select_of(campaign).where(large_client.c.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else _client_of(cipher, campaign, row)


async def find_by_nit(connection: AsyncConnection, cipher: FieldCipher, campaign: str, nit: str) -> StoredClient | None:
    """Find the client with a NIT."""
    row = (await connection.execute(_select_of(campaign).where(large_client.c.nit == nit))).mappings().one_or_none()
    return None if row is None else _client_of(cipher, campaign, row)


async def find_by_prints(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    *,
    phones: Collection[str] = (),
    documents: Collection[str] = (),
) -> StoredClient | None:
    """Find the active client that has one of some prints; None if there is none, or more than one."""
    clients, numbers = large_client.c, large_client_phone.c
    of_phones = select(numbers.client).where(numbers.campaign == campaign, numbers.phone.in_(phones))
    found = or_(clients.id.in_(of_phones), clients.document_print.in_(documents))
    query = _select_of(campaign).where(clients.state == "active", found).limit(2)
    rows = (await connection.execute(query)).mappings().all()
    return _client_of(cipher, campaign, rows[0]) if len(rows) == 1 else None


async def list_active_prints(connection: AsyncConnection, campaign: str) -> list[str]:
    """Return the prints of the numbers of all active clients, sorted."""
    clients, numbers = large_client.c, large_client_phone.c
    query = select(numbers.phone).distinct().where(numbers.campaign == campaign, clients.campaign == campaign)
    query = query.where(numbers.client == clients.id, clients.state == "active")
    return sorted((await connection.execute(query)).scalars())


async def page(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    filter_: ClientFilter,
    *,
    sort: str,
    limit: int,
    after: tuple[str, str] | None,
) -> list[StoredClient]:
    """Return a page of clients by name; ``after`` is the name and id of the last one of the page before."""
    row, descending = large_client.c, sort.startswith("-")
    order = tuple_(row.name, row.id)
    query = _select_of(campaign).where(*_conditions(filter_))
    if after is not None:
        query = query.where(order < tuple_(*after) if descending else order > tuple_(*after))
    columns = (row.name, row.id)
    ordered = query.order_by(*(each.desc() if descending else each.asc() for each in columns))
    rows = (await connection.execute(ordered.limit(limit))).mappings()
    return [_client_of(cipher, campaign, each) for each in rows]


async def count(connection: AsyncConnection, campaign: str, filter_: ClientFilter) -> int:
    """Count the clients of a filter."""
    query = select(func.count()).where(large_client.c.campaign == campaign, *_conditions(filter_))
    return int(await connection.scalar(query) or 0)


async def list_versions(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str
) -> list[StoredVersion]:
    """List the versions of a client, the first one first."""
    row = large_client_version.c
    query = select(row.version, row.at, row.who, row.who_name, row.content, row.contacts)
    query = query.where(row.campaign == campaign, row.client == id_).order_by(row.version)
    return [
        StoredVersion(
            version=each["version"],
            at=each["at"],
            who=each["who"],
            who_name=each["who_name"],
            client=_decode(
                each["content"], _version_contacts(cipher, campaign, id_, each["version"], each["contacts"])
            ),
        )
        for each in (await connection.execute(query)).mappings()
    ]


async def names_of(connection: AsyncConnection, campaign: str, ids: Collection[str]) -> dict[str, str]:
    """Return the names of clients by id."""
    row = large_client.c
    query = select(row.id, row.name).where(row.campaign == campaign, row.id.in_(ids))
    return {each.id: each.name for each in await connection.execute(query)}


async def list_active(connection: AsyncConnection, campaign: str) -> list[LargeClientName]:
    """List the active clients by name."""
    row = large_client.c
    query = select(row.id, row.name, row.document_print).where(row.campaign == campaign, row.state == "active")
    return [LargeClientName(*each) for each in await connection.execute(query.order_by(row.name, row.id))]


async def replace_contacts(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, stored: StoredClient
) -> None:
    """Replace the contacts of a client without a new version, for an erasure."""
    row, contacts = large_client.c, msgspec.json.encode(stored.client.contacts).decode()
    sealed = cipher.encrypt(contacts, field=CONTACTS, row=row_key(campaign, stored.id))
    statement = update(large_client).where(row.campaign == campaign, row.id == stored.id).values(contacts=sealed)
    await connection.execute(statement)
    await put_phones(connection, cipher, campaign, stored.id, stored.client.phones)


async def replace_version_contacts(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    id_: str,
    *,
    version: int,
    contacts: Sequence[ClientContact],
) -> None:
    """Replace the contacts of a version, for an erasure."""
    row, encoded = large_client_version.c, msgspec.json.encode(contacts).decode()
    sealed = cipher.encrypt(encoded, field=VERSION_CONTACTS, row=row_key(campaign, id_, version))
    condition = row.campaign == campaign, row.client == id_, row.version == version
    await connection.execute(update(large_client_version).where(*condition).values(contacts=sealed))


async def list_ids(connection: AsyncConnection, campaign: str, limit: int | None = None) -> list[str]:
    """Return the ids of the clients of a campaign."""
    query = select(large_client.c.id).where(large_client.c.campaign == campaign).limit(limit)
    return list((await connection.execute(query)).scalars())


def _select_of(campaign: str) -> Select[Any]:
    row = large_client.c
    columns = (row[name] for name in (*_CONTENT, "id", "version", "updated_at", "contacts"))
    return select(*columns).where(row.campaign == campaign)


def _conditions(filter_: ClientFilter) -> list[ColumnElement[bool]]:
    row, conditions = large_client.c, list[ColumnElement[bool]]()
    if filter_.text:
        digits = "".join(each for each in filter_.text if each.isdigit())
        named = func.lower(row.name).contains(filter_.text.lower(), autoescape=True)
        conditions.append(or_(named, row.nit.startswith(digits)) if digits else named)
    if filter_.state is not None:
        conditions.append(row.state == filter_.state)
    if filter_.manager is not None:
        conditions.append(row.manager == filter_.manager)
    return conditions


def _client_of(cipher: FieldCipher, campaign: str, row: Any) -> StoredClient:
    contacts = cipher.decrypt(row["contacts"], field=CONTACTS, row=row_key(campaign, row["id"]))
    client = _decode({name: row[name] for name in _CONTENT}, _CONTACTS_DECODER.decode(contacts))
    return StoredClient(id=row["id"], version=row["version"], updated_at=row["updated_at"], client=client)


def _version_contacts(
    cipher: FieldCipher, campaign: str, id_: str, version: int, ciphertext: bytes
) -> tuple[ClientContact, ...]:
    plain = cipher.decrypt(ciphertext, field=VERSION_CONTACTS, row=row_key(campaign, id_, version))
    return _CONTACTS_DECODER.decode(plain)


def _decode(content: Any, contacts: tuple[ClientContact, ...]) -> LargeClient:
    return msgspec.convert({**content, "contacts": msgspec.to_builtins(contacts)}, LargeClient)
