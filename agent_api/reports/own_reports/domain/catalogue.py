"""The catalogue: which figures exist, and with which groupings and filters each can be computed truly. Pure.

A pair that the API could not compute is refused with a sentence, so that no report shows a number that no screen has.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from agent_api.reports.own_reports.domain.definition import Grouping, ReportDefinition, TableChoice
from agent_api.reports.own_reports.domain.report_days import longest_days
from config.site.model import Site
from config.site.oversight.indicators import OF_QUALITY, IndicatorDefinition
from eventlog.facts.labels import OUTCOME_LABELS_PLURAL
from metrics.indicators.aggregation import SITE_WIDE_KINDS

Family = Literal["indicators", "calls", "advisors", "reasons", "timeliness"]
"""``indicators`` of the contract; ``calls``: volumes of the closing balance; ``reasons``: typified calls."""
FAMILY_NAMES: Final[Mapping[Family, str]] = {
    "indicators": "Indicadores del contrato",
    "calls": "Volúmenes de llamadas",
    "advisors": "Trabajo de los asesores",
    "reasons": "Motivos de contacto",
    "timeliness": "Oportunidad de las respuestas",
}
GROUPING_NAMES: Final[Mapping[Grouping, str]] = {
    "interval": "Media hora",
    "day": "Día",
    "week": "Semana",
    "month": "Mes",
    "line": "Línea",
    "queue": "Cola",
    "advisor": "Asesor",
    "typology": "Tipología",
    "area": "Área",
    "tier": "Nivel",
    "official": "Responsable",
}
MOST_TABLES, MOST_FIGURES, MOST_GROUPS, MOST_DAYS = 8, 12, 2, 400
MOST_ROWS: Final = 1_600
_CALL_TIMES: Final = ("interval", "day", "month")
_OF_CALLS: Final = frozenset(
    {
        frozenset[Grouping](),
        *(frozenset[Grouping]({time}) for time in _CALL_TIMES),
        *(frozenset[Grouping]({place}) for place in ("line", "queue")),
        *(frozenset[Grouping]({time, place}) for time in _CALL_TIMES for place in ("line", "queue")),
    }
)
_REASON_PARTS: Final[tuple[Grouping, ...]] = ("week", "line", "typology")
ALLOWED: Final[Mapping[Family, frozenset[frozenset[Grouping]]]] = {
    "indicators": _OF_CALLS,
    "calls": _OF_CALLS,
    "advisors": frozenset({frozenset[Grouping]({"advisor"}), frozenset[Grouping]({"day", "advisor"})}),
    "reasons": frozenset(
        {
            frozenset[Grouping](),
            *(frozenset({one, other}) for one in _REASON_PARTS for other in _REASON_PARTS),
        }
    ),
    "timeliness": frozenset(
        {frozenset[Grouping](), *(frozenset[Grouping]({each}) for each in ("area", "tier", "official"))}
    ),
}
"""The sets of groupings of each family, as the API reads its counts."""
_VOLUMES: Final[Mapping[str, str]] = {
    "entered": "Ingresadas",
    **{str(outcome): name for outcome, name in OUTCOME_LABELS_PLURAL.items()},
    "received": "Recibidas de otra campaña",
    "moved": "Pasadas a otra cola",
    "in_progress": "En curso",
    "anomalous": "Tráfico anómalo",
}
_ADVISOR_FIGURES: Final[Mapping[str, str]] = {
    "calls": "Llamadas atendidas",
    "handle_time": "Tiempo medio de operación",
    "talk": "Conversación",
    "hold": "En espera",
    "wrap": "Tipificación",
    "holds": "Veces en espera",
    "transfers": "Transferencias",
    "untyped": "Sin tipificar",
    "untyped_share": "Sin tipificar (%)",
}
_REASON_FIGURES: Final[Mapping[str, str]] = {"calls": "Llamadas tipificadas"}
_TIMELINESS_FIGURES: Final[Mapping[str, str]] = {
    "in_time": "Respondidos en término",
    "due": "Por responder",
    "share": "Oportunidad",
}
_NAMES: Final[Mapping[Family, Mapping[str, str]]] = {
    "calls": _VOLUMES,
    "advisors": _ADVISOR_FIGURES,
    "reasons": _REASON_FIGURES,
    "timeliness": _TIMELINESS_FIGURES,
}


class CatalogueFigure(NamedTuple):
    """A figure of the catalogue; ``id`` is family and measure, joined by a point."""

    id: str
    family: Family
    measure: str
    name: str


class DefinitionFault(NamedTuple):
    """Why a definition cannot be computed: the field, and a Spanish sentence."""

    field: str
    text: str


def figures_of(site: Site) -> tuple[CatalogueFigure, ...]:
    """Return every figure of a site: the contract's indicators first."""
    indicators = {each.id: each.name for each in site.indicators}
    named: dict[Family, Mapping[str, str]] = {"indicators": indicators, **_NAMES}
    return tuple(
        CatalogueFigure(f"{family}.{measure}", family, measure, name)
        for family, names in named.items()
        for measure, name in names.items()
    )


