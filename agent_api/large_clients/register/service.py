"""Register large clients and change them; each version is kept, with the person who stored it and the moment.

Each change is one transaction with its fact. A change on an old version stores nothing and returns the client as it is.
"""

import secrets
from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.principal import Principal
from agent_api.access.users import users_with_roles
from agent_api.customers.domain.documents import InvalidDocument
from agent_api.customers.domain.emails import normalize_email
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.large_clients.register import store
from agent_api.large_clients.register.domain.client import (
    ClientContact,
    Fault,
    LargeClient,
    changed_fields,
    find_faults,
    read_nit,
    read_phone,
)
from agent_api.large_clients.register.lists import read_client
from agent_api.large_clients.register.problems import (
    LargeClientExists,
    LargeClientInvalid,
    LargeClientStale,
    LargeClientUnknown,
)
from agent_api.large_clients.register.schemas import ClientContactForm, LargeClientForm, LargeClientUpdate
from agent_api.large_clients.register.store import StoredClient
from eventlog.facts import LargeClientChanged, LargeClientRegistered
from storage.postgres.engine import unit_of_work
from storage.postgres.year_numbers import lock_numbers
from storage.tables import large_client


async def register_client(context: ApiContext, principal: Principal, form: LargeClientForm) -> str:
    """Store a client and return its id.

    Raises:
        LargeClientInvalid: a field does not fit.
        LargeClientExists: another client has the NIT.
    """
    id_, now = secrets.token_hex(8), context.now()
    async with unit_of_work(context.engine) as connection:
        client = await _checked(connection, context, id_, form, before=None)
        stored = StoredClient(id=id_, version=1, updated_at=now, client=client)
        author = principal.author(at=now, site_version=context.site.version)
        await store.put(connection, context.cipher, context.campaign, stored, author)
        fact = LargeClientRegistered(client=id_, manager=client.manager)
        await append_facts(connection, context.campaign, [fact], author)
    return id_


async def change_client(context: ApiContext, principal: Principal, id_: str, form: LargeClientUpdate) -> None:
    """Store another version of a client, unless nothing differs.

    Raises:
        LargeClientUnknown: there is none with this id.
        LargeClientInvalid, LargeClientExists: as in `register_client`.
        LargeClientStale: another person changed it since it was read.
    """
    async with unit_of_work(context.engine) as connection:
        before = await store.find(connection, context.cipher, context.campaign, id_, lock=True)
        if before is None:
            raise LargeClientUnknown
        if before.version == form.version:
            client = await _checked(connection, context, id_, form, before=before.client)
            await _store_change(connection, context, principal, before, client)
            return
    raise LargeClientStale((await read_client(context, id_)).model_dump(mode="json"))


async def _store_change(
    connection: AsyncConnection, context: ApiContext, principal: Principal, before: StoredClient, client: LargeClient
) -> None:
    fields = changed_fields(before.client, client)
    if not fields:
        return
    author = principal.author(at=context.now(), site_version=context.site.version)
    stored = StoredClient(id=before.id, version=before.version + 1, updated_at=author.at, client=client)
    await store.put(connection, context.cipher, context.campaign, stored, author)
    fact = LargeClientChanged(client=before.id, version=stored.version, fields=",".join(fields), state=client.state)
    await append_facts(connection, context.campaign, [fact], author)


async def _checked(
    connection: AsyncConnection, context: ApiContext, id_: str, form: LargeClientForm, before: LargeClient | None
) -> LargeClient:
    """Return the client of a form, once its fields are checked; lock the register until the transaction ends."""
    faults: list[Fault] = []
    try:
        nit = read_nit(form.nit)
    except InvalidDocument as error:
        nit, faults = "", [("nit", str(error))]
    contacts = _read_contacts(form.contacts, before.contacts if before else (), faults)
    if before is None or form.manager != before.manager:
        faults += await _manager_faults(connection, context, form.manager)
    client = LargeClient(
        nit=nit,
        name=form.name,
        manager=form.manager,
        service=form.service,
        hours=form.hours,
        response_hours=form.response_hours,
        since=form.since,
        contacts=contacts,
    )
    if isinstance(form, LargeClientUpdate):
        client = msgspec.structs.replace(client, state=form.state, until=form.until)
    faults += find_faults(client, local_date(context.now()))
    if faults:
        raise LargeClientInvalid(faults)
    await lock_numbers(connection, large_client, context.campaign)
    other = await store.find_by_nit(connection, context.cipher, context.campaign, nit)
    if other is not None and other.id != id_:
        raise LargeClientExists(other.client.name, other.id)
    return client


def _read_contacts(
    forms: Sequence[ClientContactForm], before: Sequence[ClientContact], faults: list[Fault]
) -> tuple[ClientContact, ...]:
    """Return the contacts of a form, and add what is wrong with them to ``faults``."""
    known, contacts = {each.id for each in before}, []
    for index, form in enumerate(forms):
        phone, email = read_phone(form.phone), normalize_email(form.email) if form.email else ""
        if phone is None:
            faults.append((f"contacts.{index}.phone", "Escriba un número completo: celular, o fijo con indicativo."))
        if email is None:
            faults.append((f"contacts.{index}.email", "Escriba una dirección de correo completa."))
        if form.id is not None and form.id not in known:
            faults.append((f"contacts.{index}.id", "Ese contacto ya no está: vuelva a abrir el cliente."))
        contacts.append(
            ClientContact(
                id=form.id or secrets.token_hex(4),
                name=form.name,
                position=form.position,
                phone=phone or "",
                email=email or "",
            )
        )
    if len({each.id for each in contacts}) != len(contacts):
        faults.append(("contacts", "Un contacto está dos veces."))
    return tuple(contacts)


async def _manager_faults(connection: AsyncConnection, context: ApiContext, manager: str) -> list[Fault]:
    roles = roles_with_permission("large_client.read")
    users = await users_with_roles(connection, context.campaign, roles, local_date(context.now()), [manager])
    return [] if users else [("manager", "Ese usuario no puede tener clientes a cargo hoy; elija otro.")]
