"""The staff register in the database.

Owns the tables staff_member and staff_period; names, documents and reasons are encrypted. An act locks the
register of its campaign, so that two acts follow one another.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, delete, false, func, not_, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers.blind_index import NameIndex
from agent_api.staff.domain.history import StaffPeriod, Standing
from agent_api.staff.domain.record import ListedPerson, RoleDays, StaffDetails, StaffPeriodRow, StaffPerson
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import account, staff_member, staff_period

FULL_NAME: Final = "staff_member.full_name"
DOCUMENT: Final = "staff_member.document"
REASON: Final = "staff_period.reason"
END_REASON: Final = "staff_period.end_reason"
_MEMBER, _PERIOD = staff_member.c, staff_period.c
_BATCH: Final = 1_000


class SoughtName(msgspec.Struct, frozen=True, kw_only=True):
    """A name or the beginning of a login that is sought.

    Attributes:
        login: beginning of a login; empty if the text cannot be one.
        exact: the print of the sound of each word.
        near: the prints of each word's sound and of its one-letter variants.
        is_near: whether a name may have one wrong letter in each word.
    """

    login: str = ""
    exact: tuple[int, ...] = ()
    near: tuple[tuple[int, ...], ...] = ()
    is_near: bool = False


class StaffFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of the list; None matches all."""

    standing: Standing | None = None
    user: str | None = None
    name: SoughtName | None = None
    employer: str | None = None
    position: str | None = None
    line: str | None = None
    channel: str | None = None
    coordinator: str | None = None


