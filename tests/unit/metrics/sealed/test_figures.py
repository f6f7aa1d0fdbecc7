"""The figures of a sealed month, by the format of its file."""

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


def test_a_file_of_before_says_nothing_of_answers_without_conversation() -> None:
    """What it was signed with agrees still with its facts; a file of today tells such calls apart."""
    begins, ends = NOON - timedelta(days=1), NOON + timedelta(days=1)
    before, today = (
        MonthFigures(begins, ends, definitions_to_json(()), says_without_talk=says) for says in (False, True)
    )
    for figures in (before, today):
        figures.add_all(log_of(SILENT))
    assert "without_talk" not in before.results().decode()
    assert {row.without_talk for row in results_from_json(today.results()).balances} == {1}
    assert before.differences(before.results())[1] == []
    assert before.differences(today.results())[1] != []
