"""One change of a customer, whole: its row, its history and its fact, in the transaction of the caller's.

Owns what belongs to a change, whoever makes it: an advisor, an import, a merge. It must not ask whether they may.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers import store
from agent_api.customers.domain.record import Change, Record, changes, joined
from agent_api.customers.encrypted_rows import Seal, Stored, merge_place
from agent_api.customers.merges import merge_store
from agent_api.tickets import store as tickets
from eventlog import outbox
from eventlog.facts import AnyFact, CustomersMerged, CustomerUpdated


class By(msgspec.Struct, frozen=True, kw_only=True):
    """Who changes something, when and in which call.

    Attributes:
        actor: as facts name actors.
        at: aware.
        site_version: under which site.
        call_id: the call, or empty.
    """

    actor: str
    at: datetime
    site_version: str
    call_id: str = ""

    async def tell(self, connection: AsyncConnection, campaign: str, facts: Sequence[AnyFact]) -> None:
        """Write facts into the log, in the caller's transaction."""
        told = {"actor": self.actor, "site_version": self.site_version, "call_id": self.call_id}
        await outbox.put(connection, campaign, facts, **told)


async def change(connection: AsyncConnection, seal: Seal, old: Stored, new: Record, by: By) -> tuple[Change, ...]:
    """Let a locked customer be another, if it is another; what changed.

    Args:
        connection: within the transaction that locked it.
        seal: of the campaign.
        old: as it stands.
        new: as it shall be.
        by: who, when and in which call.

    Raises:
        DatabaseConflict, DatabaseRefused: another customer has that document.
    """
    changed = changes(old.record, new)
    if changed:
        await store.change(connection, seal, old, new, by.at)
        await note(connection, seal, old, changed, by)
        fields = ",".join(each.field for each in changed)
        fact = CustomerUpdated(customer_ref=old.id, fields=fields, version=old.version + 1)
        await by.tell(connection, seal.campaign, [fact])
    return changed


async def merge(connection: AsyncConnection, seal: Seal, kept: Stored, merged: Stored, by: By, *, reason: str) -> None:
    """Let two locked customers be one: the one stays and knows what both knew, the other points to it.

    Nothing is deleted: the other's row, numbers, ties and history stay; their tickets are the one's that stays, and its
    history tells what it was before. What came with the other is written down, so that they can be told apart again,
    and why they are one.
    """
    await store.point_to(connection, merged, kept.id, by.at)
    pointing = Change("merged_into", "null", f'"{kept.id}"')
    await note(connection, seal, merged, [pointing], by)
    changed = await change(connection, seal, kept, joined(kept.record, merged.record), by)
    ties = await store.hand_ties(connection, merged.id, kept.id, by.at)
    handed = await tickets.hand_over(connection, seal.campaign, merged.id, kept.id)
    gained = bool(changed)
    came = merge_store.Came(kept_version=kept.version + gained, gained=gained, tickets=tuple(handed), ties=tuple(ties))
    told = {"kept": kept.id, "merged": merged.id, "actor": by.actor}
    sealed = seal.merge_reason(reason, merge_place(kept.id, merged.id, came.kept_version))
    await merge_store.remember(connection, seal.campaign, came, **told, at=by.at, reason=sealed)
    fact = CustomersMerged(customer_ref=kept.id, merged_ref=merged.id)
    await by.tell(connection, seal.campaign, [fact])


async def note(connection: AsyncConnection, seal: Seal, old: Stored, changed: Sequence[Change], by: By) -> None:
    """Write what changed of a customer into its history, in the version that the change makes."""
    told: dict[str, Any] = {"customer_id": old.id, "version": old.version + 1, "actor": by.actor, "call_id": by.call_id}
    await store.note_changes(connection, seal, changed, by.at, **told)
