"""The catalogue: which figures go with which groupings, and what is refused."""

from datetime import date

import msgspec
import pytest

from agent_api.access.permissions import roles_with_permission
from agent_api.reports.own_reports.domain.catalogue import allowed_groups, figures_of, find_fault
from agent_api.reports.own_reports.domain.definition import (
    Grouping,
    PeriodChoice,
    RelativePeriod,
    ReportDefinition,
    TableChoice,
)
from tests.support.site_folders import sample_site

SITE = sample_site()
LINE, QUEUE = next(iter(SITE.lines)), next(iter(SITE.queues))
LEVEL = next(f"indicators.{each.id}" for each in SITE.indicators if each.formula.kind == "service_level")
OCCUPANCY = next(f"indicators.{each.id}" for each in SITE.indicators if each.formula.kind == "occupancy")
QUALITY = next(f"indicators.{each.id}" for each in SITE.indicators if each.formula.kind == "quality_precision")


def definition(
    figure: str, *groups: Grouping, period: RelativePeriod = "yesterday", line: str | None = None
) -> ReportDefinition:
    """Return a report of one figure by some groupings."""
    table = TableChoice(figures=(figure,), groups=groups)
    return ReportDefinition(tables=(table,), period=PeriodChoice(kind=period), line=line)


def test_each_allowed_pair_is_free_of_faults_and_each_other_is_refused() -> None:
    """The catalogue that a screen shows and the check that the API makes are one."""
    groupings: tuple[Grouping, ...] = ("interval", "day", "week", "month", "line", "queue", "advisor", "typology")
    every: list[tuple[Grouping, ...]] = [(), *((each,) for each in groupings)]
    every += [(one, other) for one in groupings for other in groupings if one < other]
    for figure in figures_of(SITE):
        allowed = {frozenset(each) for each in allowed_groups(SITE, figure)}
        for groups in every:
            refused = find_fault(SITE, definition(figure.id, *groups)) is not None
            assert refused == (frozenset(groups) not in allowed), (figure.id, groups)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (definition("advisors.calls", "queue"), "«Llamadas atendidas» no se puede contar por cola. Se cuenta por "),
        (definition("advisors.calls"), "«Llamadas atendidas» no se puede contar sin agrupar."),
        (definition(LEVEL, "advisor"), "no se puede contar por asesor"),
        (definition(OCCUPANCY, "line"), "no se puede contar por línea"),
        (definition(OCCUPANCY, line=LINE), "no es de una línea ni de una cola"),
        (definition(QUALITY, "interval"), "no se puede contar por media hora"),
        (definition("timeliness.share", line=LINE), "no es de una línea ni de una cola"),
        (definition("timeliness.share", "line"), "no se puede contar por línea"),
        (definition("indicators.ya_no_esta"), "no está en el catálogo"),
        (definition(LEVEL, line="ya_no_esta"), "Esa línea no está en la campaña."),
        (definition(LEVEL, "interval", "queue", period="last_month"), "pasaría de 1600 filas"),
        (definition(LEVEL, "day", "day"), "van una sola vez"),
    ],
)
def test_what_the_api_cannot_count_is_refused_with_a_sentence(found: ReportDefinition, text: str) -> None:
    """The sentence names the figure and says with what it goes."""
    fault = find_fault(SITE, found)
    assert fault is not None
    assert text in fault.text


def test_a_quality_figure_has_no_filter_of_a_queue() -> None:
    """Evaluations are of a line."""
    of_line = definition(QUALITY, line=LINE)
    assert find_fault(SITE, of_line) is None
    assert find_fault(SITE, msgspec.structs.replace(of_line, queue=QUEUE)) is not None


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (None, None),
        (date(2026, 11, 1), None),
        (date(2026, 11, 2), date(2026, 11, 1)),
        (date(2026, 1, 1), date(2027, 6, 1)),
    ],
)
def test_a_fixed_period_needs_its_days_in_order(first: date | None, last: date | None) -> None:
    """It has at most 400 days, as the API's."""
    period = PeriodChoice(kind="fixed", first=first, last=last)
    fault = find_fault(SITE, msgspec.structs.replace(definition(LEVEL), period=period))
    assert fault is not None
    assert fault.field == "period"


def test_users_who_may_compose_may_see_the_figures() -> None:
    """No role composes reports of numbers that its screens do not show."""
    composing = roles_with_permission("own_report.use")
    assert set(composing) <= set(roles_with_permission("service_level.read"))
    assert set(roles_with_permission("own_report.manage")) <= set(composing)
