"""Findings in the database: the findings, their history and their reminders.

Owns the tables finding, finding_step and finding_reminder, where texts are encrypted. A new finding locks the
campaign's numbers until the transaction ends, so that they have no gaps.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.kit.pagination import Cursor
from agent_api.quality.findings.domain.state_machine import REMINDED, UNCORRECTED, QualityFinding
from eventlog.facts.quality.finding import FindingSource, FindingState
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import finding, finding_reminder, finding_step, observation

DESCRIPTION: Final = "finding.description"
ACTION: Final = "finding.action"
REQUEST: Final = "finding.request"
STEP_TEXT: Final = "finding_step.text"
_PENDING: Final = (*UNCORRECTED, "done")


class FindingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table.

    Attributes:
        id: year and number within it.
        reference: number of the source; empty for a manual one.
        call: id of the call that proves it; empty without one, as is ticket.
        request: blind digest of the request that registered it.
        counted_from: day after which the term is counted.
        done_by: login of the person who reported the last correction; empty before.
        description: encrypted, as is action.
    """

    id: str
    source: FindingSource
    reference: str
    kind: str
    severity: str
    area: str
    owner: str
    call: str = ""
    second: int | None = None
    ticket: str = ""
    found_at: datetime
    found_on: date
    found_by: str
    found_by_name: str
    site_version: str
    idempotency_key: str
    request: str
    counted_from: date
    due_on: date
    state: FindingState = "open"
    revision: int = 1
    updated_at: datetime
    done_on: date | None = None
    done_by: str = ""
    description: bytes
    action: bytes | None = None

    @property
    def value(self) -> QualityFinding:
        """The part that decides which acts are possible."""
        return QualityFinding(
            owner=self.owner, due_on=self.due_on, state=self.state, done_by=self.done_by, done_on=self.done_on
        )


class FindingStepRow(msgspec.Struct, frozen=True, kw_only=True):
    """An act in the history, with its text in plain form."""

    number: int
    at: datetime
    who: str
    who_name: str
    act: str
    state: FindingState
    area: str
    owner: str
    due_on: date
    text: str


class FindingFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of findings; None matches any.

    Attributes:
        states: only these.
        late_on: only those that are late and not corrected on this local day.
        begins: found on this local day or later.
        ends: found on this local day or earlier.
    """

    states: Sequence[FindingState] | None = None
    late_on: date | None = None
    severity: str | None = None
    kind: str | None = None
    area: str | None = None
    owner: str | None = None
    source: FindingSource | None = None
    reference: str | None = None
    begins: date | None = None
    ends: date | None = None


def pending_states() -> tuple[FindingState, ...]:
    """Return the states in which a person must still act."""
    return _PENDING


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year, and lock it until the transaction ends."""
    await lock_numbers(connection, finding, campaign)
    return await next_number(connection, finding, campaign, year)


