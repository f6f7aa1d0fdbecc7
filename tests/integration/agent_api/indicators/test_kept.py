"""What the database keeps of indicators is what the journal gives."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.indicators.calls import Part, calls_behind
from agent_api.indicators.keeping import count_on, is_behind
from agent_api.indicators.periods import close_period
from agent_api.indicators.service import Stretch, report_of
from config.site_files import load_site
from config.zone import COLOMBIA
from eventlog.facts import AdvisorStateChanged, IdentityVerified
from metrics.indicators.recount import Recount
from metrics.indicators.slots import OF_THE_HOUSE
from storage.engine import unit_of_work
from tests.integration.agent_api.conftest import SAMPLE_SITE
from tests.integration.agent_api.indicators.conftest import journal_all
from tests.synthetic_month import CAMPAIGN, journaled, month, stream
from tests.unit.metrics.indicators.told import Row, answered, ended, ingressed, queued, told

pytestmark = pytest.mark.integration
BEGINS, ENDS = datetime(2026, 11, 1, tzinfo=COLOMBIA), datetime(2026, 12, 1, tzinfo=COLOMBIA)
DEFINITIONS = load_site(SAMPLE_SITE).indicators
CALLS = 400


@pytest.mark.parametrize("by", ["interval", "day", "month", "period"])
async def test_the_database_gives_what_the_journal_alone_gives(engine: AsyncEngine, by: str) -> None:
    """Every figure and every balance, cut in whatever way, is equal to the fold of the period's facts alone."""
    facts = list(journaled(stream(month(CALLS))))
    await journal_all(engine, facts)
    assert not await count_on(engine, CAMPAIGN, DEFINITIONS, batch=700, most=2)
    kept = await report_of(engine, CAMPAIGN, DEFINITIONS, Stretch(begins=BEGINS, ends=ENDS), by, queues=True)
    assert not await is_behind(engine, CAMPAIGN)
    recount = Recount(DEFINITIONS, begins=BEGINS.astimezone(UTC), ends=ENDS.astimezone(UTC))
    for each in facts:
        recount.add(each)
    results = recount.results([by])
    assert tuple(kept.figures) == results.figures
    assert tuple(kept.balances) == results.balances
    assert all(each.closes for each in kept.balances)
    assert recount.pending == 0


async def test_a_closed_month_keeps_who_came_back(engine: AsyncEngine) -> None:
    """Within the days that it was closed with, whatever the site asks for later."""
    facts = list(month(CALLS))
    await journal_all(engine, facts)
    async with unit_of_work(engine) as connection:
        by = ("coordinador", "Coordinadora", "user:coordinador")
        now = ENDS + timedelta(days=3)
        await close_period(connection, CAMPAIGN, "2026-11", DEFINITIONS, by=by, site_version="v", now=now)
    asked_now = tuple(
        msgspec.structs.replace(each, formula=msgspec.structs.replace(each.formula, repeat_days=3))
        for each in DEFINITIONS
    )
    assert await count_on(engine, CAMPAIGN, asked_now, most=100)
    kept = await report_of(engine, CAMPAIGN, asked_now, Stretch(begins=BEGINS, ends=ENDS), "period", queues=True)
    recount = Recount(DEFINITIONS, begins=BEGINS.astimezone(UTC), ends=ENDS.astimezone(UTC))
    for each in facts:
        recount.add(each)
    assert kept.figures == recount.results(["period"]).figures


async def test_at_the_months_end_the_database_gives_what_the_months_facts_give(engine: AsyncEngine) -> None:
    """An advisor stays in one state beyond it, and a call is verified after midnight, behind one of the new month."""
    rows: list[Row] = [
        (-7200, AdvisorStateChanged(advisor="ana", state="available", previous="offline", reason=""), "")
    ]
    for name, at, verified_at, customer in (
        ("old", -600, 900, "u1"),
        ("new", 60, 120, "u1"),
        ("again", -900, 1200, "u1"),
    ):
        rows += [(at, ingressed(), name), (at + 10, queued(), name), (at + 20, answered(), name)]
        verified = IdentityVerified(customer_ref=customer, check="k", questions="birth_date")
        rows += [(verified_at, verified, name), (3600, ended(), name)]
    facts = told([*rows, (12_000, ingressed(), "last")], begins=ENDS.astimezone(UTC))
    await journal_all(engine, facts)
    while not await count_on(engine, CAMPAIGN, DEFINITIONS, batch=2):
        pass
    for by in ("interval", "period"):
        kept = await report_of(engine, CAMPAIGN, DEFINITIONS, Stretch(begins=BEGINS, ends=ENDS), by, queues=True)
        recount = Recount(DEFINITIONS, begins=BEGINS.astimezone(UTC), ends=ENDS.astimezone(UTC))
        for each in facts:
            recount.add(each)
        results = recount.results([by])
        assert (kept.figures, kept.balances) == (results.figures, results.balances)
        assert {"repetidas", "ocupacion"} <= {each.indicator for each in kept.figures}


@pytest.mark.parametrize("part", ["numerator", "denominator"])
@pytest.mark.parametrize("scope", [(None, None), ("bogota", None), ("bogota", "credito"), (None, "general")])
async def test_each_figure_opens_to_its_calls(
    engine: AsyncEngine, part: Part, scope: tuple[str | None, str | None]
) -> None:
    """As many calls stand behind a figure as it counts; of a queue, a call is told once however often it was there."""
    await journal_all(engine, list(month(CALLS)))
    line, queue = scope
    asked = Stretch(begins=BEGINS, ends=ENDS, line=line, queue=queue)
    report = await report_of(engine, CAMPAIGN, DEFINITIONS, asked, "period")
    figures = {each.indicator: each for each in report.figures if (each.line, each.queue) == (line or "", queue or "")}
    for definition in DEFINITIONS:
        if definition.formula.kind in OF_THE_HOUSE | {"repeat_callers"}:
            continue
        behind, _ = await calls_behind(engine, CAMPAIGN, [definition], asked, part, limit=10_000)
        figure = figures[definition.id]
        counted = getattr(figure, part) if definition.formula.unit == "percent" else figure.denominator
        again = sum(max(sum(visit.queue == queue for visit in each.visits) - 1, 0) for each in behind)
        assert counted - again <= len(behind) <= counted, definition.id
        assert queue or len(behind) == counted, definition.id


async def test_a_returning_customer_opens_to_calls(engine: AsyncEngine) -> None:
    """Behind who returned stand calls of verified customers; some came back."""
    await journal_all(engine, list(month(4 * CALLS)))
    asked = Stretch(begins=BEGINS, ends=ENDS)
    definition = [each for each in DEFINITIONS if each.formula.kind == "repeat_callers"]
    verified, _ = await calls_behind(engine, CAMPAIGN, definition, asked, "denominator", limit=10_000)
    again, _ = await calls_behind(engine, CAMPAIGN, definition, asked, "numerator", limit=10_000)
    assert {each.call_id for each in again} < {each.call_id for each in verified}
