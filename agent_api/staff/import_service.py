"""Import a file of staff: all of its rows or none.

A file gives no role: an entry by file has the rights that its account has, and an exit by file ends them.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access import user_names
from agent_api.access.principal import Principal
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.rights.queries import list_lasting_administrators
from agent_api.staff import store
from agent_api.staff.domain.import_plan import PlannedRow, plan_row
from agent_api.staff.domain.import_rows import StaffImportRow, StaffRowFault, index_places, read_rows
from agent_api.staff.domain.record import StaffPeriodRow
from agent_api.staff.schemas import StaffImportEffect, StaffImportFault, StaffImportForm, StaffImportResult
from agent_api.staff.service import exit_fact, go_off_duty, grants_by
from eventlog.facts import AnyFact, StaffCorrected, StaffEntered, StaffImported
from storage.postgres.engine import unit_of_work

_MOST_SHOWN: Final = 200
_OWN_EXIT: Final = "Nadie puede registrar su propia salida."
_LAST_ADMINISTRATOR: Final = "Sin esta persona no queda quien administre los usuarios: dé antes ese rol a otra."


async def import_staff(context: ApiContext, principal: Principal, form: StaffImportForm) -> StaffImportResult:
    """Check a file, and apply it if the form says so and no row is refused."""
    lines = {id_: line.name for id_, line in context.site.lines.items()}
    places = index_places(lines, {str(id_): name for id_, name in labels.CHANNELS.items()})
    rows, faults = await asyncio.to_thread(read_rows, form.content, places)
    source = hashlib.sha256(form.content.encode()).hexdigest()
    async with unit_of_work(context.engine) as connection:
        await store.lock_register(connection, context.campaign)
        planned, refused = await _plan(connection, context, principal, rows)
        faults = sorted([*faults, *refused], key=lambda each: (each.line, each.column))
        applied = form.apply and not faults and bool(planned)
        ended = await _apply(connection, context, principal, planned, source) if applied else []
    await go_off_duty(context.router, context.browser_phone, ended, principal.actor)
    return _result(planned, faults, applied=applied)


async def _plan(
    connection: AsyncConnection, context: ApiContext, principal: Principal, rows: Sequence[StaffImportRow]
) -> tuple[list[PlannedRow], list[StaffRowFault]]:
    cipher, campaign, users = context.cipher, context.campaign, [each.user for each in rows]
    people = await store.find_many(connection, cipher, campaign, users)
    histories = await store.list_histories(connection, cipher, campaign, users)
    author = principal.author(at=context.now(), site_version=context.site.version)
    planned: list[PlannedRow] = []
    faults = await _reference_faults(connection, context, rows)
    for row in rows:
        plan = plan_row(row, people.get(row.user), histories.get(row.user, []), author, local_date(context.now()))
        if isinstance(plan, StaffRowFault):
            faults.append(plan)
        elif plan.effect == "left" and row.user == principal.user:
            faults.append(StaffRowFault(row.line, "salida", _OWN_EXIT))
        else:
            planned.append(plan)
    return planned, faults + await _administrator_faults(connection, context, planned)


async def _administrator_faults(
    connection: AsyncConnection, context: ApiContext, planned: Sequence[PlannedRow]
) -> list[StaffRowFault]:
    """Return a fault for each leaving administrator if none of whom no end is known would stay."""
    staying = await list_lasting_administrators(connection, context.campaign, local_date(context.now()))
    leaving = [each.row for each in planned if each.row.last_day is not None and each.row.user in staying]
    if not leaving or staying - {each.user for each in leaving}:
        return []
    return [StaffRowFault(each.line, "salida", _LAST_ADMINISTRATOR) for each in leaving]


async def _reference_faults(
    connection: AsyncConnection, context: ApiContext, rows: Sequence[StaffImportRow]
) -> list[StaffRowFault]:
    """Return a fault for each unknown coordinator, and each document of another person."""
    documents = {each.document for each in rows if each.document}
    owners = await store.find_documents(connection, context.cipher, context.campaign, documents)
    coordinators = {each.details.coordinator for each in rows if each.details.coordinator}
    known = {each.user for each in rows} | await store.registered(connection, context.campaign, coordinators)
    known |= await user_names.find_logins(connection, coordinators - known)
    # A person with another document in the file gives up the one that the register has.
    released = {each.user: each.document != "" and owners.get(each.document) != each.user for each in rows}
    faults: list[StaffRowFault] = []
    for row in rows:
        if row.details.coordinator == row.user or (row.details.coordinator and row.details.coordinator not in known):
            faults.append(StaffRowFault(row.line, "coordinador", "No es el usuario de otra persona que se conozca."))
        owner = owners.get(row.document, row.user)
        if owner != row.user and not released.get(owner):
            faults.append(StaffRowFault(row.line, "documento", f"Ese documento es de «{owner}»."))
    return faults


async def _apply(
    connection: AsyncConnection, context: ApiContext, principal: Principal, planned: Sequence[PlannedRow], source: str
) -> list[str]:
    """Store what the rows do; return the logins of the accounts whose rights ended."""
    cipher, campaign = context.cipher, context.campaign
    changed = [each for each in planned if each.effect != "unchanged"]
    people = [
        (msgspec.structs.replace(each.person, revision=each.person.revision + 1), each.present) for each in changed
    ]
    periods = [(each.row.user, period) for each in changed for period in each.changed]
    await store.release_documents(connection, campaign, [each.row.user for each in changed])
    await store.save_people(connection, cipher, campaign, people, at=context.now())
    await store.save_periods(connection, cipher, campaign, periods)
    await store.delete_planned_moves(connection, campaign, [each.row.user for each in changed if each.effect == "left"])
    ended = sorted(await user_names.find_logins(connection, {each.row.user for each in changed if each.ended}))
    await grants_by(context, principal).end_rights_in(connection, ended)
    counts = Counter(each.effect for each in planned)
    summary = StaffImported(
        source=source,
        entered=counts["entered"],
        corrected=counts["corrected"],
        left=counts["left"],
        unchanged=counts["unchanged"],
    )
    facts = [fact for each in changed for fact in _facts_of(each)]
    author = principal.author(at=context.now(), site_version=context.site.version)
    await append_facts(connection, campaign, [summary, *facts], author)
    return ended


def _facts_of(plan: PlannedRow) -> list[AnyFact]:
    user, period = plan.row.user, plan.latest.period
    facts: list[AnyFact] = []
    if plan.effect == "entered":
        begins: date = period.begins_on
        facts.append(StaffEntered(user=user, period=period.number, begins_on=begins.isoformat(), roles=""))
    if plan.fields:
        facts.append(StaffCorrected(user=user, fields=",".join(plan.fields)))
    if plan.row.last_day is not None and (plan.effect == "left" or _is_new_exit(plan, plan.latest)):
        facts.append(exit_fact(user, period, ""))
    return facts


def _is_new_exit(plan: PlannedRow, latest: StaffPeriodRow) -> bool:
    return plan.effect == "entered" and latest.period.ends_on is not None


def _result(planned: Sequence[PlannedRow], faults: Sequence[StaffRowFault], *, applied: bool) -> StaffImportResult:
    counts = Counter(each.effect for each in planned)
    effects = [
        StaffImportEffect(line=each.row.line, user=each.row.user, name=each.row.name, effect=each.effect)
        for each in planned
        if each.effect != "unchanged"
    ]
    return StaffImportResult(
        applied=applied,
        entered=counts["entered"],
        corrected=counts["corrected"],
        left=counts["left"],
        unchanged=counts["unchanged"],
        refused=len({each.line for each in faults}),
        faults=[
            StaffImportFault(line=each.line, column=each.column, reason=each.reason) for each in faults[:_MOST_SHOWN]
        ],
        effects=effects[:_MOST_SHOWN],
    )
