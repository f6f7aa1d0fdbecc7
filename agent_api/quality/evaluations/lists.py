"""Read evaluations: a list, the values of its filters, and one with its form, its rounds and the work that it judges.

Owns what is loaded for a reader; `domain.visibility` decides what they may see.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names, load_names
from agent_api.kit.context import ApiContext
from agent_api.kit.pagination import Cursor
from agent_api.quality.evaluations import store
from agent_api.quality.evaluations.domain.evaluation import SIGNED_STATES, EvaluationSort
from agent_api.quality.evaluations.domain.terms import decision_due
from agent_api.quality.evaluations.domain.visibility import WHOLE_SIGHT, EvaluationReader, Sight
from agent_api.quality.evaluations.evidence import load_evidence
from agent_api.quality.evaluations.presenters import EvaluationParts, present_detail, present_summary, pseudonym_of
from agent_api.quality.evaluations.problems import EvaluationUnknown
from agent_api.quality.evaluations.readers import load_reader, sight_of_row
from agent_api.quality.evaluations.schemas import (
    EvaluationChoice,
    EvaluationChoices,
    EvaluationDetail,
    EvaluationPage,
    EvaluationQuery,
    EvaluationStory,
    EvaluationSummary,
)
from agent_api.quality.evaluations.store import EvaluationFilter, EvaluationRow, StepRow
from agent_api.quality.evaluations.story import load_story
from storage.postgres.engine import read_connection


async def list_page(
    context: ApiContext, principal: Principal, query: EvaluationQuery, after: Cursor | None
) -> EvaluationPage:
    """Return a page of evaluations, as the reader may see them."""
    async with read_connection(context.engine) as connection:
        own = await load_reader(connection, context.campaign, principal, ())
        filter_ = _filter_of(query, own)
        rows = await store.page(connection, context.campaign, filter_, query.limit + 1, after, sort=query.sort)
        reader = await load_reader(connection, context.campaign, principal, rows)
    page = rows[: query.limit]
    names = await find_names(context.engine, context.site, context.cipher, {each.advisor for each in page})
    return EvaluationPage(
        evaluations=[present_summary(row, sight_of_row(row, reader), names) for row in page],
        next=_next_cursor(rows, query.limit, query.sort),
    )


async def list_choices(context: ApiContext, principal: Principal) -> EvaluationChoices:
    """Return the values that the filters can have; advisors only for readers from whom no pseudonym hides them."""
    quality, hides = context.site.quality, principal.has_permission("evaluation.write")
    async with read_connection(context.engine) as connection:
        evaluators = await store.list_evaluators(connection, context.campaign)
        weeks = await store.list_values(connection, context.campaign, "week")
        advisors = [] if hides else await store.list_values(connection, context.campaign, "advisor")
        names = await load_names(connection, context.site, context.cipher, set(advisors)) if advisors else {}
    forms = quality.forms.values() if quality else ()
    return EvaluationChoices(
        forms=[EvaluationChoice(value=each.id, name=f"{each.name} ({each.version_label})") for each in forms],
        weeks=weeks,
        evaluators=[EvaluationChoice(value=user, name=name) for user, name in evaluators.items()],
        advisors=[EvaluationChoice(value=user, name=names.get(user, user)) for user in sorted(advisors)],
    )


class SeenEvaluation(msgspec.Struct, frozen=True):
    """An evaluation, and what its reader may see of it."""

    summary: EvaluationSummary
    sight: Sight


async def list_by_id(context: ApiContext, principal: Principal, ids: Sequence[str]) -> dict[str, SeenEvaluation]:
    """Return evaluations by number, as the reader may see them."""
    async with read_connection(context.engine) as connection:
        rows = await store.list_by_ids(connection, context.campaign, ids)
        reader = await load_reader(connection, context.campaign, principal, rows)
    names = await find_names(context.engine, context.site, context.cipher, {each.advisor for each in rows})
    seen: dict[str, SeenEvaluation] = {}
    for row in rows:
        sight = sight_of_row(row, reader)
        seen[row.id] = SeenEvaluation(present_summary(row, sight, names), sight)
    return seen


async def list_own(context: ApiContext, advisor: str, limit: int, after: Cursor | None) -> EvaluationPage:
    """Return a page of the signed evaluations of an advisor's work that ask for their answer."""
    filter_ = EvaluationFilter(advisor=advisor, states=SIGNED_STATES, with_feedback=True)
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, filter_, limit + 1, after)
    names = await find_names(context.engine, context.site, context.cipher, {advisor})
    return EvaluationPage(
        evaluations=[present_summary(row, WHOLE_SIGHT, names) for row in rows[:limit]],
        next=_next_cursor(rows, limit, "-begun_at"),
    )


