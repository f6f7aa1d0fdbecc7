"""The history of tickets in the database: every step, beginning with the filing.

Owns the table ticket_entry. Rows are added in the transaction of the step and never changed; a replay of them in order
gives the ticket. Each new row also updates the followers (`agent_api.tickets.queries.followers`).
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import ARRAY, Text, and_, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.author import Author
from agent_api.tickets.domain import steps
from agent_api.tickets.domain.steps import AnyStep, Step
from agent_api.tickets.domain.ticket import State
from agent_api.tickets.queries.followers import record_followers
from agent_api.tickets.store import FiledTicket
from storage.encryption.field_cipher import FieldCipher
from storage.encryption.field_cipher import row_key as storage_row
from storage.postgres.queries import Query
from storage.tables import ticket, ticket_entry

NOTE = "ticket.note"


class StepEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a history.

    Attributes:
        version: of the ticket after the step.
        at: aware.
        who: login; ``system`` for reports of mail delivery.
        who_name: their name at that time.
        state: of the ticket after the step.
        round: how many times the ticket was sent to an area.
        note: the text written with the step, decrypted; empty for none.
    """

    version: int
    at: datetime
    who: str
    who_name: str
    step: AnyStep
    state: State
    round: int
    note: str = ""


async def add_entry(
    connection: AsyncConnection,
    cipher: FieldCipher | None,
    campaign: str,
    filed: FiledTicket,
    step: AnyStep,
    *,
    author: Author,
    note: str = "",
    request: str = "",
) -> None:
    """Store a step, in its transaction.

    ``filed`` is the ticket after the step. The cipher may be None if there is no note. ``request`` identifies a request
    that may be repeated.
    """
    row = entry_row(cipher, campaign, filed, step, author=author, note=note)
    await connection.execute(insert(ticket_entry).values(**row, request=request))
    await record_followers(connection, campaign, filed, step, author.user)


async def is_repeated(connection: AsyncConnection, campaign: str, number: str, user: str, request: str) -> bool:
    """Return whether a user's request has already been stored as a step of the ticket."""
    row = ticket_entry.c
    same = row.campaign == campaign, row.number == number, row.who == user, row.request == request
    return (await connection.execute(select(row.version).where(*same).limit(1))).first() is not None


def entry_row(
    cipher: FieldCipher | None,
    campaign: str,
    filed: FiledTicket,
    step: AnyStep,
    *,
    author: Author,
    note: str = "",
) -> dict[str, object]:
    """Return the row of a step; see `add_entry`."""
    associated_data = storage_row(campaign, filed.number, filed.version)
    return {
        "campaign": campaign,
        "number": filed.number,
        "version": filed.version,
        **author.columns(),
        "step": msgspec.json.encode(step).decode(),
        "state": filed.state,
        "round": filed.round,
        "note": cipher.encrypt(note, field=NOTE, row=associated_data) if cipher and note else None,
    }


async def list_history(connection: AsyncConnection, cipher: FieldCipher, campaign: str, number: str) -> list[StepEntry]:
    """Return the whole history of a ticket, in order."""
    row = ticket_entry.c
    query = select(ticket_entry).where(row.campaign == campaign, row.number == number).order_by(row.version)
    return [
        StepEntry(
            version=each.version,
            at=each.at,
            who=each.who,
            who_name=each.who_name,
            step=steps.decode_step(each.step),
            state=each.state,
            round=each.round,
            note=cipher.decrypt(each.note, field=NOTE, row=storage_row(campaign, number, each.version))
            if each.note is not None
            else "",
        )
        for each in await connection.execute(query)
    ]


async def state_since(engine: AsyncEngine, campaign: str, numbers: Sequence[str]) -> dict[str, datetime]:
    """Return the moment at which each ticket entered its present state."""
    rows = await _STATE_SINCE.rows(engine, campaign=campaign, numbers=list(numbers)) if numbers else []
    return {row["number"]: row["began"] for row in rows}


_entry, _before, _now = ticket_entry.c, ticket_entry.alias("before").c, ticket.c
_LAST_OTHER_STATE = (
    select(func.coalesce(func.max(_before.version), 0))
    .where(_before.campaign == _entry.campaign, _before.number == _entry.number, _before.state != _now.state)
    .correlate(ticket_entry, ticket)
    .scalar_subquery()
)
_STATE_SINCE = Query(
    select(_entry.number, func.min(_entry.at).label("began"))
    .join(ticket, and_(_now.campaign == _entry.campaign, _now.number == _entry.number))
    .where(_entry.campaign == bindparam("campaign"), _entry.number == bindparam("numbers", type_=ARRAY(Text)).any_())
    .where(_entry.version > _LAST_OTHER_STATE)
    .group_by(_entry.number)
)


async def last_step(connection: AsyncConnection, campaign: str, number: str, kind: type[Step]) -> AnyStep | None:
    """Return the last step of a kind in a ticket's history."""
    row = ticket_entry.c
    query = select(row.step).where(row.campaign == campaign, row.number == number)
    query = query.where(row.step.contains(f'"step":"{steps.step_name(kind)}"'))
    found = await connection.scalar(query.order_by(row.version.desc()).limit(1))
    return steps.decode_step(found) if found else None


async def last_answering_official(connection: AsyncConnection, campaign: str, number: str) -> str:
    """Return the login of the area official who gave the last answer of a ticket; empty if none did."""
    row = ticket_entry.c
    query = select(row.who).where(row.campaign == campaign, row.number == number, row.state == "in_review")
    query = query.where(row.step.contains(f'"step":"{steps.step_name(steps.GiveBack)}"'))
    return (await connection.scalar(query.order_by(row.version.desc()).limit(1))) or ""
