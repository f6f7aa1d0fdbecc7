"""The section on quality in the monthly report."""

from collections.abc import Mapping

import msgspec

from metrics.indicators.results import EvaluatedSample
from metrics.reports.document import Section
from metrics.reports.inputs import Indicator, ReportInputs, Totals
from metrics.reports.sections.figures import comparison_section, highlights_of
from metrics.reports.sections.quality import quality_sections
from metrics.service_level import Ratio
from tests.support.report_day import inputs, interval_counts

USER = Indicator(
    id="user",
    version="1",
    name="Precisión",
    unit="percent",
    sense="at_least",
    target=Ratio(95, 1),
    quality="precision",
)
SCORE = msgspec.structs.replace(USER, id="score", name="Nota", target=None, quality="score")
SAMPLE = EvaluatedSample(evaluations=278, total="264", low="91.72", high="96.98", weighted=False, replaced=2)


def with_quality(samples: Mapping[str, EvaluatedSample], figures: Mapping[str, Ratio]) -> ReportInputs:
    """Return a report's inputs with two indicators of quality, which the line of Bogotá has, too."""
    total = interval_counts(100)

    def measured(totals: Totals) -> Totals:
        return msgspec.structs.replace(totals, figures={**totals.figures, **figures}, samples=samples)

    day = inputs()
    lines = {**day.lines, "Línea Bogotá": measured(day.lines["Línea Bogotá"])}
    indicators = (*day.indicators, USER, SCORE)
    return msgspec.structs.replace(day, indicators=indicators, total=measured(total), lines=lines)


def texts(section: Section, table: int) -> list[list[str]]:
    """Return the texts of a table, with plain spaces."""
    return [[each.text.replace("\u00a0", " ") for each in row.cells] for row in section.tables[table].rows]


def test_each_figure_has_numerator_denominator_and_interval() -> None:
    """A precision misses its target by the exact fraction; an indicator without an evaluation has a dash."""
    [section] = quality_sections(with_quality({"user|1": SAMPLE}, {"user|1": Ratio(264, 278)}))
    assert texts(section, 0) == [
        ["Precisión", "264", "278", "94,96 %", "91,72 a 96,98 %", "al menos 95 %", "No"],
        ["Nota", "—", "0", "—", "—", "—", "—"],
    ]
    assert texts(section, 1) == [["Precisión · Línea Bogotá", *texts(section, 0)[0][1:]]]
    assert "se reemplazaron 2" in section.tables[0].note
    assert "ponderada" not in section.tables[0].note


def test_a_weighted_figure_says_that_it_is_one() -> None:
    """The mark of the interval and the note say that it is not the division of the two columns."""
    weighted = msgspec.structs.replace(SAMPLE, total="26350/3", weighted=True, replaced=0)
    [section] = quality_sections(with_quality({"score|1": weighted}, {"score|1": Ratio(9, 10)}))
    assert texts(section, 0)[1] == ["Nota", "8.783,33", "278", "90,00 %", "91,72 a 96,98 % (p)", "—", "—"]
    assert "Cifra ponderada" in section.tables[0].note
    assert "No se reemplazó nada" in section.tables[0].note


def test_the_first_page_and_the_comparison_stay_those_of_the_operation() -> None:
    """Quality is in the comparison only where something was evaluated, and never on the first page."""
    empty = with_quality({}, {})
    measured = with_quality({"user|1": SAMPLE}, {"user|1": Ratio(264, 278)})
    assert [each.name for each in highlights_of(measured)] == [each.name for each in highlights_of(inputs())]
    names = [[row.cells[0].text for row in comparison_section(each).tables[0].rows] for each in (empty, measured)]
    assert ["Precisión" in each for each in names] == [False, True]
    assert quality_sections(inputs()) == ()
