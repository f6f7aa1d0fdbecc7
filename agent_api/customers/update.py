"""A complete change of a customer: row, history and fact, in the caller's transaction.

Owns the parts of a change by an advisor, an import or a merge. It must not check permissions.
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
    """Replace the record of a locked customer if it differs; return the changes.

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
    """Merge two locked customers: the survivor gets the data of both, the other points to it.

    Nothing is deleted: the other's row, numbers, ties and history stay, and its tickets move to the survivor. The
    effects and the reason are recorded, so that the merge can be undone.
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
    """Insert the changes of a customer into its history, under the version that they produce."""
    await store.add_changes(connection, customer_cipher, changed, author, customer_id=old.id, version=old.version + 1)
