"""One change of a customer, whole: its row, its history and its fact, in the transaction of the caller's.

Owns what belongs to a change, whoever makes it: an advisor, an import, a merge. It must not ask whether they may.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers import store
from agent_api.customers.domain.record import CustomerRecord, FieldChange, combine_records, diff_records
from agent_api.customers.encrypted_rows import CustomerCipher, StoredCustomer, merge_binding
from agent_api.customers.merges import merge_store
from agent_api.kit.author import Author
from agent_api.kit.facts import append_facts
from agent_api.kit.ports.handlers import CustomerTickets
from eventlog.facts import CustomersMerged, CustomerUpdated


async def update_record(
    connection: AsyncConnection,
    customer_cipher: CustomerCipher,
    old: StoredCustomer,
    new: CustomerRecord,
    author: Author,
) -> tuple[FieldChange, ...]:
    """Let a locked customer be another, if it is another; what changed.

    Args:
        connection: within the transaction that locked it.
        customer_cipher: of the campaign.
        old: as it stands.
        new: as it shall be.
        author: who, when and in which call.

    Raises:
        DatabaseConflict, DatabaseRefused: another customer has that document.
    """
    changed = diff_records(old.record, new)
    if changed:
        await store.replace_record(connection, customer_cipher, old, new, author.at)
        await append_history(connection, customer_cipher, old, changed, author)
        fields = ",".join(each.field for each in changed)
        fact = CustomerUpdated(customer_ref=old.id, fields=fields, version=old.version + 1)
        await append_facts(connection, customer_cipher.campaign, [fact], author)
    return changed


async def merge_records(
    connection: AsyncConnection,
    customer_cipher: CustomerCipher,
    survivor: StoredCustomer,
    merged: StoredCustomer,
    author: Author,
    *,
    tickets: CustomerTickets,
    reason: str,
) -> None:
    """Let two locked customers be one: the one stays and knows what both knew, the other points to it.

    Nothing is deleted: the other's row, numbers, ties and history stay; their tickets are the one's that stays, and its
    history tells what it was before. What came with the other is written down, so that they can be told apart again,
    and why they are one.
    """
    await store.mark_merged(connection, merged, survivor.id, author.at)
    pointing = FieldChange("merged_into", "null", f'"{survivor.id}"')
    await append_history(connection, customer_cipher, merged, [pointing], author)
    changed = await update_record(
        connection, customer_cipher, survivor, combine_records(survivor.record, merged.record), author
    )
    ties = await store.copy_ties(connection, merged.id, survivor.id, author.at)
    handed = await tickets.move_to_customer(connection, customer_cipher.campaign, merged.id, survivor.id)
    gained = bool(changed)
    effects = merge_store.MergeEffects(
        kept_version=survivor.version + gained, gained=gained, tickets=tuple(handed), ties=tuple(ties)
    )
    ciphertext = customer_cipher.encrypt_merge_reason(
        reason, merge_binding(survivor.id, merged.id, effects.kept_version)
    )
    await merge_store.add(
        connection, customer_cipher.campaign, effects, author, survivor=survivor.id, merged=merged.id, reason=ciphertext
    )
    fact = CustomersMerged(customer_ref=survivor.id, merged_ref=merged.id)
    await append_facts(connection, customer_cipher.campaign, [fact], author)


async def append_history(
    connection: AsyncConnection,
    customer_cipher: CustomerCipher,
    old: StoredCustomer,
    changed: Sequence[FieldChange],
    author: Author,
) -> None:
    """Write what changed of a customer into its history, in the version that the change makes."""
    await store.add_changes(connection, customer_cipher, changed, author, customer_id=old.id, version=old.version + 1)
