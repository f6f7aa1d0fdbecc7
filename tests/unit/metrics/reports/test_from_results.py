"""The names of indicators in reports."""

from datetime import date

import msgspec

from config.site.oversight.indicators import Formula, IndicatorDefinition
from metrics.reports.from_results import indicators_of
from metrics.reports.sections.figures import comparison_section
from tests.support.report_day import inputs
from tests.support.site_folders import sample_site


def test_a_report_says_that_callers_are_known_by_their_verified_identity() -> None:
    """Callers are recognized by verified identity alone, because facts hold no number, under any name in the site."""
    own = IndicatorDefinition(
        id="repetidas",
        name="Repetidas",
        formula=Formula(kind="repeat_callers", repeat_days=7),
        valid_from=date(2026, 1, 1),
    )
    [table] = comparison_section(msgspec.structs.replace(inputs(), indicators=indicators_of([own]))).tables
    assert "número o de un cliente con la identidad verificada" in table.note
    [plain] = comparison_section(inputs()).tables
    assert "identidad" not in plain.note


def test_sample_name_says_that_callers_are_counted_by_number_or_document() -> None:
    """The sample's name says that callers are counted by number or document."""
    [repeated] = [each for each in sample_site().indicators if each.formula.kind == "repeat_callers"]
    assert repeated.name == "Quienes vuelven a llamar en 7 días (por número o documento)"
