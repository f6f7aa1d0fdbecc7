"""Read large clients: a list with filters, one with its versions, and the users who may manage an account."""

import base64
import binascii

import msgspec

from agent_api.access.permissions import roles_with_permission
from agent_api.access.user_names import load_names
from agent_api.access.users import users_with_roles
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import BadQuery
from agent_api.large_clients.register import store
from agent_api.large_clients.register.presenters import present_client, present_client_detail
from agent_api.large_clients.register.problems import LargeClientUnknown
from agent_api.large_clients.register.schemas import (
    ClientManagerOption,
    LargeClientDetail,
    LargeClientOptions,
    LargeClientPage,
    LargeClientQuery,
)
from agent_api.large_clients.register.store import ClientFilter
from storage.postgres.engine import read_connection


async def list_clients(context: ApiContext, query: LargeClientQuery) -> LargeClientPage:
    """Return a page of clients, and how many the whole list has.

    Raises:
        BadQuery: the cursor is not of an earlier page.
    """
    filter_ = ClientFilter(text=query.text, state=query.state, manager=query.manager)
    after = _decode_position(query.cursor) if query.cursor else None
    async with read_connection(context.engine) as connection:
        rows = await store.page(
            connection,
            context.cipher,
            context.campaign,
            filter_,
            sort=query.sort,
            limit=query.limit + 1,
            after=after,
        )
        total = await store.count(connection, context.campaign, filter_)
        managers = {each.client.manager for each in rows}
        names = await load_names(connection, context.site, context.cipher, managers)
    clients = rows[: query.limit]
    more = (clients[-1].client.name, clients[-1].id) if len(rows) > query.limit else None
    return LargeClientPage(
        clients=[present_client(each, names) for each in clients],
        total=total,
        next=_encode_position(more) if more else None,
    )


async def read_client(context: ApiContext, id_: str) -> LargeClientDetail:
    """Return a client with its contacts and versions.

    Raises:
        LargeClientUnknown: there is none with this id.
    """
    async with read_connection(context.engine) as connection:
        stored = await store.find(connection, context.cipher, context.campaign, id_)
        if stored is None:
            raise LargeClientUnknown
        versions = await store.list_versions(connection, context.cipher, context.campaign, id_)
        names = await load_names(connection, context.site, context.cipher, [stored.client.manager])
    return present_client_detail(stored, versions, names)


async def read_client_options(context: ApiContext) -> LargeClientOptions:
    """Return the users who may manage an account today, by name."""
    roles = roles_with_permission("large_client.read")
    async with read_connection(context.engine) as connection:
        users = await users_with_roles(connection, context.campaign, roles, local_date(context.now()))
        names = await load_names(connection, context.site, context.cipher, users)
    options = [ClientManagerOption(user=user, name=names.get(user, user)) for user in users]
    return LargeClientOptions(managers=sorted(options, key=lambda each: (each.name, each.user)))


def _encode_position(position: tuple[str, str]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def _decode_position(cursor: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        name, id_ = msgspec.json.decode(text, type=tuple[str, str])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
    if "\0" in name + id_:
        raise BadQuery("cursor", "El cursor no es de una página anterior.")
    return name, id_