async def lock_register(connection: AsyncConnection, campaign: str) -> None:
    """Keep others from changing the register of a campaign until the transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"staff {campaign}"))))


async def find(connection: AsyncConnection, cipher: FieldCipher, campaign: str, user: str) -> StaffPerson | None:
    """Find a person."""
    query = select(staff_member).where(_MEMBER.campaign == campaign, _MEMBER.user == user)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _person(cipher, campaign, row)


async def find_many(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, users: Iterable[str]
) -> dict[str, StaffPerson]:
    """Find people by login."""
    query = select(staff_member).where(_MEMBER.campaign == campaign, _MEMBER.user.in_(sorted(set(users))))
    rows = await connection.execute(query)
    return {row.user: _person(cipher, campaign, row) for row in rows}


async def find_documents(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, documents: Iterable[str]
) -> dict[str, str]:
    """Return the login of the person with each of these documents, by document."""
    prints = {cipher.blind_index(each, field=DOCUMENT): each for each in documents}
    query = select(_MEMBER.document_print, _MEMBER.user).where(_MEMBER.campaign == campaign)
    rows = await connection.execute(query.where(_MEMBER.document_print.in_(list(prints))))
    return {prints[row.document_print]: row.user for row in rows}


async def list_periods(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, user: str
) -> list[StaffPeriodRow]:
    """List the periods of a person, the first one first."""
    rows = await connection.execute(_periods_of(campaign).where(_PERIOD.user == user).order_by(_PERIOD.number))
    return [_period_row(cipher, campaign, row) for row in rows]


async def list_histories(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, users: Iterable[str]
) -> dict[str, list[StaffPeriodRow]]:
    """List the periods of many people, by login."""
    query = _periods_of(campaign).where(_PERIOD.user.in_(sorted(set(users))))
    histories: dict[str, list[StaffPeriodRow]] = {}
    for row in await connection.execute(query.order_by(_PERIOD.user, _PERIOD.number)):
        histories.setdefault(row.user, []).append(_period_row(cipher, campaign, row))
    return histories


async def list_bare_periods(
    connection: AsyncConnection, campaign: str, users: Iterable[str]
) -> dict[str, list[StaffPeriod]]:
    """List the periods of people without their texts, by login, for `history.entry_day`."""
    query = select(*map(_PERIOD.__getitem__, ("user", *StaffPeriod.__struct_fields__)))
    query = query.where(_PERIOD.campaign == campaign, _PERIOD.user.in_(sorted(set(users))))
    histories: dict[str, list[StaffPeriod]] = {}
    for row in (await connection.execute(query.order_by(_PERIOD.user, _PERIOD.number))).mappings():
        fields = dict(row)
        histories.setdefault(fields.pop("user"), []).append(StaffPeriod(**fields))
    return histories


async def list_due(connection: AsyncConnection, campaign: str, today: date) -> list[str]:
    """List the logins of people whose planned exit or move has come."""
    query = select(_PERIOD.user).where(_PERIOD.campaign == campaign, not_(_PERIOD.closed), _PERIOD.ends_on < today)
    return list((await connection.execute(query.distinct().order_by(_PERIOD.user))).scalars())


async def list_departed(connection: AsyncConnection, campaign: str, since: datetime) -> list[str]:
    """List the people with an account whose exit was carried out since a moment, by login."""
    query = (
        select(_MEMBER.user)
        .join(staff_period, and_(_MEMBER.campaign == _PERIOD.campaign, _MEMBER.user == _PERIOD.user))
        .join(account, account.c.name == _MEMBER.user)
        .where(_MEMBER.campaign == campaign, _MEMBER.updated_at >= since, _PERIOD.number == _MEMBER.period)
        .where(_PERIOD.closed)
    )
    return list((await connection.execute(query.order_by(_MEMBER.user))).scalars())


async def registered(connection: AsyncConnection, campaign: str, users: Iterable[str]) -> frozenset[str]:
    """Return those logins that the register has."""
    query = select(_MEMBER.user).where(_MEMBER.campaign == campaign, _MEMBER.user.in_(sorted(set(users))))
    return frozenset((await connection.execute(query)).scalars())


async def release_documents(connection: AsyncConnection, campaign: str, users: Iterable[str]) -> None:
    """Remove the documents of people who are about to be saved, so that two of them may exchange theirs."""
    change = update(staff_member).where(_MEMBER.campaign == campaign, _MEMBER.user.in_(sorted(set(users))))
    await connection.execute(change.values(document=None, document_print=None))


async def save_people(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    people: Sequence[tuple[StaffPerson, int]],
    *,
    at: datetime,
) -> None:
    """Insert or replace people, each with the number of their latest period."""
    index = name_index(cipher, campaign)
    rows = [
        {
            **_member_columns(cipher, campaign, each, period=period, at=at),
            "name_prints": index.prints_of_name(each.name),
        }
        for each, period in people
    ]
    await _upsert(connection, staff_member, rows, ("campaign", "user"))


async def save_periods(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, periods: Sequence[tuple[str, StaffPeriodRow]]
) -> None:
    """Insert or replace periods of people."""
    rows = [_period_columns(cipher, campaign, user, each) for user, each in periods]
    await _upsert(connection, staff_period, rows, ("campaign", "user", "number"))


async def delete_planned_moves(connection: AsyncConnection, campaign: str, users: Iterable[str]) -> None:
    """Delete the periods after the present one of people: planned moves that were taken back."""
    later = _PERIOD.number > _MEMBER.period
    statement = delete(staff_period).where(_MEMBER.campaign == campaign, _MEMBER.user.in_(sorted(set(users))), later)
    await connection.execute(statement.where(_PERIOD.campaign == _MEMBER.campaign, _PERIOD.user == _MEMBER.user))


async def page(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    filter_: StaffFilter,
    *,
    today: date,
    limit: int,
    after: str = "",
) -> list[ListedPerson]:
    """Return a page of the list by login, after the last login of the previous page."""
    query = _listed_query().where(*_conditions(campaign, filter_, today), _MEMBER.user > after)
    rows = await connection.execute(query.order_by(_MEMBER.user).limit(limit))
    return [_listed(cipher, campaign, row) for row in rows]


async def find_listed(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, user: str
) -> ListedPerson | None:
    """Find a person as the list shows them."""
    query = _listed_query().where(_MEMBER.campaign == campaign, _MEMBER.user == user, _PERIOD.number == _MEMBER.period)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _listed(cipher, campaign, row)


async def count(connection: AsyncConnection, campaign: str, filter_: StaffFilter, today: date) -> int:
    """Return the number of people of a list."""
    query = (
        select(func.count())
        .select_from(staff_period)
        .join(staff_member, and_(_MEMBER.campaign == _PERIOD.campaign, _MEMBER.user == _PERIOD.user))
        .where(*_conditions(campaign, filter_, today))
    )
    return int(await connection.scalar(query) or 0)


async def index_names(connection: AsyncConnection, cipher: FieldCipher, campaign: str, most: int) -> int:
    """Store the prints of names that a release without them stored; return of how many people."""
    unprinted = (_MEMBER.campaign == campaign, _MEMBER.name_prints.is_(None))
    rows = (await connection.execute(select(_MEMBER.user, _MEMBER.full_name).where(*unprinted).limit(most))).all()
    index = name_index(cipher, campaign)
    for row in rows:
        name = cipher.decrypt(row.full_name, field=FULL_NAME, row=row_key(campaign, row.user))
        change = update(staff_member).where(_MEMBER.campaign == campaign, _MEMBER.user == row.user)
        await connection.execute(change.values(name_prints=index.prints_of_name(name)))
    return len(rows)


def name_index(cipher: FieldCipher, campaign: str) -> NameIndex:
    """Return the index of the names of the staff, whose prints differ from those of customers."""
    return NameIndex(cipher, campaign, FULL_NAME)


async def known_values(connection: AsyncConnection, campaign: str) -> dict[str, list[str]]:
    """Return the employers, positions, lines, channels and coordinators of the current people, sorted."""
    values: dict[str, list[str]] = {}
    for name in StaffDetails.__struct_fields__:
        column = _PERIOD[name]
        query = select(column).where(_PERIOD.campaign == campaign, not_(_PERIOD.closed), column != "")
        values[name] = list((await connection.execute(query.distinct().order_by(column))).scalars())
    return values


def _listed_query() -> Select[Any]:
    """Return the query of people with a period, their account, and the day of the entry that led to it."""
    earlier = staff_period.alias("earlier").c
    entry = (
        select(func.max(earlier.begins_on))
        .where(earlier.campaign == _MEMBER.campaign, earlier.user == _MEMBER.user)
        .where(earlier.cause == "entry", earlier.number <= _PERIOD.number)
        .correlate(staff_member, staff_period)
        .scalar_subquery()
    )
    columns = (_MEMBER.full_name, account.c.name.label("account"), account.c.disabled_at, account.c.signed_in_at)
    return (
        select(staff_period, *columns, entry.label("entered_on"))
        .join(staff_member, and_(_MEMBER.campaign == _PERIOD.campaign, _MEMBER.user == _PERIOD.user))
        .outerjoin(account, account.c.name == _MEMBER.user)
    )


def _conditions(campaign: str, filter_: StaffFilter, today: date) -> list[ColumnElement[bool]]:
    conditions = [_MEMBER.campaign == campaign, _PERIOD.number == _MEMBER.period]
    if filter_.standing is not None:
        conditions.append(_standing_condition(filter_.standing, today))
    if filter_.user is not None:
        conditions.append(_MEMBER.user.startswith(filter_.user, autoescape=True))
    if filter_.name is not None:
        conditions.append(_name_condition(filter_.name))
    values = {name: getattr(filter_, name) for name in StaffDetails.__struct_fields__}
    return [*conditions, *(_PERIOD[name] == value for name, value in values.items() if value is not None)]


def _name_condition(sought: SoughtName) -> ColumnElement[bool]:
    """Return the condition that a person has the name, or a login that begins with the text."""
    by_login = [_MEMBER.user.startswith(sought.login, autoescape=True)] if sought.login else []
    if sought.is_near:
        by_name = [and_(*(_MEMBER.name_prints.overlap(list(each)) for each in sought.near))] if sought.near else []
    else:
        by_name = [_MEMBER.name_prints.contains(list(sought.exact))] if sought.exact else []
    return or_(false(), *by_login, *by_name)


def _standing_condition(standing: Standing, today: date) -> ColumnElement[bool]:
    """Return the condition that `history.standing_on` gives this standing."""
    begun = _PERIOD.begins_on <= today
    moving = and_(not_(_PERIOD.closed), _PERIOD.ending == "move")
    in_force = and_(not_(_PERIOD.closed), begun, or_(_PERIOD.ends_on.is_(None), _PERIOD.ends_on >= today))
    match standing:
        case "moving":
            return moving
        case "present":
            return and_(in_force, _PERIOD.ends_on.is_(None))
        case "leaving":
            return and_(in_force, _PERIOD.ends_on.is_not(None), not_(moving))
        case "coming":
            return and_(not_(_PERIOD.closed), not_(begun))
        case "gone":
            return and_(not_(in_force), or_(_PERIOD.closed, begun), not_(moving))


def _periods_of(campaign: str) -> Select[Any]:
    return select(staff_period).where(_PERIOD.campaign == campaign)


async def _upsert(
    connection: AsyncConnection, table: Any, rows: Sequence[dict[str, Any]], key: tuple[str, ...]
) -> None:
    for at in range(0, len(rows), _BATCH):
        adding = insert(table)
        changes = {name: adding.excluded[name] for name in (column.name for column in table.c) if name not in key}
        await connection.execute(
            adding.on_conflict_do_update(index_elements=list(key), set_=changes), rows[at : at + _BATCH]
        )


def _person(cipher: FieldCipher, campaign: str, row: Any) -> StaffPerson:
    bound = row_key(campaign, row.user)
    return StaffPerson(
        user=row.user,
        name=cipher.decrypt(row.full_name, field=FULL_NAME, row=bound),
        document=cipher.decrypt(row.document, field=DOCUMENT, row=bound) if row.document else "",
        revision=row.revision,
    )


def _member_columns(
    cipher: FieldCipher, campaign: str, person: StaffPerson, *, period: int, at: datetime
) -> dict[str, Any]:
    bound, document = row_key(campaign, person.user), person.document
    return {
        "campaign": campaign,
        "user": person.user,
        "full_name": cipher.encrypt(person.name, field=FULL_NAME, row=bound),
        "document": cipher.encrypt(document, field=DOCUMENT, row=bound) if document else None,
        "document_print": cipher.blind_index(document, field=DOCUMENT) if document else None,
        "period": period,
        "revision": person.revision,
        "updated_at": at,
    }


def _period_columns(cipher: FieldCipher, campaign: str, user: str, row: StaffPeriodRow) -> dict[str, Any]:
    bound = row_key(campaign, user, row.period.number)
    return {
        "campaign": campaign,
        "user": user,
        **msgspec.structs.asdict(row.period),
        **msgspec.structs.asdict(row.details),
        "destination": row.destination,
        "roles": list(row.roles),
        "reason": cipher.encrypt(row.reason, field=REASON, row=bound) if row.reason else None,
        "at": row.at,
        "who": row.who,
        "who_name": row.who_name,
        "end_reason": cipher.encrypt(row.end_reason, field=END_REASON, row=bound) if row.end_reason else None,
        "ended_at": row.ended_at,
        "ended_by": row.ended_by,
        "ended_by_name": row.ended_by_name,
        "grants_before": msgspec.to_builtins(row.grants_before) if row.grants_before else None,
    }


def _period_row(cipher: FieldCipher, campaign: str, row: Any) -> StaffPeriodRow:
    bound = row_key(campaign, row.user, row.number)
    plain = ("roles", "destination", "at", "who", "who_name", "ended_at", "ended_by", "ended_by_name")
    return StaffPeriodRow(
        period=_period(row),
        details=_details(row),
        reason=cipher.decrypt(row.reason, field=REASON, row=bound) if row.reason else "",
        end_reason=cipher.decrypt(row.end_reason, field=END_REASON, row=bound) if row.end_reason else "",
        grants_before=msgspec.convert(row.grants_before or (), tuple[RoleDays, ...]),
        **{name: getattr(row, name) for name in plain},
    )


def _listed(cipher: FieldCipher, campaign: str, row: Any) -> ListedPerson:
    return ListedPerson(
        user=row.user,
        name=cipher.decrypt(row.full_name, field=FULL_NAME, row=row_key(campaign, row.user)),
        period=_period(row),
        details=_details(row),
        entered_on=row.entered_on,
        has_account=row.account is not None,
        disabled=row.disabled_at is not None,
        signed_in_at=row.signed_in_at,
    )


def _period(row: Any) -> StaffPeriod:
    return StaffPeriod(**{name: getattr(row, name) for name in StaffPeriod.__struct_fields__})


def _details(row: Any) -> StaffDetails:
    return StaffDetails(**{name: getattr(row, name) for name in StaffDetails.__struct_fields__})
