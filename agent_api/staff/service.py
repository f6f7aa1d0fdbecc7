"""Acts on the staff: entry, return, move, exit, its cancellation, and correction of details.

Each act is one transaction: the history, the rights that begin or end with it, and the facts. Roles that administer
wait for a second person, as `agent_api.rights` decides. No person acts on their own rights.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Final, Literal

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access import users
from agent_api.access.permissions import roles_with_permission
from agent_api.access.principal import Forbidden, Principal
from agent_api.access.user_admin import UserAdmin
from agent_api.kit import labels
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.kit.ports.browser_phone import BrowserPhone
from agent_api.rights.approval_policy import Grant
from agent_api.rights.planned_roles import interrupted_roles
from agent_api.rights.queries import list_administrators, list_lasting_administrators
from agent_api.rights.service import GrantService
from agent_api.staff import store
from agent_api.staff.domain.history import (
    StaffPeriod,
    StaffRefusal,
    cancel_exit,
    cancel_move,
    enter,
    leave,
    move,
    present_number,
)
from agent_api.staff.domain.record import RoleDays, StaffAct, StaffDetails, StaffPeriodRow, StaffPerson, apply_act
from agent_api.staff.lists import read_person
from agent_api.staff.problems import (
    LastAdministrator,
    StaffActRefused,
    StaffChanged,
    StaffInvalid,
    StaffRegistered,
    StaffUnknown,
)
from agent_api.staff.schemas import EntryForm, ExitForm, MoveForm, NewStaffPerson, StaffCorrectionForm, StaffPlace
from call_router.errors import RouterError
from call_router.service import CallRouter
from eventlog.facts import (
    AnyFact,
    StaffCorrected,
    StaffEntered,
    StaffExitCancelled,
    StaffExitPlanned,
    StaffLeft,
    StaffMoveCancelled,
    StaffMoved,
    StaffMovePlanned,
)
from storage.errors import StorageError
from storage.postgres.engine import unit_of_work

_LONGEST_AHEAD: Final = timedelta(days=366)
_NO_ACCOUNT: Final = "Esta persona no tiene cuenta: créela antes en «Usuarios», o deje los roles sin marcar."
log = structlog.get_logger(__name__)


async def register_person(context: ApiContext, principal: Principal, form: NewStaffPerson) -> None:
    """Register the entry of a new person.

    Raises:
        StaffRegistered: the register has a person with this login.
        StaffInvalid: a field does not fit.
        Forbidden: the person would give rights to themselves.
    """
    async with unit_of_work(context.engine) as connection:
        await store.lock_register(connection, context.campaign)
        if await store.find(connection, context.cipher, context.campaign, form.user) is not None:
            raise StaffRegistered(form.user)
        person = StaffPerson(user=form.user, name=form.name, document=form.document.upper())
        await _begin(connection, context, principal, person, [], form=form)


async def return_person(context: ApiContext, principal: Principal, user: str, form: EntryForm) -> None:
    """Register that a person who left comes back.

    Raises:
        StaffUnknown: the register does not have the person.
        StaffActRefused: they did not leave, or left later than that day.
        StaffInvalid, Forbidden: as in `register_person`.
    """
    async with unit_of_work(context.engine) as connection:
        person, rows = await _lock(connection, context, user)
        await _begin(connection, context, principal, person, rows, form=form)


async def move_person(context: ApiContext, principal: Principal, user: str, form: MoveForm) -> None:
    """Move a person today or on a later day: their old roles end then, and only those of the form remain.

    Raises:
        StaffUnknown, StaffActRefused, StaffInvalid, Forbidden: as in `return_person`.
        LastAdministrator: the move would leave the campaign without one.
    """
    _refuse_own(principal, user)
    today = local_date(context.now())
    begins_on = form.begins_on or today
    async with unit_of_work(context.engine) as connection:
        person, rows = await _lock(connection, context, user)
        periods = _accepted(move(_history(rows), today, begins_on))
        account = await users.find(connection, user)
        await _check(
            connection, context, form, person, begins_on=form.begins_on, roles=() if account is not None else form.roles
        )
        if not set(form.roles) & set(roles_with_permission("users.manage")):
            await _require_administrator(connection, context, user, begins_on)
        before = await users.grants_of(connection, user, context.campaign) if begins_on > today else []
        _refuse_interruption(before, form.roles, begins_on)
        act = StaffAct(
            author=_author(context, principal),
            reason=form.reason,
            details=_details(form),
            roles=tuple(form.roles),
            grants_before=tuple(RoleDays(**each) for each in before),
        )
        await _save(connection, context, person, rows, periods, act=act)
        if account is not None:
            await _move_roles(grants_by(context, principal), connection, user, form.roles, begins_on, today=today)
        await append_facts(connection, context.campaign, [move_fact(user, periods[-1], form.roles, today)], act.author)
    if begins_on == today and "asesor" not in form.roles:
        await go_off_duty(context.router, context.browser_phone, (user,), principal.actor)


async def cancel_planned_move(context: ApiContext, principal: Principal, user: str) -> None:
    """Cancel a planned move; the roles are again those of before.

    Raises:
        StaffUnknown, StaffActRefused, Forbidden: as in `return_person`.
    """
    _refuse_own(principal, user)
    async with unit_of_work(context.engine) as connection:
        person, rows = await _lock(connection, context, user)
        periods = _accepted(cancel_move(_history(rows), local_date(context.now())))
        author, planned = _author(context, principal), rows[-1]
        await _save(connection, context, person, rows, periods, act=StaffAct(author=author))
        if await users.find(connection, user) is not None:
            before = [msgspec.structs.asdict(each) for each in planned.grants_before]
            await grants_by(context, principal).cancel_planned_roles_in(
                connection, user, before, planned.roles, planned.period.begins_on
            )
        fact = StaffMoveCancelled(user=user, period=planned.period.number)
        await append_facts(connection, context.campaign, [fact], author)


async def end_person(context: ApiContext, principal: Principal, user: str, form: ExitForm) -> None:
    """Register an exit; at once, the rights end in the same transaction and the person goes off the queues.

    Raises:
        StaffUnknown, StaffActRefused, Forbidden: as in `return_person`.
        LastAdministrator: the exit would leave the campaign without one.
    """
    if user == principal.user:
        raise Forbidden("Nadie puede registrar su propia salida.")
    async with unit_of_work(context.engine) as connection:
        person, rows = await _lock(connection, context, user)
        ending: Literal["exit", "campaign"] = "campaign" if form.destination else "exit"
        today = local_date(context.now())
        periods = _accepted(leave(_history(rows), form.last_day, today, ending=ending))
        last = periods[-1]
        await _require_administrator(connection, context, user, today if last.closed else _day_after(last))
        author = _author(context, principal)
        act = StaffAct(author=author, reason=form.reason, destination=form.destination)
        await _save(connection, context, person, rows, periods, act=act)
        if last.closed:
            await grants_by(context, principal).end_rights_in(connection, (user,))
        await append_facts(connection, context.campaign, [exit_fact(user, last, form.destination)], author)
    if last.closed:
        await go_off_duty(context.router, context.browser_phone, (user,), principal.actor)


async def cancel_planned_exit(context: ApiContext, principal: Principal, user: str) -> None:
    """Cancel a planned exit.

    Raises:
        StaffUnknown, StaffActRefused, Forbidden: as in `return_person`.
    """
    _refuse_own(principal, user)
    async with unit_of_work(context.engine) as connection:
        person, rows = await _lock(connection, context, user)
        periods = _accepted(cancel_exit(_history(rows), local_date(context.now())))
        author = _author(context, principal)
        await _save(connection, context, person, rows, periods, act=StaffAct(author=author))
        fact = StaffExitCancelled(user=user, period=periods[-1].number)
        await append_facts(connection, context.campaign, [fact], author)


async def correct_person(context: ApiContext, principal: Principal, user: str, form: StaffCorrectionForm) -> None:
    """Change the details of a person in their current period; without a difference, nothing changes.

    Raises:
        StaffUnknown, StaffInvalid: as in `return_person`.
        StaffChanged: another person changed them since they were read.
    """
    async with unit_of_work(context.engine) as connection:
        person, rows = await _lock(connection, context, user)
        if person.revision == form.revision:
            after = msgspec.structs.replace(person, name=form.name, document=form.document.upper())
            await _check(connection, context, form, after)
            present = rows[present_number(_history(rows), local_date(context.now())) - 1]
            period = msgspec.structs.replace(present, details=_details(form))
            fields = _changed_fields((person, present.details), (after, period.details))
            if fields:
                await _store_changes(connection, context, after, [period], period.period.number)
                fact = StaffCorrected(user=user, fields=",".join(fields))
                await append_facts(connection, context.campaign, [fact], _author(context, principal))
            return
    newer = await read_person(context, principal, user)
    raise StaffChanged(newer.model_dump(mode="json"))


async def go_off_duty(
    router: CallRouter, browser_phone: BrowserPhone | None, people: Collection[str], actor: str
) -> None:
    """Take people off the queues and end the phones of their browsers; the worker repeats what fails here."""
    try:
        on_duty = await router.levels_on_duty() if people else {}
        for user in sorted(on_duty.keys() & set(people)):
            await router.go_offline(user, actor)
        if browser_phone is not None and people:
            await browser_phone.end(*people)
    except (RouterError, StorageError) as error:
        log.warning("exit_left_presence", people=len(people), error=str(error))


def move_fact(user: str, period: StaffPeriod, roles: Iterable[str], today: date) -> AnyFact:
    """Return the fact of a move: planned, or carried out."""
    kind = StaffMovePlanned if today < period.begins_on else StaffMoved
    return kind(user=user, period=period.number, begins_on=period.begins_on.isoformat(), roles=" ".join(sorted(roles)))


def exit_fact(user: str, period: StaffPeriod, destination: str) -> AnyFact:
    """Return the fact of an exit: planned, or carried out."""
    last_day = period.ends_on.isoformat() if period.ends_on else ""
    if period.closed:
        return StaffLeft(user=user, period=period.number, last_day=last_day, campaign=destination)
    return StaffExitPlanned(user=user, period=period.number, last_day=last_day)


def grants_by(context: ApiContext, principal: Principal) -> GrantService:
    """Return the service that grants and ends rights on behalf of the requesting user."""
    admin = UserAdmin(
        context.engine, context.cipher, context.campaign, context.site.version, principal.actor, redis=context.redis
    )
    return GrantService(admin, principal.user, rules=context.site.rights, now=context.now())


async def _begin(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    person: StaffPerson,
    rows: Sequence[StaffPeriodRow],
    *,
    form: EntryForm,
) -> None:
    if form.roles:
        _refuse_own(principal, person.user)
    periods = _accepted(enter(_history(rows), form.begins_on))
    today, roles = local_date(context.now()), form.roles or []
    has_account = await users.find(connection, person.user) is not None
    await _check(connection, context, form, person, begins_on=form.begins_on, roles=() if has_account else roles)
    author = _author(context, principal)
    act = StaffAct(author=author, reason=form.reason, details=_details(form), roles=tuple(roles))
    await _save(connection, context, person, rows, periods, act=act)
    if has_account and form.roles is not None:
        begins = max(form.begins_on, today)
        granted = [{"role": each, "begins_on": begins} for each in roles]
        await grants_by(context, principal).begin_rights_in(connection, person.user, granted)
    fact = StaffEntered(
        user=person.user,
        period=periods[-1].number,
        begins_on=form.begins_on.isoformat(),
        roles=" ".join(sorted(roles)),
    )
    await append_facts(connection, context.campaign, [fact], author)


async def _lock(
    connection: AsyncConnection, context: ApiContext, user: str
) -> tuple[StaffPerson, list[StaffPeriodRow]]:
    await store.lock_register(connection, context.campaign)
    person = await store.find(connection, context.cipher, context.campaign, user)
    if person is None:
        raise StaffUnknown
    return person, await store.list_periods(connection, context.cipher, context.campaign, user)


async def _save(
    connection: AsyncConnection,
    context: ApiContext,
    person: StaffPerson,
    rows: Sequence[StaffPeriodRow],
    periods: Sequence[StaffPeriod],
    *,
    act: StaffAct,
) -> None:
    """Store what an act changes of ``rows``, given the periods that it leaves."""
    number = present_number(periods, local_date(context.now()))
    await _store_changes(connection, context, person, apply_act(rows, periods, act), number)
    if len(periods) < len(rows):
        await store.delete_planned_moves(connection, context.campaign, [person.user])


async def _store_changes(
    connection: AsyncConnection,
    context: ApiContext,
    person: StaffPerson,
    changed: Sequence[StaffPeriodRow],
    present: int,
) -> None:
    """Store changed periods, and the person under a new revision; ``present`` is the number of their present period."""
    cipher, campaign = context.cipher, context.campaign
    after = msgspec.structs.replace(person, revision=person.revision + 1)
    await store.save_people(connection, cipher, campaign, [(after, present)], at=context.now())
    await store.save_periods(connection, cipher, campaign, [(person.user, each) for each in changed])


async def _move_roles(
    grants: GrantService, connection: AsyncConnection, user: str, roles: Sequence[str], begins_on: date, *, today: date
) -> None:
    if begins_on > today:
        await grants.plan_roles_in(connection, user, roles, begins_on)
    else:
        await grants.rebase_roles_in(connection, user, [{"role": each} for each in roles])


def _refuse_interruption(before: Iterable[Grant], roles: Sequence[str], day: date) -> None:
    if interrupted := interrupted_roles(before, roles, day):
        names = ", ".join(f"«{labels.ROLES[each]}»" for each in interrupted)
        raise StaffInvalid([("roles", f"Termina antes del traslado: {names}. Prolónguelo antes en «Usuarios».")])


async def _require_administrator(connection: AsyncConnection, context: ApiContext, user: str, day: date) -> None:
    """Check that, from a day on, another person than a leaving administrator can manage the users.

    On a later day it must be a person of whom no end is known: several planned exits may follow one another.

    Raises:
        LastAdministrator: there would be none.
    """
    today, campaign = local_date(context.now()), context.campaign
    if user not in await list_administrators(connection, campaign, today):
        return
    staying = list_lasting_administrators if day > today else list_administrators
    if not await staying(connection, campaign, day) - {user}:
        raise LastAdministrator


def _day_after(period: StaffPeriod) -> date:
    assert period.ends_on is not None  # the caller has ended it
    return period.ends_on + timedelta(days=1)


async def _check(
    connection: AsyncConnection,
    context: ApiContext,
    form: StaffPlace,
    person: StaffPerson,
    *,
    begins_on: date | None = None,
    roles: Sequence[str] = (),
) -> None:
    """Check the fields; ``roles`` are those that no account can receive.

    Raises:
        StaffInvalid: a field does not fit.
    """
    faults: list[tuple[str, str]] = []
    if form.line and form.line not in context.site.lines:
        faults.append(("line", "El sitio no tiene esa línea."))
    if form.channel and form.channel not in labels.CHANNELS:
        faults.append(("channel", "No hay un canal con ese nombre."))
    if form.coordinator and not await _can_coordinate(connection, context, form.coordinator, person.user):
        faults.append(("coordinator", "Escoja a otra persona que tenga cuenta o esté en el registro."))
    if person.document:
        found = await store.find_documents(connection, context.cipher, context.campaign, [person.document])
        if found.get(person.document, person.user) != person.user:
            faults.append(("document", f"Ese documento es de «{found[person.document]}»."))
    if begins_on is not None and begins_on > local_date(context.now()) + _LONGEST_AHEAD:
        faults.append(("begins_on", "Escoja un día de los próximos doce meses."))
    if roles:
        faults.append(("roles", _NO_ACCOUNT))
    if faults:
        raise StaffInvalid(faults)


async def _can_coordinate(connection: AsyncConnection, context: ApiContext, user: str, led: str) -> bool:
    if user == led:
        return False
    if await users.find(connection, user) is not None:
        return True
    return bool(await store.registered(connection, context.campaign, [user]))


def _changed_fields(
    before: tuple[StaffPerson, StaffDetails], after: tuple[StaffPerson, StaffDetails]
) -> tuple[str, ...]:
    person = [name for name in ("name", "document") if getattr(before[0], name) != getattr(after[0], name)]
    place = [name for name in StaffDetails.__struct_fields__ if getattr(before[1], name) != getattr(after[1], name)]
    return tuple(sorted([*person, *place]))


def _details(form: StaffPlace) -> StaffDetails:
    return StaffDetails(**{name: getattr(form, name) for name in StaffDetails.__struct_fields__})


def _history(rows: Sequence[StaffPeriodRow]) -> list[StaffPeriod]:
    return [each.period for each in rows]


def _accepted(result: list[StaffPeriod] | StaffRefusal) -> list[StaffPeriod]:
    if isinstance(result, StaffRefusal):
        raise StaffActRefused(result)
    return result


def _refuse_own(principal: Principal, user: str) -> None:
    if user == principal.user:
        raise Forbidden("Nadie puede cambiar sus propios roles ni sus fechas: pídaselo a otro administrador.")


def _author(context: ApiContext, principal: Principal) -> Author:
    return principal.author(at=context.now(), site_version=context.site.version)
