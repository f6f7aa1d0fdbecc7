"""Undoing a merge: each record gets its own data back; later changes stay with the survivor.

Owns the steps, and the refusal if the origin of data is ambiguous. Nothing is deleted: the merge, its undoing and the
reason stay.

Rows under the merged record's own id (verifications with their calls, lookups, numbers, ties and history) never moved.
Its tickets return by the numbers that the merge recorded.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers import queries, store
from agent_api.customers.domain.record import FieldChange, FieldGain, ambiguous_fields, subtract_gains
from agent_api.customers.encrypted_rows import (
    CHANGE_SIDES,
    CustomerCipher,
    StoredCustomer,
    change_binding,
    merge_binding,
)
from agent_api.customers.merges import merge_store
from agent_api.customers.merges.merge_store import Merge, MergeEffects
from agent_api.customers.problems import NotSeparable
from agent_api.customers.update import append_history, update_record
from agent_api.kit import labels
from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.kit.ports.handlers import CustomerTickets
from eventlog.facts import CustomersSeparated
from storage.tables import customer_change

UNRECORDED_MERGE = (
    "Estos registros se unieron antes de que se guardara qué traía cada uno: no se pueden separar sin adivinar. "
    "Registre otra vez a la persona que falta."
)
LATER_MERGE = (
    "Después de esta unión hubo otra que pudo llevarse lo que vino con ella: separe primero la más reciente de este "
    "cliente."
)
DOCUMENT_TAKEN = (
    "El documento del registro unido lo tiene hoy otro cliente: corrija primero ese documento y después separe."
)


class MergedRecord(msgspec.Struct, frozen=True):
    """A merge, the merged record, the reason, and the obstacle to undoing it, empty if none."""

    merge: Merge
    merged: StoredCustomer
    reason: str
    obstacle: str


async def list_merged_records(
    connection: AsyncConnection, customer_cipher: CustomerCipher, survivor: StoredCustomer
) -> list[MergedRecord]:
    """Return the merges into a customer, the last first, with any obstacle to undoing each."""
    merges = await merge_store.active_merges(connection, customer_cipher.campaign, survivor.id)
    records = await queries.find_by_ids(connection, customer_cipher, [each.merged for each in merges])
    return [
        MergedRecord(
            each,
            records[each.merged],
            customer_cipher.decrypt_merge_reason(each.reason, _merge_binding(survivor, each)),
            await find_obstacle(connection, customer_cipher, survivor.id, each, records[each.merged]),
        )
        for each in merges
    ]


def _merge_binding(survivor: StoredCustomer, merge: Merge) -> str:
    return merge_binding(survivor.id, merge.merged, merge.effects.kept_version) if merge.effects else ""


async def find_obstacle(
    connection: AsyncConnection, customer_cipher: CustomerCipher, survivor: str, merge: Merge, merged: StoredCustomer
) -> str:
    """Return in Spanish why undoing a merge is ambiguous; empty if it is not."""
    if merge.effects is None:
        return UNRECORDED_MERGE
    if await merge_store.has_later_merge(connection, merge, survivor):
        return LATER_MERGE
    if await store.is_document_taken(connection, customer_cipher, merged.record.document):
        return DOCUMENT_TAKEN
    return _ambiguity_message(*await _gains_by_merge(connection, customer_cipher, survivor, merge.effects))


def _ambiguity_message(gained: Sequence[FieldGain], since: Sequence[FieldGain]) -> str:
    names = labels.CUSTOMER_FIELDS
    fields = ", ".join(labels.in_sentence(names.get(each, each)) for each in ambiguous_fields(gained, since))
    if not fields:
        return ""
    return (
        f"Después de unirlos se quitó o se volvió a poner algo que había llegado con la unión ({fields}): no se sabe "
        "de quién es. Registre otra vez a la persona que falta."
    )


async def unmerge(
    connection: AsyncConnection,
    customer_cipher: CustomerCipher,
    survivor: StoredCustomer,
    merged: StoredCustomer,
    author: Author,
    *,
    tickets: CustomerTickets,
    reason: str,
) -> None:
    """Undo a merge, within the transaction that locked both records.

    Raises:
        NotSeparable: the records are not merged, or undoing it is ambiguous.
    """
    merges = await merge_store.active_merges(connection, customer_cipher.campaign, survivor.id)
    merge = next((each for each in merges if each.merged == merged.id), None)
    if merge is None:
        raise NotSeparable("Ese registro no está unido a este cliente: no hay qué separar.")
    if why := await find_obstacle(connection, customer_cipher, survivor.id, merge, merged):
        raise NotSeparable(why)
    effects = merge.effects or MergeEffects(kept_version=survivor.version)
    gained, _ = await _gains_by_merge(connection, customer_cipher, survivor.id, effects)
    await store.unmark_merged(connection, merged, author.at)
    await append_history(
        connection, customer_cipher, merged, [FieldChange("merged_into", f'"{survivor.id}"', "null")], author
    )
    await update_record(connection, customer_cipher, survivor, subtract_gains(survivor.record, gained), author)
    await store.remove_copied_ties(connection, effects.ties)
    await tickets.undo_move_to_customer(connection, customer_cipher.campaign, effects.tickets, survivor.id, merged.id)
    ciphertext = customer_cipher.encrypt_unmerge_reason(
        reason, merge_binding(survivor.id, merged.id, effects.kept_version)
    )
    await merge_store.mark_undone(connection, merge, reason=ciphertext, actor=author.actor, at=author.at)
    fact = CustomersSeparated(customer_ref=survivor.id, separated_ref=merged.id)
    await append_facts(connection, customer_cipher.campaign, [fact], author)


async def _gains_by_merge(
    connection: AsyncConnection, customer_cipher: CustomerCipher, survivor: str, effects: MergeEffects
) -> tuple[list[FieldGain], list[FieldGain]]:
    """Return the survivor's changes by the merge, and those since, from its history."""
    row = customer_change.c
    query = select(row.version, row.field, row.old, row.new).where(
        row.campaign == customer_cipher.campaign, row.customer_id == survivor, row.version >= effects.kept_version
    )
    gained: list[FieldGain] = []
    since: list[FieldGain] = []
    for each in await connection.execute(query.order_by(row.id)):
        old, new = (change_binding(survivor, each.version, each.field, side) for side in CHANGE_SIDES)
        gain = FieldGain(
            each.field, customer_cipher.decrypt_value(each.old, old), customer_cipher.decrypt_value(each.new, new)
        )
        if each.version > effects.kept_version:
            since.append(gain)
        elif effects.gained:
            gained.append(gain)
    return gained, since
