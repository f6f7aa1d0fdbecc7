"""The stored indicators equal those of the journal."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.drill_down import Part, calls_behind
from agent_api.indicators.periods import close_period
from agent_api.indicators.queries import is_behind
from agent_api.indicators.service import Selection, report_of
from agent_api.indicators.store import count_new_facts
from agent_api.kit.author import Author
from config.site.oversight.indicators import OF_QUALITY
from config.timezone import COLOMBIA
from eventlog.facts import AdvisorStateChanged, CallIngressed, CallReceived, Envelope, IdentityVerified
from metrics.indicators.aggregation import SITE_WIDE_KINDS
from metrics.indicators.recount import Recount
from metrics.indicators.results import written_count
from storage.postgres.engine import unit_of_work
from tests.support.facts.fact_table import TimedFact, call_answered, call_ended, call_ingressed, call_queued, log_of
from tests.support.facts.journal_writer import write_journal
from tests.support.facts.synthetic_month import (
    CAMPAIGN,
    month,
    with_anomalous_traffic,
    with_repetitions,
    without_repetitions,
)
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
BEGINS, ENDS = datetime(2026, 11, 1, tzinfo=COLOMBIA), datetime(2026, 12, 1, tzinfo=COLOMBIA)
DEFINITIONS = sample_site().indicators
CALLS = 400


@pytest.mark.parametrize("by", ["interval", "day", "month", "period"])
async def test_each_figure_equals_fold_of_facts_by_any_grouping(engine: AsyncEngine, by: str) -> None:
    """Each figure and each balance, by any grouping, equals the fold of the period's facts alone."""
    facts = list(without_repetitions(with_repetitions(with_anomalous_traffic(month(CALLS), share=0.05))))
    await write_journal(engine, facts)
    assert not await count_new_facts(engine, CAMPAIGN, DEFINITIONS, batch=700, max_batches=2)
    report = await report_of(engine, CAMPAIGN, DEFINITIONS, Selection(begins=BEGINS, ends=ENDS), by, queues=True)
    assert not await is_behind(engine, CAMPAIGN)
    recount = Recount(DEFINITIONS, begins=BEGINS.astimezone(UTC), ends=ENDS.astimezone(UTC))
    for each in facts:
        recount.add(each)
    results = recount.results([by])
    assert tuple(report.figures) == results.figures
    assert tuple(report.balances) == results.balances
    assert all(each.closes for each in report.balances)
    assert any(written_count(each.set_aside) for each in report.balances)
    assert recount.pending == 0


async def test_closed_month_keeps_returning_callers(engine: AsyncEngine) -> None:
    """The days of its closing apply, even if the site changes them later."""
    facts = list(month(CALLS))
    await write_journal(engine, facts)
    async with unit_of_work(engine) as connection:
        author = Author(
            actor="user:coordinador",
            at=ENDS + timedelta(days=3),
            site_version="v",
            user="coordinador",
            name="Coordinadora",
        )
        await close_period(connection, CAMPAIGN, "2026-11", DEFINITIONS, author)
    asked_now = tuple(
        msgspec.structs.replace(each, formula=msgspec.structs.replace(each.formula, repeat_days=3))
        for each in DEFINITIONS
    )
    assert await count_new_facts(engine, CAMPAIGN, asked_now, max_batches=100)
    report = await report_of(engine, CAMPAIGN, asked_now, Selection(begins=BEGINS, ends=ENDS), "period", queues=True)
    recount = Recount(DEFINITIONS, begins=BEGINS.astimezone(UTC), ends=ENDS.astimezone(UTC))
    for each in facts:
        recount.add(each)
    assert report.figures == recount.results(["period"]).figures