def allowed_groups(site: Site, figure: CatalogueFigure) -> tuple[tuple[Grouping, ...], ...]:
    """Return the groupings of a figure, each in the order of the columns, the fewest first."""
    sets = [each for each in ALLOWED[figure.family] if not each & _impossible(site, figure)]
    return tuple(sorted((ordered(each) for each in sets), key=lambda each: (len(each), [_place(one) for one in each])))


def ordered(groups: Iterable[Grouping]) -> tuple[Grouping, ...]:
    """Return groupings in the order of the columns: times before places."""
    return tuple(sorted(groups, key=_place))


def find_fault(site: Site, definition: ReportDefinition) -> DefinitionFault | None:
    """Return the first reason why a definition cannot be computed on a site; None if it can."""
    if definition.line is not None and definition.line not in site.lines:
        return DefinitionFault("line", "Esa línea no está en la campaña.")
    if definition.queue is not None and definition.queue not in site.queues:
        return DefinitionFault("queue", "Esa cola no está en la campaña.")
    period = definition.period
    if period.kind == "fixed" and (period.first is None or period.last is None or period.last < period.first):
        return DefinitionFault("period", "Escriba el primer día y el último, en ese orden.")
    if longest_days(period) > MOST_DAYS:
        return DefinitionFault("period", f"El período pasa de {MOST_DAYS} días: escriba uno más corto.")
    known = {each.id: each for each in figures_of(site)}
    for table in definition.tables:
        fault = _fault_of_table(site, definition, table, known)
        if fault is not None:
            return fault
    return None


def _fault_of_table(
    site: Site, definition: ReportDefinition, table: TableChoice, known: Mapping[str, CatalogueFigure]
) -> DefinitionFault | None:
    if len(set(table.figures)) != len(table.figures) or len(set(table.groups)) != len(table.groups):
        return DefinitionFault("tables", "Cada cifra y cada grupo van una sola vez en una tabla.")
    for id_ in table.figures:
        figure = known.get(id_)
        if figure is None:
            return DefinitionFault("tables", f"La cifra «{id_}» no está en el catálogo.")
        if ordered(table.groups) not in allowed_groups(site, figure):
            return DefinitionFault("tables", _pair_refusal(site, figure, table.groups))
        filtered = _filter_refusal(site, figure, definition)
        if filtered:
            return DefinitionFault("tables", filtered)
    if _most_rows(site, definition, table) > MOST_ROWS:
        text = f"Una tabla por {_words(table.groups)} en ese período pasaría de {MOST_ROWS} filas: escoja menos."
        return DefinitionFault("tables", text)
    return None


def _pair_refusal(site: Site, figure: CatalogueFigure, groups: tuple[Grouping, ...]) -> str:
    options = [_words(each) for each in allowed_groups(site, figure) if each]
    by = f"por {_words(groups)}" if groups else "sin agrupar"
    return f"«{figure.name}» no se puede contar {by}. Se cuenta por {', por '.join(options)}."


def _filter_refusal(site: Site, figure: CatalogueFigure, definition: ReportDefinition) -> str:
    """Return why a figure does not go with the filters; empty if it does."""
    if definition.line is None and definition.queue is None:
        return ""
    impossible = _impossible(site, figure)
    if figure.family == "timeliness" or "line" in impossible:
        return f"«{figure.name}» no es de una línea ni de una cola: quite el filtro o quite la cifra."
    if definition.queue is not None and "queue" in impossible:
        return f"«{figure.name}» no se cuenta por cola: quite el filtro de cola o quite la cifra."
    return ""


def _impossible(site: Site, figure: CatalogueFigure) -> frozenset[Grouping]:
    """Return the groupings that one figure lacks, though its family has them."""
    definition = _definition_of(site, figure)
    if definition is None:
        return frozenset()
    if definition.formula.kind in SITE_WIDE_KINDS:
        return frozenset({"line", "queue"})
    return frozenset({"queue", "interval"}) if definition.formula.kind in OF_QUALITY else frozenset()


def _definition_of(site: Site, figure: CatalogueFigure) -> IndicatorDefinition | None:
    if figure.family != "indicators":
        return None
    return next((each for each in site.indicators if each.id == figure.measure), None)


def _most_rows(site: Site, definition: ReportDefinition, table: TableChoice) -> int:
    """Return the most rows that the times and places of a table can give."""
    rows, days = 1, longest_days(definition.period)
    for group in table.groups:
        match group:
            case "interval":
                rows *= 48 * days
            case "day":
                rows *= days
            case "line":
                rows *= 1 if definition.line else len(site.lines)
            case "queue":
                rows *= 1 if definition.queue else len(site.queues)
    return rows


def _words(groups: Iterable[Grouping]) -> str:
    return " y ".join(GROUPING_NAMES[each].lower() for each in ordered(groups))


def _place(group: Grouping) -> int:
    return list(GROUPING_NAMES).index(group)
