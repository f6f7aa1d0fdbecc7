"""Reports of a synthetic month: the same figures as over HTTP, and balances that close."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from agent_api.reports import store
from agent_api.reports.context import ReportContext
from agent_api.reports.service import produce_report
from metrics.reports.document import Report, ReportKind, Table, tables_of
from metrics.reports.number_format import format_percent, format_seconds
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import incident
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk as Calls
from tests.support.facts.call_logs import SEALER
from tests.support.facts.journal_writer import write_journal
from tests.support.facts.synthetic_month import month
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
NOVEMBER, THE_OUTAGE = date(2026, 11, 1), date(2026, 11, 12)
CALLS = 1_500


class Month:
    """An office with a November in its journal."""

    def __init__(self, rig: ApiRig) -> None:
        self.rig = rig

    async def files(self, kind: ReportKind, first: date) -> tuple[Report, str]:
        """Return a stored report, and its CSV."""
        rig = self.rig
        row = await produce_report(ReportContext(rig.engine, SEALER, rig.site), kind, first, by="user:c", now=rig.now)
        assert row is not None
        async with read_connection(rig.engine) as connection:
            content = await store.part_of(connection, CAMPAIGN, row.id, "content")
            lines = await store.part_of(connection, CAMPAIGN, row.id, "csv")
        assert content is not None
        assert lines is not None
        return store.read_content(content[1]), lines[1].decode("utf-8-sig")

    async def indicators(self, **query: str) -> dict[str, Any]:
        """Return the API's indicators of a range."""
        answer = await Calls(self.rig).ask("coordinador:coord9", "GET", "/indicators", params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest_asyncio.fixture
async def november(rig: ApiRig) -> Month:
    """Journal a month of calls, and the day after."""
    facts = [msgspec.structs.replace(each, campaign=CAMPAIGN) for each in month(CALLS)]
    await write_journal(rig.engine, facts)
    rig.now = datetime(2026, 12, 2, 15, tzinfo=UTC)
    return Month(rig)


def table(report: Report, id_: str) -> Table:
    """Return a table of a report."""
    [match] = [each for _, each in tables_of(report) if each.id == id_]
    return match


def figures_by_name(answer: dict[str, Any], line: str = "", queue: str = "") -> dict[str, str]:
    """Return the figures of a line or queue over HTTP as a report prints them, by the indicator's name."""
    names = {each["id"]: each["name"] for each in answer["definitions"]}
    figures = [each for each in answer["figures"] if (each["line"], each["queue"]) == (line, queue)]
    return {names[each["indicator"]]: _printed(each) for each in figures if each["denominator"]}


def _printed(figure: dict[str, Any]) -> str:
    if figure["unit"] == "percent":
        return format_percent(figure["numerator"], figure["denominator"])
    return format_seconds(figure["numerator"], 1000 * figure["denominator"])


async def test_the_month_has_the_figures_that_the_api_tells(november: Month) -> None:
    """The figures agree for all lines, each line and each queue, and the CSV has the same fractions."""
    report, lines = await november.files("management", NOVEMBER)
    answer = await november.indicators(**{"from": "2026-11-01", "to": "2026-12-01", "by": "period"})
    figures = {row.cells[0].text: row.cells[1].text for row in table(report, "indicators").rows}
    expected = figures_by_name(answer)
    assert len(expected) > 8
    assert {name: figures[name] for name in expected} == expected
    for id_, places in (("lines", november.rig.site.lines), ("queues", november.rig.site.queues)):
        printed = table(report, id_)
        for at, place_name in enumerate(places):
            row = {each.name: cell.text for each, cell in zip(printed.columns, printed.rows[at].cells, strict=True)}
            over_http = figures_by_name(answer, **{id_[:-1]: place_name})
            assert {name: text for name, text in over_http.items() if name in row}.items() <= row.items()
    written = {each["fila"]: each["valor"] for each in csv.DictReader(io.StringIO(lines)) if each["columna"] == "Valor"}
    assert {name: text for name, text in expected.items() if name in written}.items() <= written.items()


async def test_each_day_of_the_curve_is_that_of_the_api(november: Month) -> None:
    """Service level and calls agree day by day."""
    report, _ = await november.files("management", NOVEMBER)
    answer = await november.indicators(**{"from": "2026-11-01", "to": "2026-12-01", "by": "day"})
    entered = {
        each["starts_at"][8:10]: each["entered"] for each in answer["balances"] if not each["line"] + each["queue"]
    }
    level = {
        each["starts_at"][8:10]: _printed(each)
        for each in answer["figures"]
        if each["indicator"] == "nivel_servicio" and not each["line"] + each["queue"]
    }
    # A day with missing data is marked.
    rows = {row.cells[0].text.removesuffix(" *"): row for row in table(report, "curve").rows[:-1]}
    assert {day: row.cells[1].numerator for day, row in rows.items() if row.cells[1].numerator} == entered
    assert {day: row.cells[4].text for day, row in rows.items() if row.cells[4].denominator} == level


async def test_every_balance_of_the_month_closes(november: Month) -> None:
    """Each column closes, for calls over lines and for visits to queues."""
    report, _ = await november.files("management", NOVEMBER)
    balances = [each for _, each in tables_of(report) if each.id.startswith(("lines_balance", "queues_balance"))]
    assert len(balances) == 2
    assert {cell.text for each in balances for cell in each.rows[-1].cells[1:]} == {"0"}
    assert any("el balance cierra" in text for section in report.sections for text in section.paragraphs)


async def test_a_day_stands_beside_the_day_and_the_week_before(november: Month) -> None:
    """The day, the day before and the week before each have their own figures."""
    report, _ = await november.files("presidency", date(2026, 11, 25))
    names = [each.name for each in table(report, "indicators").columns]
    assert names[4:] == ["Día anterior", "Hace una semana", "Variación"]
    for column, day in ((1, "25"), (4, "24"), (5, "18")):
        query = {"from": f"2026-11-{day}", "to": f"2026-11-{int(day) + 1}", "by": "period"}
        level = figures_by_name(await november.indicators(**query))["Nivel de servicio 80/20"]
        assert table(report, "indicators").rows[0].cells[column].text == level


async def test_report_shows_incident_of_the_day_with_its_effect(november: Month) -> None:
    """An incident of another day is not in it."""
    began = datetime(2026, 11, 12, 15, 0, tzinfo=UTC)
    row = {
        "campaign": CAMPAIGN,
        "id": "database-1",
        "system": next(iter(november.rig.site.systems)),
        "kind": "outage",
        "source": "watch",
        "code": "database_away",
        "site_version": november.rig.site.version,
        "began_at": began,
        "ended_at": began.replace(minute=45),
        "opened_at": began,
        "opened_by": "system:watch",
    }
    async with unit_of_work(november.rig.engine) as connection:
        await connection.execute(incident.insert().values(row))
    [incident_row] = table((await november.files("presidency", THE_OUTAGE))[0], "incidents").rows
    assert [cell.text for cell in incident_row.cells[1:4]] == ["12/11/2026 10:00", "12/11/2026 10:45", "0:45:00"]
    assert table((await november.files("presidency", date(2026, 11, 13)))[0], "incidents").rows == ()


async def test_petitions_are_counted_by_kind(rig: ApiRig) -> None:
    """Filed, due and answered ones are counted from the tickets themselves; also by channel and by priority."""
    calls = Calls(rig)
    await calls.talk("una-llamada")
    priority = {"reason": "minor", "evidence": "Tarjeta de identidad."}
    assert (await calls.file("asesor1", "key-00000001", priority=priority)).status_code == 201
    assert (await calls.file("asesor1", "key-00000002", outcome="answered", answer="Así.")).status_code == 201
    report, _ = await Month(rig).files("presidency", date(2027, 1, 15))
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table(report, "petitions").rows}
    assert rows["Queja"] == ["2", "1", "0", "1", "0", "0", "1"]
    assert rows["Todas"] == rows["Queja"]
    groups = {row.cells[0].text: row.cells[1].text for row in table(report, "petition_groups").rows}
    assert groups == {"Canal: Escrito": "2", "Prioridad: Niña, niño o adolescente": "1"}
