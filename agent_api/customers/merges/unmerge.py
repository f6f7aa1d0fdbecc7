"""Telling two merged records apart again: each has its own, what happened since stays with the one that remained.

Owns what that takes, and when it would be guessing; then it is refused. Nothing is deleted: the merge, its undoing and
the reason stay.

What was made under the merged record's own id (verifications, with their calls; lookups; its numbers, ties and
history) never left it. Its tickets are handed back by the numbers that the merge wrote down.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers import store
from agent_api.customers.domain.record import Change, Gained, parted, unclear
from agent_api.customers.encrypted_rows import SIDES, Seal, Stored, change_place, merge_place
from agent_api.customers.merges import merge_store
from agent_api.customers.merges.merge_store import Came, Merge
from agent_api.customers.problems import NotSeparable
from agent_api.customers.sentences import FIELDS
from agent_api.customers.update import By, change, note
from agent_api.tickets import store as tickets
from eventlog.facts import CustomersSeparated
from storage.tables import customer_change

OLD = (
    "Estos registros se unieron antes de que se guardara qué traía cada uno: no se pueden separar sin adivinar. "
    "Registre otra vez a la persona que falta."
)
LATER = (
    "Después de esta unión hubo otra que pudo llevarse lo que vino con ella: separe primero la más reciente de este "
    "cliente."
)
TAKEN = "El documento del registro unido lo tiene hoy otro cliente: corrija primero ese documento y después separe."


class Joined(msgspec.Struct, frozen=True):
    """A merge, the record that was merged, why they were merged, and why it cannot be undone; empty where it can."""

    merge: Merge
    merged: Stored
    reason: str
    obstacle: str


async def joined_into(connection: AsyncConnection, seal: Seal, kept: Stored) -> list[Joined]:
    """What was merged into a customer, the last first, and whether it can be told apart again.

    Args:
        connection: of the database.
        seal: of the campaign.
        kept: the customer that remains.
    """
    found = await merge_store.into(connection, seal.campaign, kept.id)
    records = await store.read_all(connection, seal, [each.merged for each in found])
    return [
        Joined(
            each,
            records[each.merged],
            seal.told_reason(each.reason, _place(kept, each)),
            await obstacle(connection, seal, kept.id, each, records[each.merged]),
        )
        for each in found
    ]


def _place(kept: Stored, merge: Merge) -> str:
    return merge_place(kept.id, merge.merged, merge.came.kept_version) if merge.came else ""


async def obstacle(connection: AsyncConnection, seal: Seal, kept: str, merge: Merge, merged: Stored) -> str:
    """Why telling apart would be guessing, in Spanish; empty where it would not."""
    if merge.came is None:
        return OLD
    if await merge_store.later_ones(connection, merge, kept):
        return LATER
    if await store.document_taken(connection, seal, merged.record.document):
        return TAKEN
    return _unclear(*await _gained(connection, seal, kept, merge.came))


def _unclear(gained: Sequence[Gained], since: Sequence[Gained]) -> str:
    fields = ", ".join(FIELDS.get(each, each) for each in unclear(gained, since))
    if not fields:
        return ""
    return (
        f"Después de unirlos se quitó o se volvió a poner algo que había llegado con la unión ({fields}): no se sabe "
        "de quién es. Registre otra vez a la persona que falta."
    )


async def separate(
    connection: AsyncConnection, seal: Seal, kept: Stored, merged: Stored, by: By, *, reason: str
) -> None:
    """Undo a merge of two locked records.

    Args:
        connection: within the transaction that locked both.
        seal: of the campaign.
        kept: the customer that remained.
        merged: the record that points to it.
        by: who and when.
        reason: why they are two.

    Raises:
        NotSeparable: they were not merged, or it would be guessing.
    """
    found = await merge_store.into(connection, seal.campaign, kept.id)
    merge = next((each for each in found if each.merged == merged.id), None)
    if merge is None:
        raise NotSeparable("Ese registro no está unido a este cliente: no hay qué separar.")
    if why := await obstacle(connection, seal, kept.id, merge, merged):
        raise NotSeparable(why)
    came = merge.came or Came(kept_version=kept.version)
    gained, _ = await _gained(connection, seal, kept.id, came)
    await store.stand_again(connection, merged, by.at)
    await note(connection, seal, merged, [Change("merged_into", f'"{kept.id}"', "null")], by)
    await change(connection, seal, kept, parted(kept.record, gained), by)
    await store.take_ties(connection, came.ties)
    await tickets.hand_back(connection, seal.campaign, came.tickets, kept.id, merged.id)
    sealed = seal.separation_reason(reason, merge_place(kept.id, merged.id, came.kept_version))
    await merge_store.undo(connection, merge, reason=sealed, actor=by.actor, at=by.at)
    fact = CustomersSeparated(customer_ref=kept.id, separated_ref=merged.id)
    await by.tell(connection, seal.campaign, [fact])


async def _gained(connection: AsyncConnection, seal: Seal, kept: str, came: Came) -> tuple[list[Gained], list[Gained]]:
    """What the record that remained gained by the merge, and what changed of it since; by its history."""
    row = customer_change.c
    wanted = select(row.version, row.field, row.old, row.new).where(
        row.campaign == seal.campaign, row.customer_id == kept, row.version >= came.kept_version
    )
    gained: list[Gained] = []
    since: list[Gained] = []
    for each in await connection.execute(wanted.order_by(row.id)):
        old, new = (change_place(kept, each.version, each.field, side) for side in SIDES)
        told = Gained(each.field, seal.told(each.old, old), seal.told(each.new, new))
        if each.version > came.kept_version:
            since.append(told)
        elif came.gained:
            gained.append(told)
    return gained, since
