"""The indicators of a synthetic month equal those of SQL that was written only for this test."""

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from config.timezone import COLOMBIA
from eventlog.facts import OUTCOMES, Envelope
from metrics.indicators.breakdown.contacts import reasons_of_counts, work_of_counts
from metrics.indicators.breakdown.timeliness import terms_of_counts
from metrics.indicators.recount import Recount
from metrics.indicators.results import written_count
from storage.postgres.engine import read_connection
from tests.support.facts.journal_writer import copy_into_journal
from tests.support.facts.synthetic_month import month, with_anomalous_traffic, with_repetitions, without_repetitions
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
BEGINS = datetime(2026, 11, 1, tzinfo=COLOMBIA).astimezone(UTC)
ENDS = datetime(2026, 12, 1, tzinfo=COLOMBIA).astimezone(UTC)
CALLS = int(os.environ.get("ATENCION_MONTH_CALLS", "3000"))
"""A whole month of the contract is 300,000, which takes some minutes."""
_PLAIN = ("SET enable_nestloop = off", "SET jit = off", "SET work_mem = '256MB'")
"""The planner cannot estimate the rows of a WITH, so these settings choose the plan."""
_INDEPENDENT = (Path(__file__).parent / "independent.sql").read_text()
_BREAKDOWNS = (Path(__file__).parent / "independent_breakdowns.sql").read_text()
_OUTCOMES = """
    SELECT e.line, f.outcome, count(*) FROM (
        SELECT call_id, convert_from(bytes, 'UTF8')::jsonb -> 'fact' ->> 'line' AS line FROM journal
        WHERE type IN ('CallIngressed', 'CallReceived')
    ) e JOIN (
        SELECT call_id, convert_from(bytes, 'UTF8')::jsonb -> 'fact' ->> 'outcome' AS outcome FROM journal
        WHERE type = 'CallEnded' AND call_id NOT IN (SELECT call_id FROM journal WHERE type = 'CallSetAside')
    ) f USING (call_id) GROUP BY 1, 2
"""
_WITHOUT_TALK = """
    SELECT convert_from(e.bytes, 'UTF8')::jsonb -> 'fact' ->> 'line', count(*) FROM journal e JOIN (
        SELECT call_id, min(at) AS at FROM journal WHERE type = 'CallAnswered' GROUP BY 1
    ) a USING (call_id)
    WHERE e.type = 'CallEnded' AND e.at - a.at < interval '1 second'
      AND convert_from(e.bytes, 'UTF8')::jsonb -> 'fact' ->> 'outcome' = 'answered'
      AND e.call_id IN (SELECT call_id FROM journal WHERE type IN ('CallIngressed', 'CallReceived'))
      AND e.call_id NOT IN (SELECT call_id FROM journal WHERE type = 'CallSetAside')
    GROUP BY 1
"""
_ANOMALOUS = """
    SELECT f ->> 'line', type, sum(coalesce((f ->> 'calls')::int, 1)) FROM (
        SELECT type, convert_from(bytes, 'UTF8')::jsonb -> 'fact' AS f FROM journal
        WHERE type IN ('CallSetAside', 'TrafficRefused')
    ) each GROUP BY 1, 2
"""


def _counted_too(recount: Recount) -> Iterator[Envelope]:
    for envelope in without_repetitions(with_repetitions(with_anomalous_traffic(month(CALLS)))):
        recount.add(envelope)
        yield envelope


def _breakdowns(recount: Recount) -> dict[tuple[str, str], int]:
    """Return the counted breakdowns by kind and part, without those of 0."""
    cells = recount.counts()

    def of(population: str) -> list[Mapping[str, int]]:
        return [counts for key, counts in cells.items() if key.population == population]

    found: dict[tuple[str, str], int] = {}
    for holder, terms in terms_of_counts(of("answers")).items():
        part = "|".join(map(str, holder))
        found |= {("due", part): terms.due, ("in_time", part): terms.in_time}
    for key, counts in cells.items():
        if key.population == "reasons":
            year, week, _ = datetime.fromtimestamp(key.slot, COLOMBIA).isocalendar()
            for reason, number in reasons_of_counts([counts]).items():
                place = ("reason", "|".join((key.line, f"{year}-W{week:02}", *reason)))
                found[place] = found.get(place, 0) + number
    work, survey = work_of_counts(of("by_advisor"))
    found |= {("work", f"{advisor}|{name}"): n for advisor, each in work.items() for name, n in each._asdict().items()}
    found |= {("survey", "|".join(answer)): number for answer, number in survey.items()}
    return {part: number for part, number in found.items() if number}


@pytest.mark.timeout(3600)
async def test_the_figures_equal_an_independent_computation(engine: AsyncEngine) -> None:
    """Each indicator of each line has the numerator and the denominator of the SQL, and each balance closes."""
    recount = Recount(sample_site().indicators, begins=BEGINS, ends=ENDS)
    await copy_into_journal(engine, _counted_too(recount))
    results = recount.results(["period"])
    figures = {
        (each.line, each.indicator): (each.numerator, each.denominator) for each in results.figures if not each.queue
    }
    async with read_connection(engine) as connection:
        for setting in _PLAIN:
            await connection.execute(text(setting))
        independent = {
            (line, indicator): (int(numerator), int(denominator))
            for line, indicator, numerator, denominator in await connection.execute(text(_INDEPENDENT))
        }
        anomalous = {(line, kind): int(n) for line, kind, n in await connection.execute(text(_ANOMALOUS))}
        silent = {line: int(n) for line, n in await connection.execute(text(_WITHOUT_TALK))}
        breakdowns = {(kind, part): int(n) for kind, part, n in await connection.execute(text(_BREAKDOWNS)) if n}
        outcomes = {(line, outcome): n for line, outcome, n in await connection.execute(text(_OUTCOMES))}
    assert figures == independent
    assert len(figures) == 9 * 4 + 7
    assert _breakdowns(recount) == breakdowns
    assert {kind for kind, _ in breakdowns} == {"due", "in_time", "reason", "work", "survey"}
    assert all(each.closes for each in results.balances)
    lines = {each.line: each for each in results.balances if each.line and not each.queue}
    for line, balance in lines.items():
        set_aside, refused = anomalous[line, "CallSetAside"], anomalous[line, "TrafficRefused"]
        assert (balance.anomalous, balance.set_aside) == (set_aside + refused, set_aside)
        assert written_count(balance.without_talk) == silent.get(line, 0)
        assert balance.outcomes == {outcome: outcomes.get((line, outcome), 0) for outcome in OUTCOMES}
    assert sum(each.entered + each.received for each in lines.values()) == CALLS + 3  # three that the outage ended
