"""Calibration sessions in the database.

Owns the tables calibration, calibration_item, calibration_person, calibration_round, calibration_minutes,
calibration_change and calibration_step, whose texts are encrypted. A new session locks the campaign's numbers until its
transaction ends, so two sessions cannot take the same item.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Select, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.kit.pagination import Cursor
from agent_api.quality.calibrations.domain.minutes import Minutes
from agent_api.quality.calibrations.domain.state_machine import CalibrationAct, CalibrationState
from config.site.quality.forms import QualityForm
from eventlog.facts.quality.calibration import CalibrationPart
from eventlog.facts.quality.sample import SampleChannel
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres import year_numbers
from storage.tables import (
    calibration,
    calibration_change,
    calibration_item,
    calibration_minutes,
    calibration_person,
    calibration_round,
    calibration_step,
)

TITLE: Final = "calibration.title"
MINUTES: Final = "calibration.minutes"
SIGNED_MINUTES: Final = "calibration_minutes.content"
MINUTES_REASON: Final = "calibration_minutes.reason"
STEP_TEXT: Final = "calibration_step.text"
CalibrationHistoryAct = Literal["plan"] | CalibrationAct
"""An act of the history, whose first entry is the plan."""


class CalibrationRow(msgspec.Struct, frozen=True, kw_only=True):
    """A session as its row stores it.

    Attributes:
        id: year and number within it.
        title: encrypted.
        site_version: the one whose form is used.
        tolerance: accepted difference from the master's score, points of 100 as the site writes them.
        held_on: day of the meeting.
        ready_at: when the last signature was noticed; None until then.
        minutes: those that are being written, encrypted; None if there are none.
        revision: grows with each saved change of the minutes.
        version: the signed versions of the minutes.
    """

    id: str
    title: bytes
    channel: SampleChannel
    site_version: str
    form: str
    form_version: str
    tolerance: str
    held_on: date
    planned_at: datetime
    planned_by: str
    planned_by_name: str
    state: CalibrationState = "evaluating"
    ready_at: datetime | None = None
    opened_at: datetime | None = None
    minutes: bytes | None = None
    revision: int = 1
    version: int = 0


class CalibrationItemRow(msgspec.Struct, frozen=True, kw_only=True):
    """An item of a session; ``week`` is that of the sample which has it, or empty."""

    item: str
    position: int
    week: str


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person of a session; ``absent`` is None until the results are open."""

    user: str
    name: str
    part: CalibrationPart
    absent: bool | None = None


class ComparedRound(msgspec.Struct, frozen=True, kw_only=True):
    """A round that counts in the results."""

    item: str
    user: str
    evaluation: str
    round: int


class SignedMinutes(msgspec.Struct, frozen=True, kw_only=True):
    """A signed version of the minutes; ``reason`` is empty for the first."""

    version: int
    signed_at: datetime
    signed_by: str
    signed_by_name: str
    content: Minutes
    reason: str
    digest: str


class ChangeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion that minutes want changed; all but the first field are None until the site has the change."""

    criterion: str
    tied_at: datetime | None = None
    site_version: str | None = None
    form: str | None = None
    form_version: str | None = None
    form_label: str | None = None


class CalibrationStepRow(msgspec.Struct, frozen=True, kw_only=True):
    """One act in the history of a session; ``text`` is decrypted, empty for none."""

    number: int
    at: datetime
    who: str
    who_name: str
    act: CalibrationHistoryAct
    state: CalibrationState
    text: str


async def lock_numbers(connection: AsyncConnection, campaign: str) -> None:
    """Lock the numbers of a campaign until the transaction ends."""
    await year_numbers.lock_numbers(connection, calibration, campaign)


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year; see `lock_numbers`."""
    return await year_numbers.next_number(connection, calibration, campaign, year)


