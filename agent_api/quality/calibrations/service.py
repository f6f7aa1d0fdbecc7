"""Acts on a session: another master, a cancellation, and the opening of its results.

Each act is one transaction with its facts and notifications; the state machine decides whether it is possible, and the
permission who takes it. The opening fixes the rounds that count: a later correction changes no result.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.quality.calibrations import store
from agent_api.quality.calibrations.announcements import announce
from agent_api.quality.calibrations.candidates import list_candidates
from agent_api.quality.calibrations.domain.state_machine import (
    Calibration,
    CalibrationAct,
    CalibrationRefusal,
    apply_calibration_act,
)
from agent_api.quality.calibrations.plan import check_part
from agent_api.quality.calibrations.problems import CalibrationActRefused, CalibrationInvalid, CalibrationUnknown
from agent_api.quality.calibrations.progress import SessionProgress, load_progress
from agent_api.quality.calibrations.schemas import MasterForm
from agent_api.quality.calibrations.store import CalibrationRow, ComparedRound, PersonRow
from agent_api.quality.evaluations.domain.content import FieldFault
from agent_api.quality.evaluations.work import find_work
from eventlog.facts import (
    AnyFact,
    CalibrationAbsence,
    CalibrationCancelled,
    CalibrationEvaluationCompared,
    CalibrationOpened,
    CalibrationPersonNamed,
)
from storage.postgres.engine import unit_of_work


async def change_master(context: ApiContext, principal: Principal, id_: str, form: MasterForm) -> None:
    """Name another master, with a reason.

    Raises:
        CalibrationUnknown: there is no such session.
        CalibrationActRefused: its results are open, or it is cancelled.
        CalibrationInvalid: the user cannot be its master.
    """
    candidates = await list_candidates(context.engine, context.cipher, context.campaign, context.now())
    candidate = next((each for each in candidates.candidates if each.user == form.master), None)
    fault = check_part(candidate, "master")
    async with unit_of_work(context.engine) as connection:
        row = await lock_calibration(connection, context, id_)
        progress = await load_progress(connection, context.campaign, row)
        require_calibration_act(progress.value, "change_master", form.reason)
        if any(each.user == form.master and each.part != "observer" for each in progress.people):
            fault = "Esa persona ya es de la calibración."
        if fault or candidate is None:
            raise CalibrationInvalid([FieldFault("master", fault)])
        await _check_master_work(context, principal, row, progress, candidate.user)
        person = PersonRow(user=candidate.user, name=candidate.name, part="master")
        await store.replace_master(connection, context.campaign, id_, person)
        await store.update_columns(connection, context.campaign, id_, ready_at=None)
        fact = CalibrationPersonNamed(calibration=id_, user=person.user, part="master")
        await record_act(connection, context, principal, row, "change_master", facts=[fact], note=form.reason)
        await announce(
            connection, context, row, "calibration_planned", [person.user], by_user=principal.user, event="master"
        )


async def cancel_calibration(context: ApiContext, principal: Principal, id_: str, reason: str) -> None:
    """Give up a session whose results are not open; evaluations stay.

    Raises:
        CalibrationUnknown, CalibrationActRefused: as in `change_master`.
    """
    async with unit_of_work(context.engine) as connection:
        row = await lock_calibration(connection, context, id_)
        progress = await load_progress(connection, context.campaign, row)
        after = require_calibration_act(progress.value, "cancel", reason)
        await store.update_columns(connection, context.campaign, id_, state=after.state)
        cancelled = msgspec.structs.replace(row, state=after.state)
        fact = CalibrationCancelled(calibration=id_)
        await record_act(connection, context, principal, cancelled, "cancel", facts=[fact], note=reason)
        users = [each.user for each in progress.people]
        await announce(connection, context, cancelled, "calibration_cancelled", users, by_user=principal.user)


async def open_results(context: ApiContext, principal: Principal, id_: str, reason: str) -> None:
    """Open the results: everybody may read the judgements of all.

    Raises:
        CalibrationUnknown: there is no such session.
        CalibrationActRefused: the master has not signed every item, an evaluator has not and no reason is given, or the
            results are open already.
    """
    async with unit_of_work(context.engine) as connection:
        row, now = await lock_calibration(connection, context, id_), context.now()
        progress = await load_progress(connection, context.campaign, row)
        after = require_calibration_act(progress.value, "open", reason)
        opened = msgspec.structs.replace(row, state=after.state, opened_at=now)
        await store.update_columns(connection, context.campaign, id_, state=after.state, opened_at=now)
        absent = [each for each in progress.people if each.part == "evaluator" and progress.unsigned(each.user)]
        await store.set_absences(connection, context.campaign, id_, [each.user for each in absent])
        await store.add_rounds(connection, context.campaign, id_, progress.rounds)
        facts = opening_facts(opened, progress, absent)
        await record_act(connection, context, principal, opened, "open", facts=facts, note=reason)
        users = [each.user for each in progress.people]
        await announce(connection, context, opened, "calibration_opened", users, by_user=principal.user)


async def lock_calibration(connection: AsyncConnection, context: ApiContext, id_: str) -> CalibrationRow:
    """Return a session, locked until the transaction ends.

    Raises:
        CalibrationUnknown: there is none with this number.
    """
    row = await store.find(connection, context.campaign, id_, lock=True)
    if row is None:
        raise CalibrationUnknown
    return row


def require_calibration_act(session: Calibration, act: CalibrationAct, reason: str = "") -> Calibration:
    """Return the session after an act.

    Raises:
        CalibrationActRefused: the state machine refuses it.
    """
    after = apply_calibration_act(session, act, reason=reason)
    if isinstance(after, CalibrationRefusal):
        raise CalibrationActRefused(after)
    return after


async def record_act(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    row: CalibrationRow,
    act: CalibrationAct,
    *,
    facts: Sequence[AnyFact],
    note: str = "",
) -> None:
    """Store an act in the history, and report it; ``row`` is the session after it."""
    author = principal.author(at=context.now(), site_version=row.site_version)
    await store.add_step(connection, context.cipher, context.campaign, row, act, author=author, note=note)
    await append_facts(connection, context.campaign, facts, author)


async def _check_master_work(
    context: ApiContext, principal: Principal, row: CalibrationRow, progress: SessionProgress, user: str
) -> None:
    for item in progress.items:
        work = await find_work(context, principal, row.channel, item.item)
        if user in work.people:
            text = f"Esa persona participó en {item.item}, y nadie evalúa su propio trabajo."
            raise CalibrationInvalid([FieldFault("master", text)])


def opening_facts(row: CalibrationRow, progress: SessionProgress, absent: Sequence[PersonRow]) -> list[AnyFact]:
    """Return the facts of opened results."""
    parts = {each.user: each.part for each in progress.people}
    return [
        CalibrationOpened(calibration=row.id, absent=len(absent)),
        *(
            CalibrationAbsence(calibration=row.id, user=each.user, unsigned=progress.unsigned(each.user))
            for each in absent
        ),
        *(_compared(row.id, each, parts[each.user] == "master") for each in progress.rounds),
    ]


def _compared(id_: str, counted: ComparedRound, is_master: bool) -> CalibrationEvaluationCompared:
    return CalibrationEvaluationCompared(
        calibration=id_,
        evaluation=counted.evaluation,
        round=counted.round,
        part="master" if is_master else "evaluator",
    )
