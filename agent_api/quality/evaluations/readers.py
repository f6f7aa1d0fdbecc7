"""The reader of evaluations: what they judge themselves, which decides what they may see of others' judgements."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.quality.evaluations import store
from agent_api.quality.evaluations.domain.visibility import EvaluationReader, Sight, ViewedEvaluation, sight_of
from agent_api.quality.evaluations.store import EvaluationRow
from eventlog.facts.quality.evaluation import EvaluationChannel
from storage.tables import calibration, calibration_item


async def load_reader(
    connection: AsyncConnection, campaign: str, principal: Principal, rows: Sequence[EvaluationRow]
) -> EvaluationReader:
    """Load what decides the sight of a reader of some evaluations."""
    if not principal.has_permission("evaluation.write"):
        return EvaluationReader(user=principal.user, evaluates=False)
    judged = {(row.channel, row.item) for row in rows if row.kind == "calibration" or row.repeated}
    siblings = await store.list_of_items(connection, campaign, judged)
    signed = [each for each in siblings if each.round]
    return EvaluationReader(
        user=principal.user,
        evaluates=True,
        drafts=await store.drafts_of(connection, campaign, principal.user),
        signed={(each.kind, each.channel, each.item) for each in signed if each.evaluator == principal.user},
        complete=_complete_items(signed),
        unopened=await _unopened_items(connection, campaign),
    )


async def find_signed(
    connection: AsyncConnection, campaign: str, principal: Principal, ids: Collection[str]
) -> Mapping[str, EvaluationRow]:
    """Return those signed evaluations whose content a reader may see, by number."""
    rows = [each for each in await store.list_by_ids(connection, campaign, ids) if each.round]
    reader = await load_reader(connection, campaign, principal, rows)
    return {each.id: each for each in rows if sight_of_row(each, reader).content}


async def list_follow_ups_of(
    connection: AsyncConnection, campaign: str, id_: str
) -> tuple[EvaluationRow, list[EvaluationRow]]:
    """Return an evaluation, which must exist, and its signed follow-ups, the last begun first."""
    [followed] = await store.list_by_ids(connection, campaign, [id_])
    return followed, await store.list_follow_ups(connection, campaign, id_)


def sight_of_row(row: EvaluationRow, reader: EvaluationReader) -> Sight:
    """Return what a reader may see of an evaluation."""
    viewed = ViewedEvaluation(
        kind=row.kind,
        channel=row.channel,
        item=row.item,
        evaluator=row.evaluator,
        signed=row.round > 0,
        pseudonymous=row.pseudonymous,
        repeated=row.repeated and row.kind == "random",
    )
    return sight_of(viewed, reader)


def _complete_items(signed: Collection[EvaluationRow]) -> set[tuple[EvaluationChannel, str]]:
    random = [each for each in signed if each.kind == "random"]
    first, second = (
        {(each.channel, each.item) for each in random if each.seat == seat} for seat in ("first", "second")
    )
    return first & second


async def _unopened_items(connection: AsyncConnection, campaign: str) -> set[tuple[EvaluationChannel, str]]:
    """Return channel and item of the calibration sessions whose results are not open: also who signed must wait."""
    session, row = calibration.c, calibration_item.c
    same = (row.campaign == session.campaign) & (row.calibration == session.id)
    query = select(session.channel, row.item).join_from(calibration, calibration_item, same)
    found = await connection.execute(query.where(session.campaign == campaign, session.state == "evaluating"))
    return {(each.channel, each.item) for each in found}
