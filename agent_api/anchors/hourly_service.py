"""Hourly anchors: sign the head of the journal and deliver it to external destinations.

Owns the schedule and the mails. The row and the mails are one transaction, so several processes may run this. Files and
addresses receive each anchor at least once, in order; an unavailable destination receives the missing ones later.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.anchors import hourly_store
from agent_api.anchors.hourly_store import StoredAnchor
from agent_api.kit.job_context import JobContext
from agent_api.mail.domain.contents import AnchorText
from agent_api.mail.domain.messages import MailAttachment, Recipient
from agent_api.mail.service import OutgoingMessage, post
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.anchors.anchor import Anchor, anchor_digest, key_fingerprint, parse_anchor, sign_anchor
from eventlog.journal.reader import read_head
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import snapshot, unit_of_work

ACTOR: Final = "system:oversight"
INTERVAL: Final = timedelta(hours=1)
_BATCH_SIZE: Final = 100
Destination = Callable[[str], Awaitable[None]]
"""Delivers a written anchor; raises OSError if the destination refuses it."""
log = structlog.get_logger(__name__)


def is_due(last: StoredAnchor | None, now: datetime) -> bool:
    """Return whether another anchor is due."""
    return last is None or now - last.taken_at >= INTERVAL


async def create_anchor(context: JobContext, key: Callable[[], Ed25519PrivateKey], now: datetime) -> bool:
    """Sign the head of the journal with `key` once an hour, and mail it to the interventoría.

    Returns:
        Whether this call created an anchor.

    Raises:
        StorageError: PostgreSQL is unavailable.
        SettingsInvalid: no key is configured.
    """
    campaign = context.site.campaign
    async with snapshot(context.engine) as connection:
        last = await hourly_store.find_latest(connection, campaign)
        if not is_due(last, now):
            return False
        anchor = await _next_anchor(connection, campaign, last, key(), now)
    if anchor is None:
        return False
    made = StoredAnchor(number=anchor.number, taken_at=now, written=sign_anchor(anchor, key()))
    async with unit_of_work(context.engine) as connection:
        if not await hourly_store.add(connection, campaign, made):
            return False
        for address in context.site.oversight.mail if context.site.mail else ():
            await _mail(connection, context.site, address, anchor, made, cipher=context.cipher)
    log.info("anchor_taken", campaign=campaign, number=anchor.number, seq=anchor.seq)
    return True


async def deliver_anchors(context: JobContext, destinations: Mapping[str, Destination], now: datetime) -> int:
    """Deliver to each destination (by name) the anchors that it lacks; return how many.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    return sum(
        [await _deliver_to(context.engine, context.site, name, send, now) for name, send in destinations.items()]
    )


async def _deliver_to(engine: AsyncEngine, site: Site, destination: str, deliver: Destination, now: datetime) -> int:
    campaign = site.campaign
    async with unit_of_work(engine) as connection:
        await hourly_store.record_attempt(connection, campaign, destination, 0, now)
        missing = await hourly_store.list_undelivered(connection, campaign, destination, _BATCH_SIZE)
    for count, each in enumerate(missing):
        try:
            await deliver(each.written)
        except OSError as error:
            log.error("anchor_not_delivered", place=destination, number=each.number, error=repr(error))
            return count
        async with unit_of_work(engine) as connection:
            await hourly_store.record_attempt(connection, campaign, destination, each.number, now)
    return len(missing)


async def _next_anchor(
    connection: AsyncConnection, campaign: str, last: StoredAnchor | None, key: Ed25519PrivateKey, now: datetime
) -> Anchor | None:
    """Build the next anchor; None before the first fact."""
    link = (await read_head(connection, campaign)).link
    if link.seq == 0:
        return None
    before = None if last is None else parse_anchor(last.written)
    after, counted = (0, {}) if before is None else (before.seq, before.counts)
    fresh = await hourly_store.counts_between(connection, campaign, after, link.seq)
    return Anchor(
        campaign=campaign,
        number=1 if before is None else before.number + 1,
        taken_at=now,
        seq=link.seq,
        hash=link.hash.hex(),
        counts=dict(Counter(counted) + Counter(fresh)),
        previous="" if last is None else anchor_digest(last.written),
        key_id=key_fingerprint(key.public_key().public_bytes_raw()),
    )


async def _mail(
    connection: AsyncConnection, site: Site, address: str, anchor: Anchor, stored: StoredAnchor, *, cipher: FieldCipher
) -> None:
    at = f"{anchor.taken_at.astimezone(COLOMBIA):%Y-%m-%d %H:%M}"
    content = AnchorText(entity=site.entity, at=at, seq=f"{anchor.seq}", anchor=stored.written)
    name = f"ancla-{site.campaign}-{anchor.number}.txt"
    file = MailAttachment(name=name, media_type="text/plain", content=f"{stored.written}\n".encode())
    message = OutgoingMessage(to=Recipient(address=address), content=content, attachments=(file,))
    await post(connection, message, site=site, cipher=cipher, actor=ACTOR, now=stored.taken_at)
