"""Search for a person's petitions: those linked to their records, and unlinked ones that name them.

A petition that names another person is not theirs, regardless of the number that it came from.
"""

from collections.abc import Collection
from datetime import date, datetime

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers.domain.erasure_notice import is_erasure_notice
from agent_api.erasure.person import DataSubject
from agent_api.tickets import store
from agent_api.tickets.texts import decrypt_stated
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import ticket

_row = ticket.c


class PersonPetition(msgspec.Struct, frozen=True, kw_only=True):
    """A petition of the person.

    Attributes:
        closed_on: local date; None while it is open.
        is_erased: whether its texts were erased before.
        of_another: whether the person acts in it for another petitioner.
    """

    number: str
    call_id: str
    closed_on: date | None
    is_erased: bool
    of_another: bool = False


async def find_petitions(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, person: DataSubject, known_numbers: Collection[str]
) -> list[PersonPetition]:
    """Find and lock a person's petitions; ``known_numbers`` are already known to be theirs."""
    own, acting = await _find_unlinked(connection, cipher, campaign, person)
    numbers = {*known_numbers, *own}
    of_them = or_(_row.customer_ref.in_(person.family), _row.number.in_(numbers | acting))
    query = select(_row.number, _row.customer_ref, _row.call_id, _row.closed_at, _row.status, _row.text)
    query = query.where(_row.campaign == campaign, of_them).order_by(_row.number).with_for_update()
    return [
        PersonPetition(
            number=row.number,
            call_id=row.call_id,
            closed_on=_closed_on(row.status, row.closed_at),
            is_erased=is_erasure_notice(cipher.decrypt(row.text, field=store.TEXT, row=row_key(campaign, row.number))),
            of_another=row.customer_ref not in person.family and row.number not in numbers,
        )
        for row in await connection.execute(query)
    ]


def _closed_on(status: str, closed_at: datetime | None) -> date | None:
    if status == "open":
        return None
    return closed_at.astimezone(COLOMBIA).date() if closed_at else date.min


async def _find_unlinked(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, person: DataSubject
) -> tuple[set[str], set[str]]:
    """Find the person's petitions without a customer, and those in which they represent another petitioner."""
    prints = {cipher.blind_index(each, field=store.CALLER) for each in person.own_phones}
    query = select(_row.number, _row.customer_ref, _row.caller, _row.petitioner, _row.email)
    unnamed = (_row.customer_ref != "") & _row.petitioner.is_(None)
    rows = await connection.stream(query.where(_row.campaign == campaign, ~unnamed))
    own: set[str] = set()
    acting: set[str] = set()
    async for row in rows:
        binding = row_key(campaign, row.number)
        named = decrypt_stated(cipher, row.petitioner, binding)
        email = cipher.decrypt(row.email, field=store.EMAIL, row=binding) if row.email else ""
        if not row.customer_ref and person.is_petitioner(named, email, from_own_number=row.caller in prints):
            own.add(row.number)
        elif (acts := named.representative) and acts.document and person.has_document(acts.document):
            acting.add(row.number)
    return own, acting