async def add(connection: AsyncConnection, campaign: str, row: FindingRow) -> None:
    """Store a new finding."""
    await connection.execute(insert(finding).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> FindingRow | None:
    """Find a finding; with ``lock``, keep others from acting on it until the transaction ends."""
    query = _select_of(campaign).where(finding.c.id == id_)
    return await _fetch_one(connection, query.with_for_update() if lock else query)


async def find_by_key(connection: AsyncConnection, campaign: str, user: str, key: str) -> FindingRow | None:
    """Find the finding that a user registered with an idempotency key."""
    made = _select_of(campaign).where(finding.c.found_by == user, finding.c.idempotency_key == key)
    return await _fetch_one(connection, made)


async def update_columns(connection: AsyncConnection, campaign: str, id_: str, **columns: Any) -> None:
    """Update columns of a finding."""
    row = finding.c
    await connection.execute(update(finding).where(row.campaign == campaign, row.id == id_).values(columns))


async def page(
    connection: AsyncConnection,
    campaign: str,
    filter_: FindingFilter,
    *,
    sort: str,
    limit: int,
    after: Cursor | None = None,
) -> list[FindingRow]:
    """Return a page of findings; one of ``-found_at``, ``found_at``, ``due_on`` and ``-due_on`` is its order."""
    query = _select_of(campaign).where(*_conditions(filter_))
    descending, column = sort.startswith("-"), finding.c[sort.lstrip("-")]
    order = tuple_(column, finding.c.id)
    if after is not None:
        at: datetime | date = after.at if column is finding.c.found_at else after.at.date()
        last = tuple_(at, after.id)
        query = query.where(order < last if descending else order > last)
    ordered = query.order_by(
        column.desc() if descending else column.asc(), finding.c.id.desc() if descending else finding.c.id.asc()
    )
    rows = await connection.execute(ordered.limit(limit))
    return [FindingRow(**each) for each in rows.mappings()]


def cursor_after(row: FindingRow, sort: str) -> Cursor:
    """Return the cursor of the page after a row."""
    if sort.lstrip("-") == "found_at":
        return Cursor(row.found_at, row.id)
    return Cursor(datetime.combine(row.due_on, time(0), UTC), row.id)


async def count(connection: AsyncConnection, campaign: str, filter_: FindingFilter, today: date) -> tuple[int, int]:
    """Count the findings of a filter, and those of them that are late and not corrected."""
    late = func.count().filter(_is_late(today))
    query = select(func.count(), late).where(finding.c.campaign == campaign, *_conditions(filter_))
    row = (await connection.execute(query)).one()
    return int(row[0]), int(row[1])


async def list_reminded(connection: AsyncConnection, campaign: str) -> list[FindingRow]:
    """List the findings whose owners are reminded of the last day."""
    query = _select_of(campaign).where(finding.c.state.in_(REMINDED)).order_by(finding.c.id)
    return [FindingRow(**each) for each in (await connection.execute(query)).mappings()]


async def claim_reminder(
    connection: AsyncConnection, campaign: str, id_: str, *, due_on: date, reminder: str, now: datetime
) -> bool:
    """Claim a reminder; return False if any transaction claimed it before.

    Call it within the transaction that sends the reminder.
    """
    row = {"campaign": campaign, "finding": id_, "due_on": due_on, "reminder": reminder, "at": now}
    statement = insert(finding_reminder).values(row).on_conflict_do_nothing().returning(finding_reminder.c.finding)
    return (await connection.execute(statement)).one_or_none() is not None


async def has_observation(connection: AsyncConnection, campaign: str, id_: str) -> bool:
    """Return whether the interventoría wrote an observation with this number."""
    row = observation.c
    return await connection.scalar(select(row.id).where(row.campaign == campaign, row.id == id_)) is not None


async def add_step(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    row: FindingRow,
    act: str,
    *,
    author: Author,
    note: str = "",
) -> None:
    """Store an act in the history; ``row`` is the finding after it."""
    done = select(func.count()).where(finding_step.c.campaign == campaign, finding_step.c.finding == row.id)
    number = int(await connection.scalar(done) or 0) + 1
    values = {
        "campaign": campaign,
        "finding": row.id,
        "number": number,
        **author.columns(),
        "act": act,
        "state": row.state,
        "area": row.area,
        "owner": row.owner,
        "due_on": row.due_on,
        "text": cipher.encrypt(note, field=STEP_TEXT, row=row_key(campaign, row.id, number)) if note else None,
    }
    await connection.execute(insert(finding_step).values(**values))


async def list_steps(connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str) -> list[FindingStepRow]:
    """List the history of a finding, in order."""
    row = finding_step.c
    query = select(*(row[name] for name in FindingStepRow.__struct_fields__)).where(row.campaign == campaign)
    rows = (await connection.execute(query.where(row.finding == id_).order_by(row.number))).mappings()
    return [
        FindingStepRow(**{**each, "text": _decrypt_step(cipher, campaign, id_, each["number"], each["text"])})
        for each in rows
    ]


def encrypt_text(cipher: FieldCipher, campaign: str, id_: str, field: str, plain: str) -> bytes | None:
    """Encrypt a text of a finding; None if it is empty."""
    return cipher.encrypt(plain, field=field, row=row_key(campaign, id_)) if plain else None


def decrypt_text(cipher: FieldCipher, campaign: str, id_: str, field: str, ciphertext: bytes | None) -> str:
    """Decrypt the output of `encrypt_text`."""
    return cipher.decrypt(ciphertext, field=field, row=row_key(campaign, id_)) if ciphertext else ""


def _decrypt_step(cipher: FieldCipher, campaign: str, id_: str, number: int, ciphertext: bytes | None) -> str:
    return cipher.decrypt(ciphertext, field=STEP_TEXT, row=row_key(campaign, id_, number)) if ciphertext else ""


def _select_of(campaign: str) -> Select[Any]:
    return select(*(finding.c[name] for name in FindingRow.__struct_fields__)).where(finding.c.campaign == campaign)


def _conditions(filter_: FindingFilter) -> list[ColumnElement[bool]]:
    row = finding.c
    names = ("severity", "kind", "area", "owner", "source", "reference")
    equal = {name: value for name in names if (value := getattr(filter_, name)) is not None}
    conditions = [row[name] == value for name, value in equal.items()]
    if filter_.states is not None:
        conditions.append(row.state.in_(filter_.states))
    if filter_.late_on is not None:
        conditions.append(_is_late(filter_.late_on))
    if filter_.begins is not None:
        conditions.append(row.found_on >= filter_.begins)
    if filter_.ends is not None:
        conditions.append(row.found_on <= filter_.ends)
    return conditions


def _is_late(today: date) -> ColumnElement[bool]:
    return (finding.c.due_on < today) & finding.c.state.in_(UNCORRECTED)


async def _fetch_one(connection: AsyncConnection, query: Select[Any]) -> FindingRow | None:
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else FindingRow(**row)
