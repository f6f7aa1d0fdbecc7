"""Novelties in the database: the novelties, their deliveries, their history and their reminders.

Owns the tables client_novelty, client_novelty_delivery, client_novelty_step and client_novelty_reminder, where texts
are encrypted. A new novelty locks the campaign's numbers until the transaction ends, so that they have no gaps.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Select, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.kit.pagination import Cursor
from agent_api.large_clients.novelties.domain.deadline import OwedReply
from agent_api.large_clients.novelties.domain.state_machine import OPEN_STATES, Novelty, NoveltyDelivery
from eventlog.facts.large_client import MissingReply, NoveltyKind, NoveltySource, NoveltyState, Recipient
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import client_novelty, client_novelty_delivery, client_novelty_reminder, client_novelty_step

DESCRIPTION: Final = "client_novelty.description"
STEP_TEXT: Final = "client_novelty_step.text"
REQUEST: Final = "client_novelty.request"


class NoveltyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table.

    Attributes:
        client: id in the register.
        call: id of the call that proves it; empty without one, as is ticket.
        request: blind digest of the request that registered it.
        description: encrypted.
    """

    id: str
    client: str
    channel: str
    source: NoveltySource
    kind: NoveltyKind
    call: str = ""
    ticket: str = ""
    found_on: date
    registered_at: datetime
    registered_by: str
    registered_by_name: str
    site_version: str
    idempotency_key: str
    request: str
    state: NoveltyState = "registered"
    revision: int = 1
    updated_at: datetime
    closed_on: date | None = None
    description: bytes

    def value(self, deliveries: Sequence[NoveltyDelivery]) -> Novelty:
        """Return the novelty with its deliveries."""
        return Novelty(
            found_on=self.found_on,
            deliveries=tuple(deliveries),
            closed_on=self.closed_on,
            annulled=self.state == "annulled",
        )


class StoredNovelty(msgspec.Struct, frozen=True, kw_only=True):
    """A novelty: its row and its value."""

    row: NoveltyRow
    value: Novelty


class NoveltyStepRow(msgspec.Struct, frozen=True, kw_only=True):
    """An act in the history, with its text in plain form."""

    at: datetime
    who: str
    who_name: str
    act: str
    recipient: str
    acted_on: date
    state: NoveltyState
    text: str


class SentReminder(NamedTuple):
    """A reminder that was sent."""

    recipient: Recipient
    missing: MissingReply
    at: datetime


class NoveltyFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of novelties; None matches any.

    Attributes:
        visible_to: only those that were sent to this recipient.
        owed_on: only those with a reply that is late on this local day.
        begins: found on this local day or later.
        ends: found on this local day or earlier.
    """

    states: Sequence[NoveltyState] | None = None
    visible_to: Recipient | None = None
    owed_on: date | None = None
    kind: NoveltyKind | None = None
    source: NoveltySource | None = None
    channel: str | None = None
    recipient: Recipient | None = None
    client: str | None = None
    begins: date | None = None
    ends: date | None = None


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year, and lock it until the transaction ends."""
    await lock_numbers(connection, client_novelty, campaign)
    return await next_number(connection, client_novelty, campaign, year)


