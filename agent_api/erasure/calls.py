"""Search for a person's calls, and for the references to their numbers.

A call from their number belongs to another customer if that one was verified or filed a petition on it. A call on which
they were verified is theirs, from any number.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.erasure.person import DataSubject
from agent_api.erasure.petitions import PersonPetition
from agent_api.tickets.queries import calls as tickets
from agent_api.voice_messages import queries as messages
from eventlog import person_data
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection
from storage.tables import call, identity_check, ticket
from storage.tables import person_data as person_table
from telephony.phone_numbers import to_e164

_PAGE: Final = 5000


class PersonCalls(msgspec.Struct, frozen=True, kw_only=True):
    """The calls of a person.

    Attributes:
        own: calls whose recordings and notes are theirs.
        numbers: reference -> call of each number to erase.
        unfinished: calls that have not ended.
        with_open_petition: calls with an open petition of any person.
    """

    own: frozenset[str]
    numbers: Mapping[str, str]
    unfinished: frozenset[str]
    with_open_petition: frozenset[str]


async def find_references(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, phones: Collection[str]
) -> dict[str, str]:
    """Find every reference to the given numbers; reference -> E.164.

    Encrypted numbers have no index, so all of the campaign are decrypted: about a minute for some millions.
    """
    references: dict[str, str] = {}
    if phones:
        async for ref, ciphertext in _sealed_numbers(engine, campaign):
            number = to_e164(person_data.decrypt_value(ref, ciphertext, cipher))
            if number in phones:
                references[ref] = number or ""
    return references


async def _sealed_numbers(engine: AsyncEngine, campaign: str) -> AsyncIterator[tuple[str, bytes]]:
    row, after = person_table.c, ""
    query = select(row.ref, row.sealed).where(row.campaign == campaign, row.sealed.is_not(None))
    while True:
        async with read_connection(engine) as connection:
            page = (await connection.execute(query.where(row.ref > after).order_by(row.ref).limit(_PAGE))).all()
        for ref, ciphertext in page:
            yield ref, ciphertext
        if len(page) < _PAGE:
            return
        after = page[-1].ref


async def find_calls(
    connection: AsyncConnection,
    campaign: str,
    person: DataSubject,
    petitions: Collection[PersonPetition],
    *,
    references: Mapping[str, str],
    kept_references: Collection[str],
) -> PersonCalls:
    """Find the calls of a person.

    ``references`` (reference -> E.164) are those of their numbers; an earlier erasure retained ``kept_references``.
    """
    own_petitions = [each for each in petitions if not each.of_another]
    sure = {each.call_id for each in own_petitions if each.call_id} | await _verified(connection, campaign, person)
    sure |= await messages.calls_of_tickets(connection, campaign, [each.number for each in own_petitions])
    own = {ref for ref, phone in references.items() if phone in person.own_phones} | set(kept_references)
    rows = await _rows(connection, campaign, own, sure)
    foreign = await _calls_of_others(connection, campaign, person, {each.call_id for each in rows} - sure)
    caller_refs = own | set(references)
    return PersonCalls(
        own=frozenset(each.call_id for each in rows if each.call_id not in foreign),
        numbers=dict.fromkeys(own, "")
        | {each.caller_ref: each.call_id for each in rows if each.caller_ref in caller_refs},
        unfinished=frozenset(each.call_id for each in rows if each.ended_at is None),
        with_open_petition=frozenset(await _with_open_petition(connection, campaign, {each.call_id for each in rows})),
    )


async def _rows(connection: AsyncConnection, campaign: str, refs: set[str], call_ids: set[str]) -> list[Any]:
    row = call.c
    query = select(row.call_id, row.caller_ref, row.ended_at).where(row.campaign == campaign)
    return list(await connection.execute(query.where(or_(row.caller_ref.in_(refs), row.call_id.in_(call_ids)))))


async def _verified(connection: AsyncConnection, campaign: str, person: DataSubject) -> set[str]:
    row = identity_check.c
    passed = select(row.call_id).where(row.campaign == campaign, row.result == "passed")
    return set((await connection.execute(passed.where(row.customer_id.in_(person.family)))).scalars())


async def _calls_of_others(
    connection: AsyncConnection, campaign: str, person: DataSubject, call_ids: set[str]
) -> set[str]:
    checked, filed = identity_check.c, ticket.c
    passed = select(checked.call_id).where(
        checked.campaign == campaign,
        checked.call_id.in_(call_ids),
        checked.result == "passed",
        checked.customer_id.not_in(person.family),
    )
    tied = select(filed.call_id).where(
        filed.campaign == campaign,
        filed.call_id.in_(call_ids),
        filed.customer_ref != "",
        filed.customer_ref.not_in(person.family),
    )
    return set((await connection.execute(passed.union(tied))).scalars())


async def _with_open_petition(connection: AsyncConnection, campaign: str, call_ids: set[str]) -> set[str]:
    with_tickets = await tickets.calls_with_open_tickets(connection, campaign, call_ids)
    return with_tickets | await messages.calls_with_open_tickets(connection, campaign, call_ids)
