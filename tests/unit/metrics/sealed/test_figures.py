"""The figures of a sealed month."""

from datetime import timedelta

from config.site.oversight.indicators import definitions_to_json
from metrics.indicators.results import results_from_json
from metrics.sealed.figures import MonthFigures
from tests.support.facts.fact_table import (
    NOON,
    TimedFact,
    call_answered,
    call_ended,
    call_ingressed,
    call_queued,
    log_of,
)

SILENT: list[TimedFact] = [(0, call_ingressed()), (5, call_queued()), (25, call_answered()), (25.2, call_ended())]


def test_balance_has_their_number_and_file_with_another_number_differs() -> None:
    """The balance has their number, and a file with another number differs."""
    begins, ends = NOON - timedelta(days=1), NOON + timedelta(days=1)
    figures = MonthFigures(begins, ends, definitions_to_json(()))
    figures.add_all(log_of(SILENT))
    results = figures.results()
    assert {row.without_talk for row in results_from_json(results).balances} == {1}
    assert figures.differences(results)[1] == []
    assert figures.differences(results.replace(b'"without_talk":1', b'"without_talk":2'))[1] != []
