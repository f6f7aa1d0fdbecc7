"""Plan a session: its form, its items and its people, in one transaction with its facts and notifications.

All items must fall under one version of one form, and no person of the session may have done the work. An item that
was calibrated before cannot be calibrated again, because an evaluator who knows the result is not blind.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import ApiError
from agent_api.kit.facts import append_facts
from agent_api.quality.calibrations import store
from agent_api.quality.calibrations.announcements import announce
from agent_api.quality.calibrations.candidates import list_candidates
from agent_api.quality.calibrations.problems import CalibrationInvalid
from agent_api.quality.calibrations.schemas import CalibrationForm, Candidate
from agent_api.quality.calibrations.store import CalibrationItemRow, CalibrationRow, PersonRow
from agent_api.quality.evaluations import store as evaluation_store
from agent_api.quality.evaluations.domain.content import FieldFault
from agent_api.quality.evaluations.problems import FormMissing, QualityNotConfigured
from agent_api.quality.evaluations.sample_items import find_drawn_item
from agent_api.quality.evaluations.work import JudgedWork, find_work
from agent_api.quality.item_claims import lock_items
from config.site.quality.forms import QualityForm, form_on
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, CalibrationItemChosen, CalibrationPersonNamed, CalibrationPlanned
from eventlog.facts.quality.calibration import CalibrationPart
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import unit_of_work


class _ChosenWork(NamedTuple):
    """The works of a session, in order, and the form under which all of them fall."""

    works: Sequence[JudgedWork]
    form: QualityForm


async def plan_calibration(context: ApiContext, principal: Principal, form: CalibrationForm) -> str:
    """Store a new session, and return its number.

    Raises:
        QualityNotConfigured: the site has no quality rules.
        FormMissing: no form of the channel was in force on the day of the first item.
        CalibrationInvalid: a person cannot take part, or an item cannot be evaluated.
    """
    people = await _people(context, form)
    chosen = await _choose_work(context, principal, form)
    _check_own_work(form, people, chosen.works)
    async with unit_of_work(context.engine) as connection:
        await store.lock_numbers(connection, context.campaign)
        await lock_items(connection, context.campaign)  # no evaluation of an item begins meanwhile
        await _check_items_free(connection, context.campaign, form, chosen.works)
        items = [
            CalibrationItemRow(
                item=each.item, position=position, week=await _week_of(connection, context.campaign, each)
            )
            for position, each in enumerate(chosen.works, start=1)
        ]
        row = await _new_row(connection, context, principal, form, chosen.form)
        await store.add(connection, context.campaign, row, items, people)
        author = principal.author(at=row.planned_at, site_version=row.site_version)
        await store.add_step(connection, context.cipher, context.campaign, row, "plan", author=author)
        await append_facts(connection, context.campaign, plan_facts(row, items, people), author)
        users = [each.user for each in people]
        await announce(connection, context, row, "calibration_planned", users, by_user=principal.user)
    return row.id


async def _people(context: ApiContext, form: CalibrationForm) -> list[PersonRow]:
    """Return the people of a plan.

    Raises:
        CalibrationInvalid: one is named twice, or cannot take the part.
    """
    candidates = await list_candidates(context.engine, context.cipher, context.campaign, context.now())
    by_user = {each.user: each for each in candidates.candidates}
    named: list[tuple[str, str, CalibrationPart]] = [
        *((f"evaluators.{n}", each, "evaluator") for n, each in enumerate(form.evaluators)),
        ("master", form.master, "master"),
        *((f"observers.{n}", each, "observer") for n, each in enumerate(form.observers)),
    ]
    faults, people = list[FieldFault](), dict[str, PersonRow]()
    for field, user, part in named:
        fault = check_part(by_user.get(user), part)
        if fault or user in people:
            faults.append(FieldFault(field, fault or "Esa persona ya está; cada una participa de una sola forma."))
        else:
            people[user] = PersonRow(user=user, name=by_user[user].name, part=part)
    if faults:
        raise CalibrationInvalid(faults)
    return list(people.values())


def check_part(candidate: Candidate | None, part: CalibrationPart) -> str:
    """Return in Spanish why a user cannot take a part; empty if they can."""
    if candidate is None:
        return "Ese usuario no puede ver evaluaciones."
    if part != "observer" and not candidate.evaluates:
        return f"{candidate.name} no puede evaluar."
    return ""


async def _choose_work(context: ApiContext, principal: Principal, form: CalibrationForm) -> _ChosenWork:
    """Find the works of a plan.

    Raises:
        QualityNotConfigured, FormMissing: as in `plan_calibration`.
        CalibrationInvalid: one is unknown, repeated or unfit, or falls under another form than the first.
    """
    quality = context.site.quality
    if quality is None:
        raise QualityNotConfigured
    faults, works = list[FieldFault](), list[JudgedWork]()
    chosen_form: QualityForm | None = None
    for index, item in enumerate(form.items):
        try:
            work = await find_work(context, principal, form.channel, item)
        except ApiError as error:
            if error.status >= 500:
                raise
            faults.append(FieldFault(f"items.{index}", str(error)))
            continue
        worked_on = local_date(work.worked_at)
        own_form = form_on(quality.forms, form.channel, worked_on)
        chosen_form = chosen_form or own_form
        if own_form is None or chosen_form is None:
            raise FormMissing(worked_on)
        if fault := _check_work(work, works, own_form, chosen_form):
            faults.append(FieldFault(f"items.{index}", fault))
        works.append(work)
    if faults or chosen_form is None:
        raise CalibrationInvalid(faults)
    return _ChosenWork(works, chosen_form)


def _check_work(work: JudgedWork, others: Sequence[JudgedWork], form: QualityForm, chosen: QualityForm) -> str:
    if not work.ended:
        return "Esa llamada no ha terminado."
    if work.item in {each.item for each in others}:
        return "Está dos veces."
    if form != chosen:
        return f"Ese día regía otro formulario («{form.version_label}»): calíbrela aparte."
    return ""


def _check_own_work(form: CalibrationForm, people: Sequence[PersonRow], works: Sequence[JudgedWork]) -> None:
    faults = [
        FieldFault(f"items.{index}", f"{each.name} participó en ella, y nadie evalúa su propio trabajo.")
        for index, work in enumerate(works)
        for each in people
        if each.part != "observer" and each.user in work.people
    ]
    if faults:
        raise CalibrationInvalid(faults)


async def _check_items_free(
    connection: AsyncConnection, campaign: str, form: CalibrationForm, works: Sequence[JudgedWork]
) -> None:
    """Refuse what another session has, or what was already evaluated as a calibration.

    Raises:
        CalibrationInvalid: an item is not free.
    """
    taken = await store.items_taken(connection, campaign, form.channel, [each.item for each in works])
    evaluations = await evaluation_store.list_of_items(
        connection, campaign, [(each.channel, each.item) for each in works]
    )
    calibrated = {each.item for each in evaluations if each.kind == "calibration"}
    faults = []
    for index, work in enumerate(works):
        if work.item in taken:
            faults.append(FieldFault(f"items.{index}", f"Ya está en la calibración {taken[work.item]}."))
        elif work.item in calibrated:
            faults.append(FieldFault(f"items.{index}", "Alguien ya la evaluó como calibración."))
    if faults:
        raise CalibrationInvalid(faults)


async def _week_of(connection: AsyncConnection, campaign: str, work: JudgedWork) -> str:
    drawn = await find_drawn_item(connection, campaign, work.channel, work.item)
    return drawn.week if drawn else ""


async def _new_row(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    form: CalibrationForm,
    quality_form: QualityForm,
) -> CalibrationRow:
    now, quality = context.now(), context.site.quality
    assert quality is not None  # the form is of the site's quality rules
    id_ = await store.next_id(connection, context.campaign, now.astimezone(COLOMBIA).year)
    return CalibrationRow(
        id=id_,
        title=context.cipher.encrypt(form.title, field=store.TITLE, row=row_key(context.campaign, id_)),
        channel=form.channel,
        site_version=context.site.version,
        form=quality_form.id,
        form_version=quality_form.version,
        tolerance=f"{quality.calibration.tolerance:g}",
        held_on=form.held_on,
        planned_at=now,
        planned_by=principal.user,
        planned_by_name=principal.name,
    )


def plan_facts(row: CalibrationRow, items: Sequence[CalibrationItemRow], people: Sequence[PersonRow]) -> list[AnyFact]:
    """Return the facts of a new session."""
    planned = CalibrationPlanned(
        calibration=row.id,
        channel=row.channel,
        form=row.form,
        form_version=row.form_version,
        held_on=row.held_on.isoformat(),
        items=len(items),
        people=len(people),
    )
    chosen = [CalibrationItemChosen(calibration=row.id, item=each.item, week=each.week) for each in items]
    named = [CalibrationPersonNamed(calibration=row.id, user=each.user, part=each.part) for each in people]
    return [planned, *chosen, *named]
