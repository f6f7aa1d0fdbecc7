"""Answers within the legal term of a period, by area, tier and official, from the counts of the indicators."""

from collections.abc import Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.indicators.breakdowns.tables import TIER_NAMES
from agent_api.indicators.queries import details_between
from config.site.model import Site
from metrics.indicators.breakdown.timeliness import Holder, TermCount, group_terms, terms_of_counts
from metrics.reports.inputs import TermRow
from metrics.reports.periods import Period


async def terms_of(
    connection: AsyncConnection, site: Site, period: Period, people: Mapping[str, str] | None = None
) -> tuple[TermRow, ...]:
    """Return the rows of each group; without ``people``, the names by login, no official is named."""
    cells = await details_between(connection, site.campaign, period.begins, period.ends, "answers", line="", queue="")
    terms = terms_of_counts(counts for _, counts in cells)
    areas = {"": "Sin área", **{id_: area.name for id_, area in site.areas.items()}}
    groups: dict[str, tuple[Callable[[Holder], str], Mapping[str, str]]] = {
        "area": (lambda each: each.area, areas),
        "tier": (lambda each: str(each.tier), TIER_NAMES),
    }
    if people is not None:
        groups["official"] = (lambda each: each.owner, {"": "En una bandeja", **people})
    return tuple(row for group, (key, names) in groups.items() for row in _rows(group, group_terms(terms, key), names))


def _rows(group: str, terms: Mapping[str, TermCount], names: Mapping[str, str]) -> list[TermRow]:
    rows = [
        TermRow(group=group, name=names.get(id_, id_), in_time=each.in_time, due=each.due)  # type: ignore[arg-type]
        for id_, each in terms.items()
    ]
    return sorted(rows, key=lambda each: each.name)