async def read_detail(context: ApiContext, principal: Principal, id_: str) -> EvaluationDetail:
    """Return an evaluation, as the reader may see it.

    Raises:
        EvaluationUnknown: there is none with this number.
    """
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.campaign, id_)
        if row is None:
            raise EvaluationUnknown
        reader = await load_reader(connection, context.campaign, principal, [row])
    sight = sight_of_row(row, reader)
    names = await _names_for(context, row, sight)
    evidence = await load_evidence(context, principal, row)
    story = await load_story(context, principal, row, evidence, names)
    return present_detail(await load_parts(context, row, sight, names, story=story), principal.user, context.now())


async def load_parts(
    context: ApiContext, row: EvaluationRow, sight: Sight, names: Mapping[str, str], *, story: EvaluationStory
) -> EvaluationParts:
    """Load the texts, the rounds and the history of an evaluation; its form is that of its beginning."""
    quality = (await context.load_site_version(row.site_version)).quality
    assert quality is not None  # the evaluation began with it
    cipher, campaign = context.cipher, context.campaign
    async with read_connection(context.engine) as connection:
        rounds = await store.list_rounds(connection, cipher, campaign, row.id)
        steps = await store.list_steps(connection, cipher, campaign, row.id)
    return EvaluationParts(
        row=row,
        form=quality.forms[row.form],
        families=quality.families,
        sight=sight,
        names=names,
        texts=store.decrypt_notes(cipher, campaign, row.id, row.notes),
        rounds=rounds,
        steps=steps,
        decide_by=_decide_by(context, row, steps),
        story=story,
    )


def _decide_by(context: ApiContext, row: EvaluationRow, steps: Sequence[StepRow]) -> datetime | None:
    if row.state not in ("refuted", "conciliation"):
        return None
    refuted_at = max(each.at for each in steps if each.act == "refute")
    return decision_due(context.site, refuted_at)


async def _names_for(context: ApiContext, row: EvaluationRow, sight: Sight) -> Mapping[str, str]:
    """Return the name of the advisor as the reader may see it."""
    if not sight.advisor:
        return {row.advisor: pseudonym_of(row)}
    return await find_names(context.engine, context.site, context.cipher, {row.advisor})


def _filter_of(query: EvaluationQuery, reader: EvaluationReader) -> EvaluationFilter:
    """Return the filter of a query; a filter by advisor must not tell whose work a pseudonym hides."""
    hides = reader.evaluates and query.advisor is not None
    return EvaluationFilter(
        advisor=query.advisor,
        week=query.week,
        channel=query.channel,
        kind=query.kind,
        states=None if query.state is None else (query.state,),
        evaluator=query.evaluator,
        item=query.item,
        form=query.form,
        only_named=hides,
        not_items=reader.drafts if hides else (),
    )


def _next_cursor(rows: Sequence[EvaluationRow], limit: int, sort: EvaluationSort) -> str | None:
    last = rows[limit - 1] if len(rows) > limit else None
    return Cursor(getattr(last, sort.removeprefix("-")), last.id).encode() if last else None
