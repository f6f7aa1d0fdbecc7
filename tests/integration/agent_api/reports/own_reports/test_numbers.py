"""Each number of an own report is that of the API for the same period: by time, place, advisor, typology and term."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.own_report_desk import LEAD, OwnReportDesk
from tests.support.facts.journal_writer import write_journal
from tests.support.facts.synthetic_month import month
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
FIRST, LAST, AFTER = "2026-11-09", "2026-11-15", "2026-11-16"
WEEK = {"from": FIRST, "to": AFTER}
Rows = dict[tuple[str, ...], list[dict[str, Any]]]
"""The cells of a table by the texts of its groups."""


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> OwnReportDesk:
    """Journal a month of calls."""
    await write_journal(rig.engine, [msgspec.structs.replace(each, campaign=CAMPAIGN) for each in month(900)])
    rig.now = datetime(2026, 12, 2, 15, tzinfo=UTC)
    return OwnReportDesk(rig)


async def rows_of(desk: OwnReportDesk, *tables: tuple[list[str], list[str]], **filters: str) -> list[Rows]:
    """Return the rows of tables of figures by groups, of the week."""
    definition = {
        "tables": [{"figures": figures, "groups": groups} for figures, groups in tables],
        "period": {"kind": "fixed", "first": FIRST, "last": LAST},
        **filters,
    }
    answer = await desk.preview(definition, LEAD)
    assert answer.status_code == 200, answer.text
    found = [each["tables"][0] for each in answer.json()["sections"]]
    return [_rows(table, max(len(groups), 1)) for table, (_, groups) in zip(found, tables, strict=True)]


def _rows(table: dict[str, Any], groups: int) -> Rows:
    texts = ((tuple(cell["text"] for cell in row["cells"][:groups]), row["cells"][groups:]) for row in table["rows"])
    return {tuple(text.removesuffix(" *") for text in names): cells for names, cells in texts}


async def api(desk: OwnReportDesk, path: str, **query: str) -> dict[str, Any]:
    """Return what the API tells of the week."""
    answer = await desk.ask(LEAD, "GET", path, params={**WEEK, **query})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def exact(cell: dict[str, Any]) -> tuple[int, int]:
    """Return the two numbers of a cell."""
    return cell["numerator"], cell["denominator"]


def told(figures: list[dict[str, Any]], indicator: str, **where: str) -> dict[str, tuple[int, int]]:
    """Return the fractions of an indicator by start, for a line and a queue; seconds as a report's cells have them."""
    scope = {"line": "", "queue": "", **where}
    return {
        each["starts_at"]: (each["numerator"], each["denominator"] * (1000 if each["unit"] == "seconds" else 1))
        for each in figures
        if each["indicator"] == indicator and {name: each[name] for name in scope} == scope
    }


async def test_each_indicator_and_volume_is_that_of_the_api_by_day_line_queue_and_half_hour(
    desk: OwnReportDesk,
) -> None:
    """Also the total row, and with a filter of a line and a queue."""
    site = desk.rig.site
    indicators = [each for each in site.indicators if each.is_in_force_on(datetime(2026, 11, 9, tzinfo=UTC).date())]
    ids = [each.id for each in indicators][:12]
    whole, days = await api(desk, "/indicators", by="period"), await api(desk, "/indicators", by="day")
    total, by_day, by_line, by_queue, by_half_hour = await rows_of(
        desk,
        ([f"indicators.{each}" for each in ids], []),
        (["indicators.nivel_servicio", "calls.entered", "calls.abandoned_queue"], ["day"]),
        (["indicators.nivel_servicio", "calls.entered"], ["line"]),
        (["indicators.nivel_servicio", "calls.entered"], ["queue"]),
        (["calls.entered"], ["interval"]),
    )
    [cells] = total.values()
    for id_, cell in zip(ids, cells, strict=True):
        fractions = list(told(whole["figures"], id_).values())
        assert [exact(cell)] == fractions or (not fractions and not cell["denominator"]), id_
    assert sum(bool(cell["denominator"]) for cell in cells) > 8
    levels = told(days["figures"], "nivel_servicio")
    balances = {each["starts_at"]: each for each in days["balances"] if not each["line"] + each["queue"]}
    names = {start: f"{start[8:10]}/{start[5:7]}/{start[:4]}" for start in balances}
    assert {(name,) for name in names.values()} | {("Total",)} == by_day.keys()
    for start, name in names.items():
        level, entered, abandoned = by_day[name,]
        assert exact(level) == levels.get(start, (0, 0))
        assert entered["numerator"] == balances[start]["entered"]
        assert abandoned["numerator"] == balances[start]["outcomes"]["abandoned_queue"]
    assert exact(by_day["Total",][0]) == told(whole["figures"], "nivel_servicio").popitem()[1]
    for rows, places, kind in ((by_line, site.lines, "line"), (by_queue, site.queues, "queue")):
        for id_, place in places.items():
            fractions = list(told(whole["figures"], "nivel_servicio", **{kind: id_}).values())
            assert [exact(rows[place.name,][0])] == fractions if fractions else (place.name,) not in rows
    halves = await api(desk, "/indicators", by="interval")
    entered_by_half = [
        each["entered"] for each in halves["balances"] if not each["line"] + each["queue"] and each["entered"]
    ]
    assert [cell["numerator"] for [cell] in by_half_hour.values()][:-1] == entered_by_half
    [filtered] = await rows_of(
        desk, (["indicators.nivel_servicio", "calls.entered"], []), line="bogota", queue="credito"
    )
    of_both = await api(desk, "/indicators", by="period", line="bogota", queue="credito")
    [both] = filtered.values()
    assert exact(both[0]) == told(of_both["figures"], "nivel_servicio", line="bogota", queue="credito").popitem()[1]
    assert both[1]["numerator"] == of_both["balances"][0]["entered"]