async def test_advisor_state_lasts_beyond_midnight_and_call_is_verified_after_it(engine: AsyncEngine) -> None:
    """An advisor's state lasts beyond midnight, and a call is verified after it, behind one of the new month."""
    rows: list[TimedFact] = [
        (-7200, AdvisorStateChanged(advisor="ana", state="available", previous="offline", reason=""), "")
    ]
    for name, at, verified_at, customer in (
        ("old", -600, 900, "u1"),
        ("new", 60, 120, "u1"),
        ("again", -900, 1200, "u1"),
    ):
        rows += [(at, call_ingressed(), name), (at + 10, call_queued(), name), (at + 20, call_answered(), name)]
        verified = IdentityVerified(customer_ref=customer, check="k", questions="birth_date")
        rows += [(verified_at, verified, name), (3600, call_ended(), name)]
    facts = log_of([*rows, (12_000, call_ingressed(), "last")], begins=ENDS.astimezone(UTC))
    await write_journal(engine, facts)
    while not await count_new_facts(engine, CAMPAIGN, DEFINITIONS, batch=2):
        pass
    for by in ("interval", "period"):
        report = await report_of(engine, CAMPAIGN, DEFINITIONS, Selection(begins=BEGINS, ends=ENDS), by, queues=True)
        recount = Recount(DEFINITIONS, begins=BEGINS.astimezone(UTC), ends=ENDS.astimezone(UTC))
        for each in facts:
            recount.add(each)
        results = recount.results([by])
        assert (report.figures, report.balances) == (results.figures, results.balances)
        assert {"repetidas", "ocupacion"} <= {each.indicator for each in report.figures}


@pytest.mark.parametrize("batch", [1, 7])
async def test_count_may_stop_between_connected_calls(engine: AsyncEngine, batch: int) -> None:
    """The connecting calls, numbers and customers may be far apart, and the count may stop anywhere between."""
    chance, rows = random.Random(3), list[TimedFact]()
    for number in range(60):
        name, at, mark = f"c{number}", 3600.0 * number, chance.choice(["", "aa", "bb", "cc", "dd", "ee", "ff"])
        rows += [(at, call_ingressed(mark=mark), name), (at + 1, call_queued(), name), (at + 2, call_answered(), name)]
        if chance.random() < 0.3:
            verified = IdentityVerified(customer_ref=f"u{chance.randint(1, 5)}", check="k", questions="q")
            rows.append((at + 5 + 1800 * chance.randint(0, 3), verified, name))
        rows.append((at + 5_500, call_ended(), name))
    facts = log_of(rows, begins=BEGINS.astimezone(UTC) + timedelta(days=3))
    await write_journal(engine, facts)
    while not await count_new_facts(engine, CAMPAIGN, DEFINITIONS, batch=batch):
        pass
    recount = Recount(DEFINITIONS, begins=BEGINS.astimezone(UTC), ends=ENDS.astimezone(UTC))
    recount.add_all(facts)
    report = await report_of(
        engine, CAMPAIGN, DEFINITIONS, Selection(begins=BEGINS, ends=ENDS), "interval", queues=True
    )
    assert report.figures == recount.results(["interval"]).figures
    expected = CallersOf(facts)
    assert 1 < len(set(expected.caller.values())) < 9
    [figure] = [each for each in recount.results(["period"]).figures if each.indicator == "repetidas" and each.line]
    again = {expected.caller[each] for each in expected.again}
    assert (figure.numerator, figure.denominator) == (len(again), len(set(expected.caller.values())))


@pytest.mark.parametrize("part", ["numerator", "denominator"])
@pytest.mark.parametrize("scope", [(None, None), ("bogota", None), ("bogota", "credito"), (None, "general")])
async def test_each_figure_opens_to_its_calls(
    engine: AsyncEngine, part: Part, scope: tuple[str | None, str | None]
) -> None:
    """A figure has as many calls as it counts; a call that was in a queue several times is listed once."""
    await write_journal(engine, list(month(CALLS)))
    line, queue = scope
    selection = Selection(begins=BEGINS, ends=ENDS, line=line, queue=queue)
    report = await report_of(engine, CAMPAIGN, DEFINITIONS, selection, "period")
    figures = {each.indicator: each for each in report.figures if (each.line, each.queue) == (line or "", queue or "")}
    for definition in DEFINITIONS:
        if definition.formula.kind in SITE_WIDE_KINDS | OF_QUALITY | {"repeat_callers"}:
            continue
        behind, _ = await calls_behind(engine, CAMPAIGN, [definition], selection, part, limit=10_000)
        figure = figures[definition.id]
        counted = getattr(figure, part) if definition.formula.unit == "percent" else figure.denominator
        again = sum(max(sum(visit.queue == queue for visit in each.visits) - 1, 0) for each in behind)
        assert counted - again <= len(behind) <= counted, definition.id
        assert queue or len(behind) == counted, definition.id


