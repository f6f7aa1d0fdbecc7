"""Publish, deliver, withdraw and read messages and announcements.

Publishing is one transaction with its fact and the receipts of the audience of that moment. An announcement that begins
later, or whose audience grows, is delivered to the others by the worker (`deliver_announcements`).
"""

from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.announcements import store
from agent_api.announcements.audience import people_of, require_people
from agent_api.announcements.domain.bulletin import (
    MESSAGE_STANDS,
    BulletinRow,
    find_fault,
    state_of,
    wait_until_next,
)
from agent_api.announcements.problems import AnnouncementRefused, TooManyBulletins
from agent_api.announcements.schemas import AnnouncementForm, Audience, MessageForm, ReceiptForm
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import NotFound
from agent_api.kit.facts import append_facts
from agent_api.kit.job_context import JobContext
from agent_api.notifications.schemas import NotificationMarks
from agent_api.notifications.service import NotificationCause, mark_notifications, notify
from config.milliseconds import to_milliseconds
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.facts import BulletinPublished, BulletinRead, BulletinWithdrawn
from eventlog.facts.people.bulletin import BulletinKind
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import read_connection, unit_of_work


class _Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A bulletin in plain text, before it has a number."""

    kind: BulletinKind
    audience: Audience
    title: str = ""
    text: str
    must_read: bool
    begins_at: datetime
    ends_at: datetime


async def send_message(context: ApiContext, principal: Principal, form: MessageForm) -> str:
    """Send a message; return its number.

    Raises:
        AudienceUnknown: the audience is empty, or a part of it is unknown.
        TooManyBulletins: the author sent too many in a short time.
    """
    now = context.now()
    draft = _Draft(
        kind="message",
        audience=form.audience,
        text=form.text,
        must_read=True,
        begins_at=now,
        ends_at=now + MESSAGE_STANDS,
    )
    return await _publish(context, principal, draft)


async def publish_announcement(context: ApiContext, principal: Principal, form: AnnouncementForm) -> str:
    """Publish an announcement; return its number.

    Raises:
        AnnouncementRefused: its dates are impossible.
        AudienceUnknown, TooManyBulletins: see `send_message`.
    """
    now = context.now()
    begins_at = max(form.begins_at or now, now)
    fault = find_fault(begins_at, form.ends_at, now)
    if fault is not None:
        raise AnnouncementRefused(fault)
    draft = _Draft(
        kind="announcement",
        audience=form.audience,
        title=form.title,
        text=form.text,
        must_read=form.must_read,
        begins_at=begins_at,
        ends_at=form.ends_at,
    )
    return await _publish(context, principal, draft)


async def withdraw(context: ApiContext, principal: Principal, id_: str) -> None:
    """Withdraw a bulletin, so that it is shown no more; repeating it changes nothing.

    Raises:
        NotFound: there is no such bulletin.
    """
    author = principal.author(at=context.now(), site_version=context.site.version)
    async with unit_of_work(context.engine) as connection:
        row = await store.find(connection, context.campaign, id_, lock_row=True)
        if row is None:
            raise NotFound(f"No hay ningún mensaje ni anuncio {id_}.")
        if row.withdrawn_at is None:
            await store.set_withdrawn(connection, context.campaign, id_, author.user, author.at)
            await append_facts(connection, context.campaign, [BulletinWithdrawn(bulletin=id_)], author)


async def mark_receipts(context: ApiContext, principal: Principal, form: ReceiptForm) -> None:
    """Mark the principal's bulletins as received or read; ids of others change nothing."""
    author = principal.author(at=context.now(), site_version=context.site.version)
    campaign, user = context.campaign, principal.user
    async with unit_of_work(context.engine) as connection:
        await store.mark_received(connection, campaign, user, form.ids, author.at)
        read = await store.mark_read(connection, campaign, user, form.ids, author.at) if form.read else []
        await append_facts(connection, campaign, [BulletinRead(bulletin=id_) for id_ in read], author)
    for id_ in read:
        marks = NotificationMarks.model_validate({"read": True, "about": "announcement", "number": id_})
        await mark_notifications(context, principal, marks)


async def deliver_announcements(context: JobContext, now: datetime) -> int:
    """Deliver the announcements that are shown now to those of their audience who lack them; return how many.

    Raises:
        StorageError: PostgreSQL is away; the next run continues.
    """
    site, delivered = context.site, 0
    async with read_connection(context.engine) as connection:
        rows = await store.list_standing_announcements(connection, site.campaign, now)
    for row in rows:
        async with unit_of_work(context.engine) as connection:
            people = await people_of(connection, site, row.audience_kind, row.audience, now)
            delivered += await _deliver(connection, site, row, people, now)
    return delivered


async def _publish(context: ApiContext, principal: Principal, draft: _Draft) -> str:
    author = principal.author(at=context.now(), site_version=context.site.version)
    campaign, kind, ids = context.campaign, draft.audience.kind, tuple(dict.fromkeys(draft.audience.ids))
    async with unit_of_work(context.engine) as connection:
        people = await require_people(connection, context.site, kind, ids, author.at)
        await store.lock(connection, campaign)
        wait = wait_until_next(await store.latest_of(connection, campaign, author.user), author.at)
        if wait is not None:
            raise TooManyBulletins(wait)
        id_ = await store.next_id(connection, campaign, author.at.astimezone(COLOMBIA).year)
        key = row_key(campaign, id_)
        row = BulletinRow(
            id=id_,
            kind=draft.kind,
            title=context.cipher.encrypt(draft.title, field=store.TITLE, row=key) if draft.title else None,
            text=context.cipher.encrypt(draft.text, field=store.TEXT, row=key),
            audience_kind=kind,
            audience=ids,
            must_read=draft.must_read,
            begins_at=draft.begins_at,
            ends_at=draft.ends_at,
            published_at=author.at,
            published_by=author.user,
        )
        await store.add(connection, campaign, row)
        await append_facts(connection, campaign, [_published(row)], author)
        if state_of(row, author.at) == "standing":
            await _deliver(connection, context.site, row, people, author.at)
    return id_


def _published(row: BulletinRow) -> BulletinPublished:
    return BulletinPublished(
        bulletin=row.id,
        kind=row.kind,
        audience_kind=row.audience_kind,
        audience=" ".join(row.audience),
        must_read=row.must_read,
        begins_ms=to_milliseconds(row.begins_at),
        ends_ms=to_milliseconds(row.ends_at),
    )


async def _deliver(
    connection: AsyncConnection, site: Site, row: BulletinRow, people: frozenset[str], now: datetime
) -> int:
    """Deliver a bulletin to people who lack it, but not to its author; an announcement also rings their bell."""
    users = await store.deliver(connection, site.campaign, row.id, people - {row.published_by}, now)
    if row.kind == "announcement":
        cause = NotificationCause(kind="announcement_published", number=row.id, event=row.id, by_user=row.published_by)
        await notify(connection, site.campaign, cause, users, now)
    return len(users)
