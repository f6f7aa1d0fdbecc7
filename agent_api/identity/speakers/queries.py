"""The mandates that advisors found sufficient in calls, for other nouns."""

from datetime import date
from typing import Final

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.identity.speakers.store import decrypt_person
from agent_api.mandates.stated import ActingPerson
from storage.encryption.field_cipher import FieldCipher
from storage.tables import call_speaker

MAX_MANDATES: Final = 20
"""The most checked mandates of a customer that are read, the latest."""
_row = call_speaker.c


class SufficientMandate(msgspec.Struct, frozen=True, kw_only=True):
    """A mandate of a customer that an advisor found sufficient in a call, with the advisor's name."""

    person: ActingPerson
    until: date | None
    checked_by: str


async def list_checked_mandates(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, customer_ids: list[str], today: date
) -> list[SufficientMandate]:
    """Return the mandates of a customer that suffice today, the latest check first."""
    holds = _row.mandate == "sufficient", or_(_row.until.is_(None), _row.until >= today)
    query = select(call_speaker).where(
        _row.campaign == campaign, _row.customer_id.in_(customer_ids), _row.person.is_not(None), *holds
    )
    rows = await connection.execute(query.order_by(_row.seq.desc()).limit(MAX_MANDATES))
    return [
        SufficientMandate(person=person, until=row.until, checked_by=row.who_name)
        for row in rows
        if (person := decrypt_person(cipher, row))
    ]