@pytest.mark.parametrize("line", [None, "bogota"])
async def test_a_returning_caller_opens_to_calls(engine: AsyncEngine, line: str | None) -> None:
    """For each caller who called again the later calls are listed by page; below them all calls of known callers."""
    facts = list(month(4 * CALLS))
    await write_journal(engine, facts)
    selection = Selection(begins=BEGINS - timedelta(days=40), ends=ENDS, line=line)
    definition = [each for each in DEFINITIONS if each.formula.kind == "repeat_callers"]
    base, _ = await calls_behind(engine, CAMPAIGN, definition, selection, "denominator", limit=10_000)
    again, _ = await calls_behind(engine, CAMPAIGN, definition, selection, "numerator", limit=10_000)
    expected = CallersOf(facts)
    assert {each.call_id for each in base} == {each for each in expected.known if line in (None, expected.line[each])}
    assert {each.call_id for each in again} == {each for each in expected.again if line in (None, expected.line[each])}
    paged, cursor = await calls_behind(engine, CAMPAIGN, definition, selection, "numerator", limit=7)
    while cursor is not None:
        page, cursor = await calls_behind(engine, CAMPAIGN, definition, selection, "numerator", limit=7, after=cursor)
        paged += page
    assert paged == again
    report = await report_of(engine, CAMPAIGN, DEFINITIONS, selection, "period")
    [figure] = [
        each for each in report.figures if (each.indicator, each.line, each.queue) == ("repetidas", line or "", "")
    ]
    callers = {expected.caller[each.call_id] for each in again}
    assert (figure.numerator, len({expected.caller[each.call_id] for each in base})) == (
        len(callers),
        figure.denominator,
    )


class CallersOf:
    """The callers of a month's facts by graph colouring: calls that share a name get the same, lowest colour.

    Attributes:
        line: line of each call, by id.
        known: the calls whose caller is known.
        caller: the colour of each of these.
        again: those whose caller had called within a week.
    """

    def __init__(self, facts: Sequence[Envelope]) -> None:
        self.line = {
            each.call_id: each.fact.line for each in facts if isinstance(each.fact, CallIngressed | CallReceived)
        }
        arrivals = {each.call_id: each.at for each in facts if each.call_id in self.line}
        names: dict[str, set[str]] = {}
        verified = set[str]()
        for each in facts:
            if isinstance(each.fact, CallIngressed | CallReceived):
                arrivals[each.call_id] = each.at
            if isinstance(each.fact, CallIngressed) and each.fact.caller_mark:
                names.setdefault(each.call_id, set()).add(f"{each.fact.line} n{each.fact.caller_mark}")
            elif isinstance(each.fact, IdentityVerified) and each.call_id not in verified:
                verified.add(each.call_id)
                names.setdefault(each.call_id, set()).add(f"{self.line[each.call_id]} c{each.fact.customer_ref}")
        colour = {name: name for several in names.values() for name in several}
        changed = True
        while changed:
            changed = False
            for several in names.values():
                lowest = min(colour[name] for name in several)
                changed |= any(colour[name] != lowest for name in several)
                colour |= dict.fromkeys(several, lowest)
        self.known = set(names)
        self.caller = {call: colour[min(several)] for call, several in names.items()}
        self.again = set[str]()
        for call, person in self.caller.items():
            others = (each for each, other in self.caller.items() if other == person and each != call)
            since = (arrivals[call] - arrivals[each] for each in others)
            if any(timedelta() <= each <= timedelta(days=7) for each in since):
                self.again.add(call)