async def test_each_number_by_advisor_typology_and_term_is_that_of_the_api(desk: OwnReportDesk) -> None:
    """Work of advisors, also by day and of a line; reasons by typology, week and line; timeliness by holder."""
    by_advisor, by_day, reasons, weeks, areas, officials = await rows_of(
        desk,
        (["advisors.calls", "advisors.handle_time", "advisors.talk", "advisors.untyped_share"], ["advisor"]),
        (["advisors.calls"], ["day", "advisor"]),
        (["reasons.calls"], ["typology"]),
        (["reasons.calls"], ["week", "line"]),
        (["timeliness.in_time", "timeliness.due", "timeliness.share"], ["area"]),
        (["timeliness.share"], ["official"]),
    )
    advisors = (await api(desk, "/figures/advisors"))["advisors"]
    assert len(advisors) > 2
    for each in advisors:
        calls, handling, talk, untyped = by_advisor[each["name"],]
        assert calls["numerator"] == each["calls"]
        assert talk["numerator"] == each["talk_ms"]
        assert exact(untyped) == (each["untyped"], each["calls"])
        assert exact(handling) == (each["talk_ms"] + each["hold_ms"] + each["wrap_ms"], 1000 * each["calls"])
    one_day = (await api(desk, "/figures/advisors", **{"from": "2026-11-10", "to": "2026-11-11"}))["advisors"]
    found = {name: cells[0]["numerator"] for (day, name), cells in by_day.items() if day == "10/11/2026"}
    assert found == {each["name"]: each["calls"] for each in one_day if each["calls"]}
    told_reasons = await api(desk, "/figures/reasons")
    for each in told_reasons["reasons"]:
        same = [other["calls"] for other in told_reasons["reasons"] if other["name"] == each["name"]]
        assert reasons[each["name"],][0]["numerator"] == sum(same)
    assert reasons["Total",][0]["numerator"] == told_reasons["calls"]
    lines = {id_: line.name for id_, line in desk.rig.site.lines.items()}
    expected: dict[str, int] = {}
    for each in told_reasons["reasons"]:
        name = lines.get(each["line"], each["line"])
        expected[name] = expected.get(name, 0) + each["calls"]
    assert {line: cells[0]["numerator"] for (week, line), cells in weeks.items() if week != "Total"} == expected
    timeliness = await api(desk, "/figures/timeliness")
    assert timeliness["total"]["due"] > 0
    for each in (*timeliness["areas"], timeliness["total"]):
        assert [cell["numerator"] for cell in areas[each["name"],]] == [each["in_time"], each["due"], each["in_time"]]
    for each in timeliness["officials"]:
        assert exact(officials[each["name"],][0]) == (each["in_time"], each["due"])
    [filtered] = await rows_of(desk, (["advisors.calls"], ["advisor"]), line="bogota")
    of_line = (await api(desk, "/figures/advisors", line="bogota"))["advisors"]
    assert {name: cells[0]["numerator"] for (name,), cells in filtered.items()} == {
        each["name"]: each["calls"] for each in of_line
    }
