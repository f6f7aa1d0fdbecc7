"""The contents of the tables of a report, read in one snapshot of the database.

Every number comes from the counts that the screens and the API read, by the same functions of `metrics.indicators`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.user_names import load_names
from agent_api.indicators.breakdowns.tables import TIER_NAMES, topic_name
from agent_api.indicators.queries import details_between, position_of
from agent_api.indicators.update_counts import update_counts
from agent_api.reports.domain.display_names import display_names
from agent_api.reports.own_reports.domain.catalogue import CatalogueFigure, figures_of, ordered
from agent_api.reports.own_reports.domain.definition import Grouping, ReportDefinition, TableChoice
from agent_api.reports.own_reports.domain.document import FigureColumn, RowKey, TableContent
from agent_api.reports.sources.figures import definitions_of, link_of, results_of
from config.site.model import Site
from config.spanish_dates import spoken_month
from config.timezone import COLOMBIA
from metrics.indicators.aggregation import day_of
from metrics.indicators.breakdown.contacts import AdvisorWork, Reason, reasons_of_counts, work_of_counts
from metrics.indicators.breakdown.timeliness import NO_TERMS, Holder, TermCount, group_terms, terms_of_counts
from metrics.indicators.cells import CellKey, Counts, Population
from metrics.indicators.results import SlotKind
from metrics.reports import document
from metrics.reports.document import Origin, ReportCell
from metrics.reports.from_results import Scope, indicators_of, totals_by_scope
from metrics.reports.inputs import Indicator, Totals
from metrics.reports.periods import Period
from metrics.reports.sections.figures import cell_of
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import snapshot

_POPULATIONS: Final[Mapping[str, Population]] = {
    "advisors": "by_advisor",
    "reasons": "reasons",
    "timeliness": "answers",
}
_TIME_KINDS: Final[Mapping[Grouping, SlotKind]] = {"interval": "interval", "day": "day", "month": "month"}
_Cells = list[tuple[CellKey, Counts]]


class LoadedTables(NamedTuple):
    """The tables of a report, and the state of the journal that they were computed from."""

    tables: tuple[TableContent, ...]
    origin: Origin


class _Loaded(NamedTuple):
    """Everything that the tables of a report need.

    Attributes:
        totals: of each slot kind, by start and scope.
        cells: of each population of a breakdown.
    """

    site: Site
    definition: ReportDefinition
    figures: Mapping[str, CatalogueFigure]
    indicators: tuple[Indicator, ...]
    totals: Mapping[SlotKind, Mapping[tuple[datetime, Scope], Totals]]
    cells: Mapping[Population, _Cells]
    names: Mapping[str, str]

    @property
    def scope(self) -> Scope:
        """The filters, as results name them."""
        return self.definition.line or "", self.definition.queue or ""


async def load_tables(
    engine: AsyncEngine, cipher: FieldCipher, site: Site, definition: ReportDefinition, period: Period
) -> LoadedTables:
    """Load the tables of a definition, which must be free of faults, for a period.

    Raises:
        CountsBehind: the journal is ahead of the counts.
        StorageError: PostgreSQL is away.
    """
    await update_counts(engine, site)
    async with snapshot(engine) as connection:
        position = await position_of(connection, site.campaign)
        link = await link_of(connection, site.campaign, position.seq)
        figures = {each.id: each for each in figures_of(site)}
        kinds = _kinds_of(definition, figures)
        results = await results_of(connection, site, period, position, kinds) if kinds else None
        loaded = _Loaded(
            site=site,
            definition=definition,
            figures=figures,
            indicators=indicators_of(await definitions_of(connection, site, period)),
            totals={kind: totals_by_scope(results, kind) for kind in kinds} if results else {},
            cells=await _breakdowns(connection, site, definition, figures, period),
            names=display_names(await load_names(connection, site, cipher)) if _names_people(definition) else {},
        )
    origin = Origin(seq=link.seq, hash=link.hash.hex(), site_version=site.version)
    return LoadedTables(tuple(_table(loaded, each) for each in definition.tables), origin)


def _kinds_of(definition: ReportDefinition, figures: Mapping[str, CatalogueFigure]) -> list[SlotKind]:
    """Return the slots that the tables of calls need; the whole period gives their totals."""
    groups = [
        each.groups
        for each in definition.tables
        if any(figures[id_].family in ("indicators", "calls") for id_ in each.figures)
    ]
    times = {kind for kind in _TIME_KINDS if any(kind in each for each in groups)}
    return [*(_TIME_KINDS[each] for each in ordered(times)), "period"] if groups else []


async def _breakdowns(
    connection: AsyncConnection,
    site: Site,
    definition: ReportDefinition,
    figures: Mapping[str, CatalogueFigure],
    period: Period,
) -> dict[Population, _Cells]:
    families = {figures[id_].family for each in definition.tables for id_ in each.figures}
    cells: dict[Population, _Cells] = {}
    for family, population in _POPULATIONS.items():
        if family in families:
            of_tickets = population == "answers"
            cells[population] = await details_between(
                connection,
                site.campaign,
                period.begins,
                period.ends,
                population,
                line="" if of_tickets else definition.line,
                queue="" if of_tickets else definition.queue,
            )
    return cells


def _names_people(definition: ReportDefinition) -> bool:
    return any({"advisor", "official"} & {*each.groups} for each in definition.tables)


def _table(loaded: _Loaded, table: TableChoice) -> TableContent:
    groups = ordered(table.groups)
    columns: list[FigureColumn] = []
    for id_ in table.figures:
        figure = loaded.figures[id_]
        if figure.family in ("indicators", "calls"):
            columns += _columns_of_calls(loaded, groups, figure)
        elif figure.family == "advisors":
            columns.append(_advisor_column(loaded, groups, figure))
        elif figure.family == "reasons":
            columns.append(_reason_column(loaded, groups, figure))
        else:
            columns.append(_timeliness_column(loaded, groups, figure))
    keys = {key for each in columns for key in each.cells}
    labels = {group: _labels(loaded, group, {key[place] for key in keys}) for place, group in enumerate(groups)}
    return TableContent(groups, tuple(columns), labels, _incomplete(loaded, groups))


def _columns_of_calls(loaded: _Loaded, groups: tuple[Grouping, ...], figure: CatalogueFigure) -> list[FigureColumn]:
    """Return the column of a volume, or one for each version of an indicator in the period."""
    rows = _rows_of_calls(loaded, groups)
    whole = next((each for (_, scope), each in loaded.totals["period"].items() if scope == loaded.scope), None)
    if figure.family == "calls":
        cells = {key: _volume(each, figure.measure) for key, each in rows.items()}
        total = _volume(whole, figure.measure) if whole and "queue" not in groups else None
        return [FigureColumn(figure.name, cells, total)]
    versions = [each for each in loaded.indicators if each.id == figure.measure]
    columns: list[FigureColumn] = []
    for each in versions:
        cells = {key: cell_of(each, row.figures.get(each.key)) for key, row in rows.items()}
        total = cell_of(each, whole.figures.get(each.key)) if whole and "queue" not in groups else None
        columns.append(FigureColumn(each.name, cells, total))
    return columns or [FigureColumn(figure.name, {})]


def _rows_of_calls(loaded: _Loaded, groups: tuple[Grouping, ...]) -> dict[RowKey, Totals]:
    time = next((each for each in groups if each in _TIME_KINDS), None)
    rows: dict[RowKey, Totals] = {}
    for (start, scope), totals in loaded.totals[_TIME_KINDS[time] if time else "period"].items():
        places = _places(loaded.scope, groups, scope)
        if places is not None:
            rows[(*((_slot_key(time, start),) if time else ()), *places)] = totals
    return rows


def _places(filters: Scope, groups: tuple[Grouping, ...], scope: Scope) -> tuple[str, ...] | None:
    """Return the line or queue of a row; None if the scope is of no row of the table."""
    line, queue = scope
    if "line" in groups:
        return (line,) if line and queue == filters[1] and filters[0] in ("", line) else None
    if "queue" in groups:
        return (queue,) if queue and line == filters[0] and filters[1] in ("", queue) else None
    return () if scope == filters else None


def _slot_key(time: Grouping, start: datetime) -> str:
    local = start.astimezone(COLOMBIA)
    return local.strftime({"interval": "%Y-%m-%dT%H:%M", "month": "%Y-%m"}.get(time, "%Y-%m-%d"))


def _volume(totals: Totals, measure: str) -> ReportCell:
    balance = totals.balance
    own: dict[str, int] = {
        "entered": balance.ingressed,
        "received": balance.received,
        "moved": balance.moved,
        "in_progress": balance.in_progress,
        "anomalous": balance.anomalous,
    }
    return document.count_cell(own[measure] if measure in own else dict(balance.outcomes).get(measure, 0))  # type: ignore[call-overload]


def _advisor_column(loaded: _Loaded, groups: tuple[Grouping, ...], figure: CatalogueFigure) -> FigureColumn:
    days: defaultdict[RowKey, list[Counts]] = defaultdict(list)
    for key, counts in loaded.cells["by_advisor"]:
        days[(day_of(key.slot).isoformat(),) if "day" in groups else ()].append(counts)
    cells = {
        (*day, advisor): _work(work, figure.measure)
        for day, of_day in days.items()
        for advisor, work in work_of_counts(of_day)[0].items()
    }
    return FigureColumn(figure.name, cells)


def _work(work: AdvisorWork, measure: str) -> ReportCell:
    match measure:
        case "handle_time":
            return document.seconds_cell(work.handled_ms, work.calls)
        case "untyped_share":
            return document.percent_cell(work.untyped, work.calls)
        case "talk" | "hold" | "wrap":
            times = {"talk": work.talk_ms - work.hold_ms, "hold": work.hold_ms, "wrap": work.wrap_ms}
            return document.duration_cell(times[measure])
    counts = {"calls": work.calls, "holds": work.holds, "transfers": work.transfers, "untyped": work.untyped}
    return document.count_cell(counts[measure])


def _reason_column(loaded: _Loaded, groups: tuple[Grouping, ...], figure: CatalogueFigure) -> FigureColumn:
    counted: defaultdict[RowKey, int] = defaultdict(int)
    for key, counts in loaded.cells["reasons"]:
        day = day_of(key.slot)
        for reason, number in reasons_of_counts([counts]).items():
            values = {"week": _week_of(day), "line": key.line, "typology": "|".join(reason)}
            counted[tuple(values[each] for each in groups)] += number
    cells = {key: document.count_cell(number) for key, number in counted.items() if number}
    return FigureColumn(figure.name, cells or _empty(groups), document.count_cell(sum(counted.values())))


def _empty(groups: tuple[Grouping, ...]) -> dict[RowKey, ReportCell]:
    """Return the one row of a table without groupings, in which nothing was counted."""
    return {} if groups else {(): document.count_cell(0)}


def _week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


_HOLDER_PARTS: Final[Mapping[Grouping, Callable[[Holder], str]]] = {
    "area": lambda each: each.area,
    "tier": lambda each: str(each.tier),
    "official": lambda each: each.owner,
}


def _timeliness_column(loaded: _Loaded, groups: tuple[Grouping, ...], figure: CatalogueFigure) -> FigureColumn:
    terms = terms_of_counts(counts for _, counts in loaded.cells["answers"])
    total = group_terms(terms, lambda _: "").get("", NO_TERMS)
    if not groups:
        return FigureColumn(figure.name, {(): _term_cell(total, figure.measure)})
    rows = group_terms(terms, _HOLDER_PARTS[groups[0]])
    cells: dict[RowKey, ReportCell] = {(id_,): _term_cell(each, figure.measure) for id_, each in rows.items()}
    return FigureColumn(figure.name, cells, _term_cell(total, figure.measure))


def _term_cell(terms: TermCount, measure: str) -> ReportCell:
    if measure == "share":
        return document.percent_cell(terms.in_time, terms.due)
    return document.count_cell(terms.in_time if measure == "in_time" else terms.due)


def _labels(loaded: _Loaded, group: Grouping, values: Iterable[str]) -> dict[str, str]:
    """Return the text of each value of a grouping."""
    site = loaded.site
    match group:
        case "line":
            return {id_: each.name for id_, each in site.lines.items()}
        case "queue":
            return {id_: each.name for id_, each in site.queues.items()}
        case "area":
            return {"": "Sin área", **{id_: each.name for id_, each in site.areas.items()}}
        case "tier":
            return dict(TIER_NAMES)
        case "advisor":
            return dict(loaded.names)
        case "official":
            return {"": "En una bandeja", **loaded.names}
        case "typology":
            return {each: topic_name(site, Reason(*each.split("|"))) for each in values}
    return {each: _time_label(group, each) for each in values}


def _time_label(group: Grouping, value: str) -> str:
    match group:
        case "week":
            return f"{date.fromisoformat(f'{value}-1'):%d/%m/%Y} (semana {value[-2:]})"
        case "month":
            return spoken_month(value)
        case "interval":
            return f"{datetime.fromisoformat(value):%d/%m/%Y %H:%M}"
    return f"{date.fromisoformat(value):%d/%m/%Y}"


def _incomplete(loaded: _Loaded, groups: tuple[Grouping, ...]) -> frozenset[RowKey]:
    """Return the rows of calls in whose time data are missing."""
    if not loaded.totals or {*groups} - {"interval", "day", "month", "line", "queue"}:
        return frozenset()
    return frozenset(key for key, each in _rows_of_calls(loaded, groups).items() if each.incomplete)
