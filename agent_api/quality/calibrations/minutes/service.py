"""The minutes of a session: saved as they are typed, signed, and corrected with a reason.

Each act is one transaction with its facts; a save of an old revision changes nothing and returns the newer one. A
signed version stays when another one corrects it.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.quality.calibrations import store
from agent_api.quality.calibrations.announcements import announce
from agent_api.quality.calibrations.domain.minutes import (
    CriterionDecision,
    Minutes,
    find_minutes_faults,
    minutes_digest,
)
from agent_api.quality.calibrations.domain.state_machine import CalibrationAct
from agent_api.quality.calibrations.presenters import present_minutes
from agent_api.quality.calibrations.problems import (
    CalibrationInvalid,
    CalibrationUnknown,
    MinutesChanged,
    MinutesIncomplete,
    MinutesUnchanged,
)
from agent_api.quality.calibrations.progress import load_progress
from agent_api.quality.calibrations.schemas import MinutesContent, MinutesCorrectionForm, MinutesDraftForm
from agent_api.quality.calibrations.service import lock_calibration, record_act, require_calibration_act
from agent_api.quality.calibrations.store import CalibrationRow, PersonRow, SignedMinutes
from config.site.quality.forms import QualityForm
from eventlog.facts import AnyFact, CalibrationCriterionDecided, CalibrationMinutesSigned
from storage.postgres.engine import read_connection, unit_of_work


async def save_minutes(context: ApiContext, id_: str, form: MinutesDraftForm) -> int:
    """Save the minutes as they are typed, and return the new revision.

    Raises:
        CalibrationUnknown: there is no such session.
        CalibrationActRefused: its results are not open.
        CalibrationInvalid: a field does not fit the session.
        MinutesChanged: another window saved them since.
    """
    quality_form = await _form_of(context, id_)
    async with unit_of_work(context.engine) as connection:
        row = await lock_calibration(connection, context, id_)
        await _require_act(connection, context, row, "save_minutes")
        _require_revision(context, row, form.revision)
        minutes = _minutes_of(form)
        people = await store.list_people(connection, context.campaign, id_)
        _check(minutes, quality_form, row, people, complete=False)
        await _store_draft(connection, context, row, minutes)
        return row.revision + 1


async def sign_minutes(context: ApiContext, principal: Principal, id_: str, revision: int) -> None:
    """Sign the first version of the minutes.

    Raises:
        CalibrationUnknown, CalibrationActRefused, MinutesChanged: as in `save_minutes`.
        MinutesIncomplete: they have no agreements, no attendees, or a decision without a text.
    """
    quality_form = await _form_of(context, id_)
    async with unit_of_work(context.engine) as connection:
        row = await lock_calibration(connection, context, id_)
        await _require_act(connection, context, row, "sign_minutes")
        _require_revision(context, row, revision)
        minutes = store.decrypt_minutes(context.cipher, context.campaign, row)
        people = await store.list_people(connection, context.campaign, id_)
        _check(minutes, quality_form, row, people, complete=True)
        await _sign(connection, context, principal, row, minutes, act="sign_minutes")


async def correct_minutes(context: ApiContext, principal: Principal, id_: str, form: MinutesCorrectionForm) -> None:
    """Replace signed minutes by a new version, with a reason.

    Raises:
        CalibrationUnknown, CalibrationActRefused, CalibrationInvalid, MinutesChanged: as in `save_minutes`.
        MinutesIncomplete: as in `sign_minutes`.
        MinutesUnchanged: the content is that of the last version.
    """
    quality_form = await _form_of(context, id_)
    async with unit_of_work(context.engine) as connection:
        row = await lock_calibration(connection, context, id_)
        await _require_act(connection, context, row, "correct_minutes", form.reason)
        _require_revision(context, row, form.revision)
        minutes = _minutes_of(form)
        people = await store.list_people(connection, context.campaign, id_)
        _check(minutes, quality_form, row, people, complete=True)
        signed = await store.list_minutes(connection, context.cipher, context.campaign, id_)
        if signed[-1].digest == minutes_digest(minutes):
            raise MinutesUnchanged
        await _store_draft(connection, context, row, minutes)
        await _sign(connection, context, principal, row, minutes, act="correct_minutes", reason=form.reason)


async def _form_of(context: ApiContext, id_: str) -> QualityForm:
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.campaign, id_)
    if row is None:
        raise CalibrationUnknown
    quality = (await context.load_site_version(row.site_version)).quality
    assert quality is not None  # the session was planned with its form
    return quality.forms[row.form]


async def _require_act(
    connection: AsyncConnection, context: ApiContext, row: CalibrationRow, act: CalibrationAct, reason: str = ""
) -> None:
    progress = await load_progress(connection, context.campaign, row)
    require_calibration_act(progress.value, act, reason)


def _require_revision(context: ApiContext, row: CalibrationRow, revision: int) -> None:
    if row.revision != revision:
        newer = present_minutes(store.decrypt_minutes(context.cipher, context.campaign, row))
        raise MinutesChanged({**newer.model_dump(mode="json"), "revision": row.revision})


def _check(
    minutes: Minutes, form: QualityForm, row: CalibrationRow, people: Sequence[PersonRow], *, complete: bool
) -> None:
    logins = {row.planned_by, *(each.user for each in people)}
    criteria = {each.criterion for each in form.criteria}
    if faults := find_minutes_faults(minutes, criteria, logins, complete=False):
        raise CalibrationInvalid(faults)
    if complete and (faults := find_minutes_faults(minutes, criteria, logins, complete=True)):
        raise MinutesIncomplete(faults)


async def _store_draft(connection: AsyncConnection, context: ApiContext, row: CalibrationRow, minutes: Minutes) -> None:
    encrypted = store.encrypt_minutes(context.cipher, context.campaign, row.id, minutes)
    columns = {"minutes": encrypted, "revision": row.revision + 1}
    await store.update_columns(connection, context.campaign, row.id, **columns)


async def _sign(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    row: CalibrationRow,
    minutes: Minutes,
    *,
    act: CalibrationAct,
    reason: str = "",
) -> None:
    campaign, version = context.campaign, row.version + 1
    signed = SignedMinutes(
        version=version,
        signed_at=context.now(),
        signed_by=principal.user,
        signed_by_name=principal.name,
        content=minutes,
        reason=reason,
        digest=minutes_digest(minutes),
    )
    after = msgspec.structs.replace(row, state="minuted", version=version)
    await store.update_columns(connection, campaign, row.id, state=after.state, version=version)
    await store.add_minutes(connection, context.cipher, campaign, row.id, signed)
    wanted = [each.criterion for each in minutes.decisions if each.changes]
    await store.set_wanted_changes(connection, campaign, row.id, wanted)
    await record_act(connection, context, principal, after, act, facts=minutes_facts(row.id, signed), note=reason)
    people = await store.list_people(connection, campaign, row.id)
    users = [each.user for each in people]
    await announce(connection, context, after, "calibration_minuted", users, by_user=principal.user)


def minutes_facts(id_: str, signed: SignedMinutes) -> list[AnyFact]:
    """Return the facts of a signed version of minutes."""
    decisions = signed.content.decisions
    return [
        CalibrationMinutesSigned(
            calibration=id_, version=signed.version, decisions=len(decisions), digest=signed.digest
        ),
        *(
            CalibrationCriterionDecided(
                calibration=id_, version=signed.version, criterion=each.criterion, changes=each.changes
            )
            for each in decisions
        ),
    ]


def _minutes_of(content: MinutesContent) -> Minutes:
    return Minutes(
        agreements=content.agreements,
        decisions=tuple(
            CriterionDecision(criterion=each.criterion, text=each.text, changes=each.changes)
            for each in content.decisions
        ),
        attendees=tuple(content.attendees),
    )
