"""Find the mandates of the customer of a call that were checked before."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.customers.merges.survivors import family_ids
from agent_api.dispositions.ownership import find_own_call
from agent_api.identity.speakers.queries import list_checked_mandates
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.ports.verified_customer import IdentityRequired
from agent_api.mandates.schemas import present_mandate, present_representative
from agent_api.mandates.stated import ActingPerson
from agent_api.tickets.mandates.schemas import CheckedMandate
from agent_api.tickets.texts import decrypt_stated
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.engine import read_connection
from storage.tables import ticket

MAX_PETITIONS: Final = 20
_row = ticket.c


async def list_mandates(context: ApiContext, principal: Principal, call_id: str, now: datetime) -> list[CheckedMandate]:
    """Return the mandates of the verified customer that suffice today, each once.

    Raises:
        NotYourCall: the call is not the advisor's.
        IdentityRequired: it has verified no customer.
    """
    await find_own_call(context.router, context.journal, principal.user, call_id, now)
    verified = await context.verified_identity(call_id, principal.user)
    if verified is None:
        raise IdentityRequired
    today, campaign = local_date(now), context.campaign
    async with read_connection(context.engine) as connection:
        family = await family_ids(connection, campaign, verified.customer_id)
        in_calls = await list_checked_mandates(connection, context.cipher, campaign, family, today)
        in_petitions = await _list_of_petitions(connection, context.cipher, campaign, family, today)
    found: dict[ActingPerson, CheckedMandate] = {}
    for each in in_calls:
        found.setdefault(each.person, _present(each.person, each.until, checked_by=each.checked_by))
    for number, person, until in in_petitions:
        found.setdefault(person, _present(person, until, ticket=number))
    return list(found.values())


def _present(person: ActingPerson, until: date | None, *, ticket: str = "", checked_by: str = "") -> CheckedMandate:
    return CheckedMandate(
        representative=present_representative(person),
        mandate=present_mandate(person),
        until=until,
        ticket=ticket,
        checked_by=checked_by,
    )


async def _list_of_petitions(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, customer_ids: list[str], today: date
) -> list[tuple[str, ActingPerson, date | None]]:
    """Return the filing number, the person and the last day of the mandates that petitions found sufficient."""
    holds = _row.mandate == "sufficient", or_(_row.mandate_until.is_(None), _row.mandate_until >= today)
    query = select(_row.number, _row.petitioner, _row.mandate_until).where(
        _row.campaign == campaign, _row.customer_ref.in_(customer_ids), *holds
    )
    rows = await connection.execute(query.order_by(_row.received_at.desc()).limit(MAX_PETITIONS))
    found = []
    for row in rows:
        stated = decrypt_stated(cipher, row.petitioner, row_key(campaign, row.number))
        if stated.representative is not None and stated.mandate is not None:
            person = ActingPerson(representative=stated.representative, mandate=stated.mandate)
            found.append((row.number, person, row.mandate_until))
    return found
