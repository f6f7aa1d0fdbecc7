"""The refutations that wait for a decision, by their deadline."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.kit.context import ApiContext
from agent_api.quality.evaluations import store
from agent_api.quality.evaluations.domain.state_machine import refusal
from agent_api.quality.evaluations.domain.terms import decision_due
from agent_api.quality.evaluations.feedback.schemas import OpenRefutation, OpenRefutations
from agent_api.quality.evaluations.presenters import present_summary
from agent_api.quality.evaluations.readers import load_reader, sight_of_row
from agent_api.quality.evaluations.store import EvaluationFilter
from storage.postgres.engine import read_connection
from storage.tables import evaluation_step

LIMIT = 500
"""The most refutations that the list has; each is decided within days."""
_LAST = datetime.max.replace(tzinfo=UTC)


async def list_open(context: ApiContext, principal: Principal) -> OpenRefutations:
    """Return the refutations that wait for a decision, the one that is due first at the top."""
    now, campaign = context.now(), context.campaign
    async with read_connection(context.engine) as connection:
        filter_ = EvaluationFilter(states=("refuted", "conciliation"))
        rows = await store.page(connection, campaign, filter_, LIMIT)
        reader = await load_reader(connection, campaign, principal, rows)
        moments = await _refuted_at(connection, campaign, [each.id for each in rows])
    names = await find_names(context.engine, context.site, context.cipher, {each.advisor for each in rows})
    found = []
    for row in rows:
        refuted_at = moments[row.id]
        decide_by = decision_due(context.site, refuted_at)
        refused = refusal(row.value, "reject", principal.user, now)
        found.append(
            OpenRefutation(
                evaluation=present_summary(row, sight_of_row(row, reader), names),
                refuted_at=refuted_at,
                decide_by=decide_by,
                late=decide_by is not None and decide_by < now,
                may_decide=refused is None,
                refusal=refused.text if refused else None,
            )
        )
    return OpenRefutations(refutations=sorted(found, key=lambda each: (each.decide_by or _LAST, each.evaluation.id)))


async def _refuted_at(connection: AsyncConnection, campaign: str, ids: list[str]) -> dict[str, datetime]:
    """Return the moment of the last refutation of each evaluation."""
    row = evaluation_step.c
    query = select(row.evaluation, func.max(row.at).label("at")).where(row.campaign == campaign, row.act == "refute")
    rows = await connection.execute(query.where(row.evaluation.in_(ids)).group_by(row.evaluation))
    return {each.evaluation: each.at for each in rows}