async def add(
    connection: AsyncConnection,
    campaign: str,
    row: CalibrationRow,
    items: Sequence[CalibrationItemRow],
    people: Sequence[PersonRow],
) -> None:
    """Store a new session with its items and people."""
    await connection.execute(insert(calibration).values(campaign=campaign, **msgspec.structs.asdict(row)))
    for table, rows in ((calibration_item, items), (calibration_person, people)):
        values = [{"campaign": campaign, "calibration": row.id, **msgspec.structs.asdict(each)} for each in rows]
        await connection.execute(insert(table).values(values))


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> CalibrationRow | None:
    """Find a session; with ``lock``, keep others from changing it until the transaction ends."""
    query = _select_of(campaign).where(calibration.c.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else CalibrationRow(**row)


async def page(
    connection: AsyncConnection,
    campaign: str,
    state: CalibrationState | None,
    limit: int,
    after: Cursor | None = None,
) -> list[CalibrationRow]:
    """Return a page of sessions, the last planned first, that continues ``after`` the previous page."""
    query = _select_of(campaign)
    if state is not None:
        query = query.where(calibration.c.state == state)
    order = tuple_(calibration.c.planned_at, calibration.c.id)
    if after is not None:
        query = query.where(order < tuple_(after.at, after.id))
    rows = await connection.execute(query.order_by(order.desc()).limit(limit))
    return [CalibrationRow(**each) for each in rows.mappings()]


async def list_evaluating(connection: AsyncConnection, campaign: str) -> list[CalibrationRow]:
    """List the sessions whose results are not open and whose last signature was not noticed."""
    query = _select_of(campaign).where(calibration.c.state == "evaluating", calibration.c.ready_at.is_(None))
    return [CalibrationRow(**each) for each in (await connection.execute(query)).mappings()]


async def last_opened_at(connection: AsyncConnection, campaign: str) -> datetime | None:
    """Return when the last results were opened; None if none were."""
    query = select(func.max(calibration.c.opened_at)).where(calibration.c.campaign == campaign)
    last: datetime | None = await connection.scalar(query)
    return last


async def update_columns(connection: AsyncConnection, campaign: str, id_: str, **columns: Any) -> None:
    """Update columns of a session."""
    row = calibration.c
    await connection.execute(update(calibration).where(row.campaign == campaign, row.id == id_).values(columns))


async def items_taken(
    connection: AsyncConnection, campaign: str, channel: SampleChannel, items: Collection[str]
) -> dict[str, str]:
    """Return those items that another session has, which is not cancelled, with its number."""
    row, session = calibration_item.c, calibration.c
    same = (row.campaign == session.campaign) & (row.calibration == session.id)
    query = select(row.item, row.calibration).join_from(calibration_item, calibration, same)
    query = query.where(row.campaign == campaign, row.item.in_(items), session.channel == channel)
    rows = await connection.execute(query.where(session.state != "cancelled"))
    return {each.item: each.calibration for each in rows}


async def list_items(connection: AsyncConnection, campaign: str, id_: str) -> list[CalibrationItemRow]:
    """List the items of a session, in order."""
    row = calibration_item.c
    query = select(row.item, row.position, row.week).where(row.campaign == campaign, row.calibration == id_)
    return [CalibrationItemRow(**each) for each in (await connection.execute(query.order_by(row.position))).mappings()]


async def list_people(connection: AsyncConnection, campaign: str, id_: str) -> list[PersonRow]:
    """List the people of a session, by part and name."""
    row = calibration_person.c
    query = select(*(row[name] for name in PersonRow.__struct_fields__)).where(row.campaign == campaign)
    rows = await connection.execute(query.where(row.calibration == id_).order_by(row.part, row.name, row.user))
    return [PersonRow(**each) for each in rows.mappings()]


async def replace_master(connection: AsyncConnection, campaign: str, id_: str, person: PersonRow) -> None:
    """Replace the master of a session; an observer who becomes the master is no observer any more."""
    row = calibration_person.c
    same = (row.campaign == campaign) & (row.calibration == id_)
    await connection.execute(delete(calibration_person).where(same, (row.part == "master") | (row.user == person.user)))
    values = {"campaign": campaign, "calibration": id_, **msgspec.structs.asdict(person)}
    await connection.execute(insert(calibration_person).values(**values))


async def set_absences(connection: AsyncConnection, campaign: str, id_: str, absent: Collection[str]) -> None:
    """Store which evaluators had not signed every item."""
    row = calibration_person.c
    statement = update(calibration_person).where(row.campaign == campaign, row.calibration == id_)
    await connection.execute(statement.where(row.part != "observer").values(absent=row.user.in_(absent)))


async def add_rounds(connection: AsyncConnection, campaign: str, id_: str, rounds: Sequence[ComparedRound]) -> None:
    """Store the rounds that count."""
    values = [{"campaign": campaign, "calibration": id_, **msgspec.structs.asdict(each)} for each in rounds]
    if values:
        await connection.execute(insert(calibration_round).values(values))


async def list_rounds(connection: AsyncConnection, campaign: str, id_: str) -> list[ComparedRound]:
    """List the rounds that count; none before the results are open."""
    row = calibration_round.c
    query = select(*(row[name] for name in ComparedRound.__struct_fields__))
    query = query.where(row.campaign == campaign, row.calibration == id_)
    return [ComparedRound(**each) for each in (await connection.execute(query)).mappings()]


async def add_minutes(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str, signed: SignedMinutes
) -> None:
    """Store a signed version of the minutes."""
    row = row_key(campaign, id_, signed.version)
    content = msgspec.json.encode(signed.content).decode()
    columns = msgspec.structs.asdict(signed) | {
        "content": cipher.encrypt(content, field=SIGNED_MINUTES, row=row),
        "reason": cipher.encrypt(signed.reason, field=MINUTES_REASON, row=row) if signed.reason else None,
    }
    await connection.execute(insert(calibration_minutes).values(campaign=campaign, calibration=id_, **columns))


async def list_minutes(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str
) -> list[SignedMinutes]:
    """List the signed versions of the minutes, the first one first."""
    row = calibration_minutes.c
    query = select(*(row[name] for name in SignedMinutes.__struct_fields__)).where(row.campaign == campaign)
    rows = (await connection.execute(query.where(row.calibration == id_).order_by(row.version))).mappings()
    return [_decrypt_signed(cipher, campaign, id_, dict(each)) for each in rows]


async def list_changes(connection: AsyncConnection, campaign: str, id_: str) -> list[ChangeRow]:
    """List the criteria that the minutes want changed, by id."""
    row = calibration_change.c
    query = select(*(row[name] for name in ChangeRow.__struct_fields__)).where(row.campaign == campaign)
    rows = await connection.execute(query.where(row.calibration == id_).order_by(row.criterion))
    return [ChangeRow(**each) for each in rows.mappings()]


async def list_pending_changes(connection: AsyncConnection, campaign: str) -> list[tuple[CalibrationRow, str]]:
    """List each wanted change that the site does not have: the session, and the criterion."""
    row, session = calibration_change.c, calibration.c
    same = (row.campaign == session.campaign) & (row.calibration == session.id)
    columns = [session[name] for name in CalibrationRow.__struct_fields__]
    query = select(row.criterion, *columns).join_from(calibration_change, calibration, same)
    query = query.where(row.campaign == campaign, row.tied_at.is_(None)).order_by(session.id, row.criterion)
    pending = []
    for each in (await connection.execute(query)).mappings():
        values = dict(each)
        criterion = values.pop("criterion")
        pending.append((CalibrationRow(**values), criterion))
    return pending


async def set_wanted_changes(connection: AsyncConnection, campaign: str, id_: str, criteria: Collection[str]) -> None:
    """Store the criteria that the last minutes want changed; a change that the site has stays."""
    row = calibration_change.c
    pending = (row.campaign == campaign) & (row.calibration == id_) & row.tied_at.is_(None)
    await connection.execute(delete(calibration_change).where(pending, row.criterion.not_in(criteria)))
    values = [{"campaign": campaign, "calibration": id_, "criterion": each} for each in criteria]
    if values:
        await connection.execute(insert(calibration_change).values(values).on_conflict_do_nothing())


async def tie_change(
    connection: AsyncConnection,
    campaign: str,
    id_: str,
    criterion: str,
    form: QualityForm,
    *,
    site_version: str,
    at: datetime,
) -> bool:
    """Store in which form a criterion changed, and return whether it was still pending."""
    row = calibration_change.c
    statement = update(calibration_change).where(row.campaign == campaign, row.calibration == id_)
    values = {"tied_at": at, "site_version": site_version, "form": form.id, "form_version": form.version}
    statement = statement.where(row.criterion == criterion, row.tied_at.is_(None))
    return (await connection.execute(statement.values(**values, form_label=form.version_label))).rowcount > 0


async def add_step(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    row: CalibrationRow,
    act: CalibrationHistoryAct,
    *,
    author: Author,
    note: str = "",
) -> None:
    """Store an act in the history; ``row`` is the session after it, and locked."""
    done = select(func.count()).where(calibration_step.c.campaign == campaign, calibration_step.c.calibration == row.id)
    number = int(await connection.scalar(done) or 0) + 1
    bound = row_key(campaign, row.id, number)
    values = {
        "campaign": campaign,
        "calibration": row.id,
        "number": number,
        **author.columns(),
        "act": act,
        "state": row.state,
        "text": cipher.encrypt(note, field=STEP_TEXT, row=bound) if note else None,
    }
    await connection.execute(insert(calibration_step).values(**values))


async def list_steps(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str
) -> list[CalibrationStepRow]:
    """List the history of a session, in order."""
    row = calibration_step.c
    query = select(*(row[name] for name in CalibrationStepRow.__struct_fields__)).where(row.campaign == campaign)
    rows = (await connection.execute(query.where(row.calibration == id_).order_by(row.number))).mappings()
    return [
        CalibrationStepRow(**{**each, "text": _decrypt_step(cipher, campaign, id_, each["number"], each["text"])})
        for each in rows
    ]


def encrypt_minutes(cipher: FieldCipher, campaign: str, id_: str, minutes: Minutes) -> bytes:
    """Encrypt minutes that are being written."""
    return cipher.encrypt(msgspec.json.encode(minutes).decode(), field=MINUTES, row=row_key(campaign, id_))


def decrypt_minutes(cipher: FieldCipher, campaign: str, row: CalibrationRow) -> Minutes:
    """Decrypt the minutes that are being written; empty ones if there are none."""
    if row.minutes is None:
        return Minutes()
    return msgspec.json.decode(cipher.decrypt(row.minutes, field=MINUTES, row=row_key(campaign, row.id)), type=Minutes)


def _decrypt_signed(cipher: FieldCipher, campaign: str, id_: str, columns: dict[str, Any]) -> SignedMinutes:
    row, reason = row_key(campaign, id_, columns["version"]), columns["reason"]
    content = cipher.decrypt(columns["content"], field=SIGNED_MINUTES, row=row)
    return SignedMinutes(
        **columns
        | {
            "content": msgspec.json.decode(content, type=Minutes),
            "reason": cipher.decrypt(reason, field=MINUTES_REASON, row=row) if reason else "",
        }
    )


def _decrypt_step(cipher: FieldCipher, campaign: str, id_: str, number: int, ciphertext: bytes | None) -> str:
    return cipher.decrypt(ciphertext, field=STEP_TEXT, row=row_key(campaign, id_, number)) if ciphertext else ""


def _select_of(campaign: str) -> Select[Any]:
    return select(*(calibration.c[name] for name in CalibrationRow.__struct_fields__)).where(
        calibration.c.campaign == campaign
    )
