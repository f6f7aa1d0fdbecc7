"""Coaching in the database.

Owns the tables coaching and coaching_step, whose texts are encrypted. A new coaching locks the campaign's numbers until
its transaction ends, so numbers have no gaps.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Select, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.kit.pagination import Cursor
from agent_api.quality.coaching.domain.state_machine import OPEN_STATES, Act, Coaching, State
from eventlog.facts.quality.coaching import CoachingCause
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres import year_numbers
from storage.tables import coaching, coaching_step

AGENDA: Final = "coaching.agenda"
COMMITMENT: Final = "coaching.commitment"
STEP_TEXT: Final = "coaching_step.text"
HistoryAct = Literal["propose"] | Act
"""An act of the history, whose first entry is the proposal."""


class CoachingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A coaching as its row stores it; ``id`` is year and number, and texts are encrypted.

    Attributes:
        leader: login of the person who set the session; empty before.
        follow_up: the evaluation that checked the commitment, or empty.
        replaces: the annulled coaching of the same evaluation, or empty.
        revision: grows with each act.
        reminded: key of the last reminder that was sent, or empty.
    """

    id: str
    evaluation: str
    round: int
    cause: CoachingCause
    advisor: str
    state: State = "proposed"
    leader: str = ""
    leader_name: str = ""
    starts_at: datetime | None = None
    due_on: date | None = None
    agenda: bytes | None = None
    commitment: bytes | None = None
    follow_up: str = ""
    fulfilled: bool | None = None
    replaces: str = ""
    revision: int = 1
    reminded: str = ""
    opened_at: datetime
    updated_at: datetime

    @property
    def value(self) -> Coaching:
        """The coaching as a value that can take acts."""
        return Coaching(advisor=self.advisor, state=self.state)


class CoachingStepRow(msgspec.Struct, frozen=True, kw_only=True):
    """One act in the history of a coaching; ``text`` is decrypted, empty for none."""

    number: int
    at: datetime
    who: str
    who_name: str
    act: HistoryAct
    state: State
    text: str


class CoachingFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of coaching; None matches all.

    Attributes:
        overdue: only what is overdue at this moment and on this day.
        only_dated: leave out those whose session never had a date.
    """

    advisor: str | None = None
    states: Collection[State] | None = None
    overdue: tuple[datetime, date] | None = None
    only_dated: bool = False


async def lock_numbers(connection: AsyncConnection, campaign: str) -> None:
    """Lock the numbers of a campaign until the transaction ends."""
    await year_numbers.lock_numbers(connection, coaching, campaign)


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year; see `lock_numbers`."""
    return await year_numbers.next_number(connection, coaching, campaign, year)


async def add(connection: AsyncConnection, campaign: str, row: CoachingRow) -> None:
    """Store a new coaching."""
    await connection.execute(insert(coaching).values(campaign=campaign, **msgspec.structs.asdict(row)))


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> CoachingRow | None:
    """Find a coaching; with ``lock``, keep others from changing it until the transaction ends."""
    query = _select_of(campaign).where(coaching.c.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else CoachingRow(**row)


async def lock_open_of(connection: AsyncConnection, campaign: str, evaluation: str) -> CoachingRow | None:
    """Find and lock the open coaching about an evaluation; there is one at most."""
    query = _select_of(campaign).where(coaching.c.evaluation == evaluation, coaching.c.state.in_(OPEN_STATES))
    row = (await connection.execute(query.with_for_update())).mappings().one_or_none()
    return None if row is None else CoachingRow(**row)


async def page(
    connection: AsyncConnection, campaign: str, filter_: CoachingFilter, limit: int, after: Cursor | None = None
) -> list[CoachingRow]:
    """Return a page of coaching, the last opened first, that continues ``after`` the previous page."""
    row, query = coaching.c, _select_of(campaign)
    if filter_.advisor is not None:
        query = query.where(row.advisor == filter_.advisor)
    if filter_.states is not None:
        query = query.where(row.state.in_(filter_.states))
    if filter_.overdue is not None:
        now, today = filter_.overdue
        past_session = (row.state == "scheduled") & (row.starts_at < now)
        query = query.where(or_(past_session, row.state.in_(("held", "confirmed")) & (row.due_on < today)))
    if filter_.only_dated:
        query = query.where(row.starts_at.is_not(None))
    order = tuple_(row.opened_at, row.id)
    if after is not None:
        query = query.where(order < tuple_(after.at, after.id))
    rows = await connection.execute(query.order_by(order.desc()).limit(limit))
    return [CoachingRow(**each) for each in rows.mappings()]


async def list_remindable(connection: AsyncConnection, campaign: str) -> list[CoachingRow]:
    """List the coaching that has a day: of its session or of its commitment."""
    query = _select_of(campaign).where(coaching.c.state.in_(("scheduled", "held", "confirmed"))).order_by(coaching.c.id)
    return [CoachingRow(**each) for each in (await connection.execute(query)).mappings()]


async def update_columns(connection: AsyncConnection, campaign: str, id_: str, **columns: Any) -> None:
    """Update columns of a coaching."""
    row = coaching.c
    await connection.execute(update(coaching).where(row.campaign == campaign, row.id == id_).values(columns))


async def add_step(
    connection: AsyncConnection,
    campaign: str,
    row: CoachingRow,
    act: HistoryAct,
    *,
    author: Author,
    note: str = "",
    cipher: FieldCipher | None = None,
) -> None:
    """Store an act in the history; ``row`` is the coaching after it. A note needs the cipher."""
    done = select(func.count()).where(coaching_step.c.campaign == campaign, coaching_step.c.coaching == row.id)
    number = int(await connection.scalar(done) or 0) + 1
    bound = row_key(campaign, row.id, number)
    values = {
        "campaign": campaign,
        "coaching": row.id,
        "number": number,
        **author.columns(),
        "act": act,
        "state": row.state,
        "text": cipher.encrypt(note, field=STEP_TEXT, row=bound) if note and cipher else None,
    }
    await connection.execute(insert(coaching_step).values(**values))


async def list_steps(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str
) -> list[CoachingStepRow]:
    """List the history of a coaching, in order."""
    row = coaching_step.c
    query = select(*(row[name] for name in CoachingStepRow.__struct_fields__)).where(row.campaign == campaign)
    rows = (await connection.execute(query.where(row.coaching == id_).order_by(row.number))).mappings()
    return [
        CoachingStepRow(**{**each, "text": _decrypt_step(cipher, campaign, id_, each["number"], each["text"])})
        for each in rows
    ]


def encrypt_text(cipher: FieldCipher, campaign: str, id_: str, field: str, plain: str) -> bytes:
    """Encrypt an agenda or a commitment; ``field`` is `AGENDA` or `COMMITMENT`."""
    return cipher.encrypt(plain, field=field, row=row_key(campaign, id_))


def decrypt_text(cipher: FieldCipher, campaign: str, id_: str, field: str, ciphertext: bytes | None) -> str:
    """Decrypt the output of `encrypt_text`; empty for None."""
    return cipher.decrypt(ciphertext, field=field, row=row_key(campaign, id_)) if ciphertext else ""


def _decrypt_step(cipher: FieldCipher, campaign: str, id_: str, number: int, ciphertext: bytes | None) -> str:
    return cipher.decrypt(ciphertext, field=STEP_TEXT, row=row_key(campaign, id_, number)) if ciphertext else ""


def _select_of(campaign: str) -> Select[Any]:
    return select(*(coaching.c[name] for name in CoachingRow.__struct_fields__)).where(coaching.c.campaign == campaign)