async def add(connection: AsyncConnection, campaign: str, row: NoveltyRow) -> None:
    """Store a new novelty."""
    await connection.execute(insert(client_novelty).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> StoredNovelty | None:
    """Find a novelty; with ``lock``, keep others from acting on it until the transaction ends."""
    query = _select_of(campaign).where(client_novelty.c.id == id_)
    found = await _load(connection, campaign, query.with_for_update() if lock else query)
    return found[0] if found else None


async def find_by_key(connection: AsyncConnection, campaign: str, user: str, key: str) -> StoredNovelty | None:
    """Find the novelty that a user registered with an idempotency key."""
    row = client_novelty.c
    query = _select_of(campaign).where(row.registered_by == user, row.idempotency_key == key)
    found = await _load(connection, campaign, query)
    return found[0] if found else None


async def put_value(
    connection: AsyncConnection, campaign: str, stored: StoredNovelty, value: Novelty, now: datetime
) -> None:
    """Store what a novelty became, with its next revision."""
    row, id_ = client_novelty.c, stored.row.id
    columns = {"state": value.state, "closed_on": value.closed_on, "revision": stored.row.revision + 1}
    condition = row.campaign == campaign, row.id == id_
    await connection.execute(update(client_novelty).where(*condition).values(**columns, updated_at=now))
    for each in value.deliveries:
        key, days = {"campaign": campaign, "novelty": id_}, msgspec.structs.asdict(each)
        statement = insert(client_novelty_delivery).values(**key, **days)
        primary = ["campaign", "novelty", "recipient"]
        await connection.execute(statement.on_conflict_do_update(index_elements=primary, set_=days))


async def page(
    connection: AsyncConnection,
    campaign: str,
    filter_: NoveltyFilter,
    *,
    sort: str = "-registered_at",
    limit: int,
    after: Cursor | None = None,
) -> list[StoredNovelty]:
    """Return a page of novelties; its order is ``-registered_at`` or ``registered_at``."""
    row, descending = client_novelty.c, sort.startswith("-")
    query, order = _select_of(campaign).where(*_conditions(filter_)), tuple_(row.registered_at, row.id)
    if after is not None:
        last = tuple_(after.at, after.id)
        query = query.where(order < last if descending else order > last)
    columns = (row.registered_at, row.id)
    ordered = query.order_by(*(each.desc() if descending else each.asc() for each in columns))
    return await _load(connection, campaign, ordered.limit(limit))


async def count(connection: AsyncConnection, campaign: str, filter_: NoveltyFilter) -> tuple[int, int]:
    """Count the novelties of a filter, and the open ones of them."""
    row = client_novelty.c
    pending = func.count().filter(row.state.in_(OPEN_STATES))
    query = select(func.count(), pending).where(row.campaign == campaign, *_conditions(filter_))
    counted = (await connection.execute(query)).one()
    return int(counted[0]), int(counted[1])


async def count_waiting(connection: AsyncConnection, campaign: str, today: date) -> dict[str, tuple[int, int]]:
    """Count the open novelties that wait for each recipient, and the late ones; an empty name has those without one."""
    row, sent = client_novelty.c, client_novelty_delivery.c
    recipient = func.coalesce(sent.recipient, "").label("recipient")
    of_novelty = (sent.campaign == row.campaign) & (sent.novelty == row.id)
    query = select(recipient, func.count(), func.count().filter(_is_owed(today)))
    query = query.select_from(client_novelty.outerjoin(client_novelty_delivery, of_novelty))
    query = query.where(row.campaign == campaign, row.state.in_(OPEN_STATES), sent.answered_on.is_(None))
    rows = await connection.execute(query.group_by(recipient))
    return {name: (int(waiting), int(late)) for name, waiting, late in rows}


async def list_owed(connection: AsyncConnection, campaign: str, today: date) -> list[StoredNovelty]:
    """List the open novelties with a reply that is late."""
    filter_ = NoveltyFilter(states=OPEN_STATES, owed_on=today)
    return await _load(connection, campaign, _select_of(campaign).where(*_conditions(filter_)))


async def claim_reminder(connection: AsyncConnection, campaign: str, id_: str, owed: OwedReply, now: datetime) -> bool:
    """Claim a reminder; return False if any transaction claimed it before.

    Call it within the transaction that sends the reminder.
    """
    row = {"campaign": campaign, "novelty": id_, "recipient": owed.recipient, "missing": owed.missing, "at": now}
    statement = insert(client_novelty_reminder).values(row).on_conflict_do_nothing()
    claimed = await connection.execute(statement.returning(client_novelty_reminder.c.novelty))
    return claimed.one_or_none() is not None


async def list_reminders(connection: AsyncConnection, campaign: str, id_: str) -> list[SentReminder]:
    """List the reminders of a novelty, in order."""
    row = client_novelty_reminder.c
    query = select(row.recipient, row.missing, row.at).where(row.campaign == campaign, row.novelty == id_)
    return [SentReminder(*each) for each in await connection.execute(query.order_by(row.at, row.missing))]


async def add_step(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    id_: str,
    act: str,
    *,
    author: Author,
    state: NoveltyState,
    on: date,
    recipient: str = "",
    text: str = "",
) -> None:
    """Store an act in the history; ``state`` is the one after it."""
    row = client_novelty_step.c
    done = select(func.count()).where(row.campaign == campaign, row.novelty == id_)
    number = int(await connection.scalar(done) or 0) + 1
    values = {
        "campaign": campaign,
        "novelty": id_,
        "number": number,
        **author.columns(),
        "act": act,
        "recipient": recipient,
        "acted_on": on,
        "state": state,
        "text": cipher.encrypt(text, field=STEP_TEXT, row=row_key(campaign, id_, number)) if text else None,
    }
    await connection.execute(insert(client_novelty_step).values(**values))


async def list_steps(connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str) -> list[NoveltyStepRow]:
    """List the history of a novelty, in order."""
    row = client_novelty_step.c
    columns = (row[name] for name in ("number", *NoveltyStepRow.__struct_fields__))
    query = select(*columns).where(row.campaign == campaign, row.novelty == id_).order_by(row.number)
    steps = []
    for each in (await connection.execute(query)).mappings():
        fields = dict(each)
        binding, text = row_key(campaign, id_, fields.pop("number")), fields.pop("text")
        plain = cipher.decrypt(text, field=STEP_TEXT, row=binding) if text else ""
        steps.append(NoveltyStepRow(**fields, text=plain))
    return steps


def encrypt_description(cipher: FieldCipher, campaign: str, id_: str, plain: str) -> bytes:
    """Encrypt the description of a novelty."""
    return cipher.encrypt(plain, field=DESCRIPTION, row=row_key(campaign, id_))


def decrypt_description(cipher: FieldCipher, campaign: str, row: NoveltyRow) -> str:
    """Decrypt the description of a novelty."""
    return cipher.decrypt(row.description, field=DESCRIPTION, row=row_key(campaign, row.id))


def _select_of(campaign: str) -> Select[Any]:
    row = client_novelty.c
    return select(*(row[name] for name in NoveltyRow.__struct_fields__)).where(row.campaign == campaign)


async def _load(connection: AsyncConnection, campaign: str, query: Select[Any]) -> list[StoredNovelty]:
    """Return the novelties of a query with their deliveries, in its order."""
    rows = [NoveltyRow(**each) for each in (await connection.execute(query)).mappings()]
    deliveries = await _deliveries_of(connection, campaign, [each.id for each in rows])
    return [StoredNovelty(row=each, value=each.value(deliveries.get(each.id, ()))) for each in rows]


async def _deliveries_of(
    connection: AsyncConnection, campaign: str, ids: Collection[str]
) -> dict[str, list[NoveltyDelivery]]:
    row, found = client_novelty_delivery.c, dict[str, list[NoveltyDelivery]]()
    if not ids:
        return found
    columns = (row[name] for name in NoveltyDelivery.__struct_fields__)
    query = select(row.novelty, *columns).where(row.campaign == campaign, row.novelty.in_(ids))
    # Technology comes first, as in the state machine.
    for each in (await connection.execute(query.order_by(row.recipient.desc()))).mappings():
        fields = dict(each)
        found.setdefault(fields.pop("novelty"), []).append(NoveltyDelivery(**fields))
    return found


def _conditions(filter_: NoveltyFilter) -> list[ColumnElement[bool]]:
    row = client_novelty.c
    equal = {name: getattr(filter_, name) for name in ("kind", "source", "channel", "client")}
    conditions = [row[name] == value for name, value in equal.items() if value is not None]
    if filter_.states is not None:
        conditions.append(row.state.in_(filter_.states))
    recipients = [each for each in (filter_.recipient, filter_.visible_to) if each]
    conditions += [row.id.in_(_sent(client_novelty_delivery.c.recipient == each)) for each in recipients]
    if filter_.owed_on is not None:
        conditions += [row.state.in_(OPEN_STATES), row.id.in_(_sent(_is_owed(filter_.owed_on)))]
    if filter_.begins is not None:
        conditions.append(row.found_on >= filter_.begins)
    if filter_.ends is not None:
        conditions.append(row.found_on <= filter_.ends)
    return conditions


def _sent(condition: ColumnElement[bool]) -> Select[Any]:
    """Return the novelties that have a delivery of some kind, of the outer query's campaign."""
    row = client_novelty_delivery.c
    return select(row.novelty).where(row.campaign == client_novelty.c.campaign, condition)


def _is_owed(today: date) -> ColumnElement[bool]:
    row = client_novelty_delivery.c
    receipt = row.received_on.is_(None) & (row.receipt_due_on < today)
    return receipt | (row.answered_on.is_(None) & (row.answer_due_on < today))
