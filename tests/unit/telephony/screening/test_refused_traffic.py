"""Summaries of refused calls."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.screening.refused_traffic import (
    MAX_REPORTED_SOURCES,
    OTHER_SOURCES,
    REPORT_INTERVAL_S,
    RefusedCalls,
    RefusedTraffic,
)


def test_a_flood_of_one_source_is_one_report_each_ten_seconds() -> None:
    """A report has the number of calls and their first time."""
    traffic = RefusedTraffic()
    for number in range(995):
        traffic.count("a", "rate", "bogota", 100.0 + number / 100)
    assert traffic.take_reports(109.99) == ()
    assert traffic.take_reports(110.0) == (
        RefusedCalls(line="bogota", source="a", reason="rate", calls=995, since=100.0),
    )
    assert traffic.take_reports(1000.0) == ()


def test_a_line_is_named_where_it_was_the_only_one() -> None:
    """With two lines the report names none."""
    traffic = RefusedTraffic()
    for line in ("bogota", "quejas", "quejas"):
        traffic.count("a", "unlisted", line, 0.5)
    assert [each.line for each in traffic.take_reports(11.0)] == [""]


@given(st.lists(st.integers(0, 60), max_size=300))
def test_no_more_than_twenty_sources_and_the_others_and_no_call_is_lost(sources: list[int]) -> None:
    """Forged senders cannot fill the log, and every call is in a total."""
    traffic = RefusedTraffic()
    for source in sources:
        traffic.count(str(source), "rate", "", 1.0)
    reports = traffic.take_reports(1.0 + REPORT_INTERVAL_S)
    assert sum(each.calls for each in reports) == len(sources)
    assert len({each.source for each in reports} - {OTHER_SOURCES}) <= MAX_REPORTED_SOURCES
    assert len(reports) == len({each.source for each in reports})


def test_report_that_could_not_be_written_is_added_to_next_one() -> None:
    """A report that could not be written is added to the next one, without loss or repetition."""
    traffic = RefusedTraffic()
    traffic.count("a", "rate", "bogota", 1.0)
    reports = traffic.take_reports(20.0)
    traffic.count("a", "unacknowledged", "bogota", 21.0)
    traffic.restore(reports)
    assert traffic.take_reports(31.0) == (RefusedCalls(line="bogota", source="a", reason="rate", calls=2, since=1.0),)


def test_a_clock_that_was_set_back_holds_nothing_up() -> None:
    """Setting the clock back an hour does not delay the reports by an hour."""
    traffic = RefusedTraffic()
    traffic.count("a", "rate", "", 7200.0)
    assert len(traffic.take_reports(3600.0)) == 1
