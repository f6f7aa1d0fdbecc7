"""Begin an evaluation: what may be evaluated, by whom, with which form.

Beginning is one transaction with its fact. The evaluation keeps the site version and the form of its beginning
if they change later; in a calibration session they are those of its plan. An evaluator who begins the same one again
gets it back.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.quality.calibration_forms import find_calibration_form
from agent_api.quality.evaluations import store
from agent_api.quality.evaluations.domain.repetition import is_repeated
from agent_api.quality.evaluations.domain.tenure import tenure_on
from agent_api.quality.evaluations.problems import (
    EvaluationTaken,
    FollowUpRefused,
    FormMissing,
    ItemNotDrawn,
    NotEvaluable,
    OwnWork,
    QualityNotConfigured,
)
from agent_api.quality.evaluations.sample_items import DrawnItem, find_drawn_item
from agent_api.quality.evaluations.schemas import NewEvaluation
from agent_api.quality.evaluations.store import EvaluationRow
from agent_api.quality.evaluations.work import JudgedWork, find_work
from agent_api.quality.item_claims import lock_items
from agent_api.staff.queries import find_entry_day
from config.schema.decimals import exact
from config.site.model import Site
from config.site.quality.forms import QualityForm, form_on
from config.site.quality.rules import Quality
from config.timezone import COLOMBIA
from eventlog.facts import EvaluationBegun
from eventlog.facts.quality.evaluation import Seat
from metrics.quality.samples.week import week_of
from storage.postgres.engine import read_connection, unit_of_work


class Seating(msgspec.Struct, frozen=True, kw_only=True):
    """The place of a new evaluation among those of its item; ``drawn`` is None for kinds other than ``random``."""

    seat: Seat
    drawn: DrawnItem | None
    repeated: bool


async def begin_evaluation(context: ApiContext, principal: Principal, form: NewEvaluation) -> tuple[str, bool]:
    """Begin an evaluation, or find the one that the user began before; return its number and whether it is new.

    Raises:
        QualityNotConfigured, FormMissing: the site has no form for it.
        NotFound, NumberMisread, NotEvaluable: see `find_work`.
        OwnWork: the user took part in the work.
        ItemNotDrawn: a random evaluation of what was not drawn.
        FollowUpRefused: the followed evaluation is not a signed one of the same advisor.
        EvaluationTaken: another evaluator has it.
    """
    quality = context.site.quality
    if quality is None:
        raise QualityNotConfigured
    work = await find_work(context, principal, form.channel, form.item)
    if not work.ended and form.kind != "side_by_side":
        raise NotEvaluable("Esa llamada no ha terminado; solo se puede evaluar ya como «al lado».")
    if principal.user in work.people:
        raise OwnWork
    site, quality_form = await _choose_form(context, form, work)
    async with unit_of_work(context.engine) as connection:
        await lock_items(connection, context.campaign)
        rivals = await store.list_of_item(connection, context.campaign, work.channel, work.item)
        same = [each for each in rivals if each.kind == form.kind]
        own = next((each for each in same if each.evaluator == principal.user), None)
        if own is not None:
            return own.id, False
        await _check_follows(connection, context.campaign, form, work)
        seating = await _seat(connection, context.campaign, form, work, quality=quality, same=same)
        row = await _new_row(
            connection, context, principal, form, work, site=site, quality_form=quality_form, seating=seating
        )
        await store.add(connection, context.campaign, row)
        author = principal.author(at=row.begun_at, site_version=site.version, call_id=row.call_id)
        await store.add_step(connection, context.cipher, context.campaign, row, "begin", author=author)
        begun = EvaluationBegun(evaluation=row.id, kind=row.kind, channel=row.channel, item=row.item, seat=row.seat)
        await append_facts(connection, context.campaign, [begun], author)
    return row.id, True


async def _choose_form(context: ApiContext, form: NewEvaluation, work: JudgedWork) -> tuple[Site, QualityForm]:
    """Return the form of an evaluation and its site version: of today's site, or of the calibration session."""
    if form.kind == "calibration":
        async with read_connection(context.engine) as connection:
            planned = await find_calibration_form(connection, context.campaign, work.channel, work.item)
        if planned is not None:
            site = await context.load_site_version(planned.site_version)
            assert site.quality is not None  # the session was planned with its form
            return site, site.quality.forms[planned.form]
    worked_on, quality = local_date(work.worked_at), context.site.quality
    quality_form = form_on(quality.forms, form.channel, worked_on) if quality else None
    if quality_form is None:
        raise FormMissing(worked_on)
    return context.site, quality_form


async def _check_follows(connection: AsyncConnection, campaign: str, form: NewEvaluation, work: JudgedWork) -> None:
    if form.follows is None:
        return
    followed = await store.find(connection, campaign, form.follows)
    if followed is None or not followed.round or followed.advisor != work.advisor:
        raise FollowUpRefused


async def _seat(
    connection: AsyncConnection,
    campaign: str,
    form: NewEvaluation,
    work: JudgedWork,
    *,
    quality: Quality,
    same: Sequence[EvaluationRow],
) -> Seating:
    """Choose the seat of a new evaluation; ``same`` are the others of its item and kind."""
    if form.kind == "calibration":
        return Seating(seat="own", drawn=None, repeated=False)
    first = next(iter(same), None)
    if form.kind != "random":
        if first is not None:
            raise EvaluationTaken(first.id, first.evaluator_name, signed=first.round > 0)
        return Seating(seat="first", drawn=None, repeated=False)
    drawn = await find_drawn_item(connection, campaign, work.channel, work.item)
    if drawn is None:
        raise ItemNotDrawn
    repeated = is_repeated(drawn.seed, work.item, exact(quality.evaluations.second_share) / 100)
    free: list[Seat] = ["first", "second"] if repeated else ["first"]
    seats = [seat for seat in free if seat not in {each.seat for each in same}]
    if not seats and first is not None:
        raise EvaluationTaken(first.id, first.evaluator_name, signed=first.round > 0)
    return Seating(seat=seats[0], drawn=drawn, repeated=repeated)


async def _new_row(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    form: NewEvaluation,
    work: JudgedWork,
    *,
    site: Site,
    quality_form: QualityForm,
    seating: Seating,
) -> EvaluationRow:
    now, drawn = context.now(), seating.drawn
    rules = site.quality.evaluations if site.quality else None
    assert rules is not None  # the form is of the site's quality rules
    advisor, worked_on = drawn.advisor if drawn else work.advisor, local_date(work.worked_at)
    entered_on = await find_entry_day(connection, context.campaign, advisor, worked_on)
    return EvaluationRow(
        id=await store.next_id(connection, context.campaign, now.astimezone(COLOMBIA).year),
        kind=form.kind,
        seat=seating.seat,
        holder=principal.user if seating.seat == "own" else "",
        channel=work.channel,
        item=work.item,
        line=drawn.line if drawn else work.line,
        advisor=advisor,
        worked_at=work.worked_at,
        week=drawn.week if drawn else str(week_of(work.worked_at)),
        tenure=tenure_on(entered_on, worked_on, rules.learning_months),
        follows=form.follows or "",
        pseudonymous=rules.pseudonymous and form.kind != "side_by_side",
        repeated=seating.repeated,
        evaluator=principal.user,
        evaluator_name=principal.name,
        site_version=site.version,
        form=quality_form.id,
        form_version=quality_form.version,
        begun_at=now,
        state="draft",
        updated_at=now,
    )
