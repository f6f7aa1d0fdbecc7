"""The digest by mail of the notifications that users have not read, where the site asks for it.

Owns the content, and that a period has one digest for each user. A user without a new unread notification gets none;
what an earlier digest listed is not repeated. Sentences name numbers and users of the entity, and nothing of a
petition.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.user_names import load_names
from agent_api.mail.domain.contents import NotificationDigestText
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.service import OutgoingMessage, post
from agent_api.notices import store
from agent_api.notifications.domain.notification import NotificationRow
from agent_api.notifications.domain.sentence import describe_notification
from agent_api.notifications.queries import unread_by_user
from config.site.model import Site
from config.site.notices import digest_addresses, digest_window, due_sending
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import unit_of_work

ACTOR: Final = "system:notices"
ROWS_LIMIT: Final = 30
"""The most notifications listed in a digest."""
COLUMNS: Final = ("Fecha", "Aviso")


async def send_digests(engine: AsyncEngine, cipher: FieldCipher, site: Site, now: datetime) -> int:
    """Send the digests of a period if they are due, once; return how many messages were posted.

    Raises:
        StorageError: PostgreSQL is away.
    """
    digest = site.notices.unread_digest
    period = due_sending(digest, now) if digest else None
    if digest is None or period is None or site.mail is None:
        return 0
    addresses = digest_addresses(digest, site.areas)
    async with unit_of_work(engine) as connection:
        if not await store.claim_report(connection, site.campaign, period.isoformat(), store.DIGEST, now):
            return 0
        unread = await unread_by_user(connection, site.campaign, digest_window(digest, period), addresses)
        people = {*unread, *(each.by_user for rows in unread.values() for each in rows)} - {""}
        names = await load_names(connection, site, cipher, people) if people else {}
        for user, rows in unread.items():
            content = _digest_of(site, rows, names, name=names.get(user, ""))
            message = OutgoingMessage(to=Recipient(address=addresses[user], name=content.name), content=content)
            await post(connection, message, site=site, cipher=cipher, actor=ACTOR, now=now)
    return len(unread)


def _digest_of(
    site: Site, rows: Sequence[NotificationRow], names: Mapping[str, str], *, name: str
) -> NotificationDigestText:
    listed = rows[:ROWS_LIMIT]
    return NotificationDigestText(
        name=name,
        total=len(rows),
        table=(COLUMNS, *(_row(each, names) for each in listed)),
        more=len(rows) - len(listed),
        link=site.notices.home_link(),
    )


def _row(each: NotificationRow, names: Mapping[str, str]) -> tuple[str, str]:
    text = describe_notification(
        each.kind, each.subject, by=names.get(each.by_user, ""), due_on=each.due_on, days_left=each.days_left
    )
    return f"{each.at.astimezone(COLOMBIA):%Y-%m-%d %H:%M}", text
