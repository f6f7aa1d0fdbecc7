"""Bulletins as responses, with the names of people, queues and roles."""

from collections.abc import Mapping, Sequence

from agent_api.access.user_names import load_names
from agent_api.announcements import store
from agent_api.announcements.domain.bulletin import BulletinRow, state_of
from agent_api.announcements.schemas import (
    Audience,
    Bulletin,
    BulletinDetail,
    BulletinPage,
    BulletinQuery,
    OwnBulletin,
    OwnBulletinPage,
    OwnBulletinQuery,
    ReadReceipt,
)
from agent_api.announcements.store import OwnRow, ReadCounts, ReceiptRow
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import NotFound
from agent_api.kit.pagination import Cursor, parse_cursor
from agent_api.kit.text import fold_accents
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import read_connection

KINDS = ("message", "announcement")


async def list_bulletins(context: ApiContext, query: BulletinQuery) -> BulletinPage:
    """Return a page of all bulletins, the newest first.

    Raises:
        BadQuery: the cursor is not of an earlier page.
    """
    kinds = (query.kind,) if query.kind else KINDS
    async with read_connection(context.engine) as connection:
        rows = await store.page(
            connection, context.campaign, kinds=kinds, limit=query.limit + 1, after=parse_cursor(query.cursor)
        )
        shown = rows[: query.limit]
        counts = await store.count_receipts(connection, context.campaign, [each.id for each in shown])
        names = await load_names(connection, context.site, context.cipher, _people(shown))
    last = shown[-1] if len(rows) > query.limit else None
    return BulletinPage(
        bulletins=[_present(context, each, counts.get(each.id, ReadCounts()), names) for each in shown],
        next=Cursor(last.published_at, last.id).encode() if last else None,
    )


async def read_bulletin(context: ApiContext, id_: str) -> BulletinDetail:
    """Return a bulletin with its readers.

    Raises:
        NotFound: there is no such bulletin.
    """
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.campaign, id_)
        if row is None:
            raise NotFound(f"No hay ningún mensaje ni anuncio {id_}.")
        receipts = await store.list_receipts(connection, context.campaign, id_)
        people = _people([row]) | {each.user for each in receipts}
        names = await load_names(connection, context.site, context.cipher, people)
    counts = ReadCounts(
        len(receipts),
        sum(each.received_at is not None for each in receipts),
        sum(each.read_at is not None for each in receipts),
    )
    ordered = sorted(
        receipts, key=lambda each: (each.read_at is not None, fold_accents(names.get(each.user, each.user)))
    )
    return BulletinDetail(
        bulletin=_present(context, row, counts, names), receipts=[_present_receipt(each, names) for each in ordered]
    )


async def list_own(context: ApiContext, user: str, query: OwnBulletinQuery) -> OwnBulletinPage:
    """Return a page of the bulletins of a user, the newest first.

    Raises:
        BadQuery: the cursor is not of an earlier page.
    """
    standing_at = context.now() if query.standing else None
    async with read_connection(context.engine) as connection:
        rows = await store.list_own(
            connection,
            context.campaign,
            user,
            standing_at=standing_at,
            limit=query.limit + 1,
            after=parse_cursor(query.cursor),
        )
        shown = rows[: query.limit]
        authors = {each.bulletin.published_by for each in shown}
        names = await load_names(connection, context.site, context.cipher, authors)
    last = shown[-1] if len(rows) > query.limit else None
    return OwnBulletinPage(
        bulletins=[_present_own(context, each, names) for each in shown],
        next=Cursor(last.receipt.delivered_at, last.bulletin.id).encode() if last else None,
    )


def _people(rows: Sequence[BulletinRow]) -> set[str]:
    """Return the logins that some bulletins name."""
    named = {user for row in rows if row.audience_kind in ("users", "team") for user in row.audience}
    return named | {row.published_by for row in rows}


def _texts(context: ApiContext, row: BulletinRow) -> tuple[str, str]:
    key = row_key(context.campaign, row.id)
    title = context.cipher.decrypt(row.title, field=store.TITLE, row=key) if row.title else ""
    return title, context.cipher.decrypt(row.text, field=store.TEXT, row=key)


def _audience_names(context: ApiContext, row: BulletinRow, names: Mapping[str, str]) -> list[str]:
    match row.audience_kind:
        case "queues":
            return [labels.queue_name(context.site, each) for each in row.audience]
        case "roles":
            return [labels.ROLES.get(each, each) for each in row.audience]
    return [names.get(each, each) for each in row.audience]


def _present(context: ApiContext, row: BulletinRow, counts: ReadCounts, names: Mapping[str, str]) -> Bulletin:
    title, text = _texts(context, row)
    return Bulletin(
        id=row.id,
        kind=row.kind,
        title=title,
        text=text,
        audience=Audience(kind=row.audience_kind, ids=list(row.audience)),
        audience_names=_audience_names(context, row, names),
        must_read=row.must_read,
        state=state_of(row, context.now()),
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        published_at=row.published_at,
        published_by=row.published_by,
        published_by_name=names.get(row.published_by, row.published_by),
        withdrawn_at=row.withdrawn_at,
        delivered=counts.delivered,
        received=counts.received,
        read=counts.read,
    )


def _present_receipt(row: ReceiptRow, names: Mapping[str, str]) -> ReadReceipt:
    return ReadReceipt(
        user=row.user,
        name=names.get(row.user, row.user),
        delivered_at=row.delivered_at,
        received_at=row.received_at,
        read_at=row.read_at,
    )


def _present_own(context: ApiContext, own: OwnRow, names: Mapping[str, str]) -> OwnBulletin:
    row, (title, text) = own.bulletin, _texts(context, own.bulletin)
    return OwnBulletin(
        id=row.id,
        kind=row.kind,
        title=title,
        text=text,
        must_read=row.must_read,
        state=state_of(row, context.now()),
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        published_at=row.published_at,
        published_by_name=names.get(row.published_by, row.published_by),
        received=own.receipt.received_at is not None,
        read_at=own.receipt.read_at,
    )
