"""List the evaluations behind a figure of quality, each as its reader may see it."""

from typing import ClassVar

from agent_api.access.principal import Principal
from agent_api.indicators.quality.drill_down import evaluations_behind
from agent_api.indicators.quality.schemas import CountedEvaluationPage, EvaluationsBehindQuery, present_counted
from agent_api.indicators.service import definitions_of, resolve_selection
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import ApiError, NotFound
from agent_api.kit.pagination import parse_cursor
from agent_api.quality.evaluations.lists import list_by_id
from config.site.oversight.indicators import OF_QUALITY
from storage.postgres.engine import snapshot


class NoEvaluationsCounted(ApiError):
    """The indicator counts no evaluations."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no_evaluations_behind"

    def __init__(self, name: str) -> None:
        super().__init__(f"«{name}» no se cuenta sobre evaluaciones: consulte sus llamadas.")


async def list_behind(
    context: ApiContext, principal: Principal, indicator: str, query: EvaluationsBehindQuery
) -> CountedEvaluationPage:
    """Return a page of the evaluations behind a figure.

    Raises:
        NotFound: no such indicator is in force in the period.
        NoEvaluationsCounted: it is no indicator of quality.
    """
    selection = resolve_selection(query.begins, query.ends, context.now(), query.line, query.queue)
    definitions = await definitions_of(context.engine, context.campaign, context.site.indicators, selection)
    matching = [each for each in definitions if each.id == indicator]
    if not matching:
        raise NotFound(f"No hay ningún indicador «{indicator}» vigente en ese período.")
    if matching[0].formula.kind not in OF_QUALITY:
        raise NoEvaluationsCounted(matching[0].name)
    async with snapshot(context.engine) as connection:
        counted, more = await evaluations_behind(
            connection,
            context.campaign,
            matching,
            selection,
            query.part,
            limit=query.limit,
            after=parse_cursor(query.cursor),
        )
    seen = await list_by_id(context, principal, [each.id for each in counted])
    return CountedEvaluationPage(
        evaluations=[
            present_counted(each, seen[each.id].summary, content=seen[each.id].sight.content) for each in counted
        ],
        next=more.encode() if more else None,
    )
