"""The export of a list of tickets over HTTP, and its fact."""

import csv
import io
from zipfile import ZipFile

import pytest

from eventlog.facts import ListExported
from tests.support.desks.ticket_desk import ANA, ELSA, LEAD, TicketDesk

pytestmark = pytest.mark.integration


async def test_the_file_has_what_the_screen_shows(desk: TicketDesk) -> None:
    """The CSV has the chosen columns in order, the rows of the filter, and no formula."""
    await desk.file_ticket(ANA)
    number = (await desk.file_ticket(ELSA, channel="web"))["number"]
    form = {"format": "csv", "channel": "web", "columns": ["number", "state", "channel"]}
    answer = await desk.ask(LEAD, "POST", "/tickets/exports", json=form)
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Radicado", "Estado", "Canal"]
    assert [row[0] for row in rows[1:]] == [number]


async def test_the_workbook_can_be_opened(desk: TicketDesk) -> None:
    """The XLSX has a row for each ticket; days and moments are dates."""
    number = (await desk.file_ticket(ANA))["number"]
    answer = await desk.ask(LEAD, "POST", "/tickets/exports", json={"format": "xlsx"})
    with ZipFile(io.BytesIO(answer.content)) as book:
        assert number in book.read("xl/sharedStrings.xml").decode()


async def test_an_export_is_a_fact_without_values(desk: TicketDesk) -> None:
    """The fact has the names of the filters, the columns and the number of rows, and no value of a filter."""
    await desk.file_ticket(ANA)
    form = {"format": "csv", "state": "filed", "owner": "asesor1", "columns": ["number"]}
    await desk.ask(LEAD, "POST", "/tickets/exports", json=form)
    (envelope,) = await desk.journaled_facts("ListExported")
    expected = ListExported(list="tickets", format="csv", filters="state,owner", columns="number", rows=1)
    assert (envelope.fact, envelope.actor) == (expected, "user:sara")


async def test_an_advisor_exports_nothing(desk: TicketDesk) -> None:
    """An export needs the permission list.export."""
    refused = await desk.ask(ELSA, "POST", "/tickets/exports", json={"format": "csv"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_a_list_that_is_too_long_is_refused(desk: TicketDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list above the limit is refused with the limit, and is no fact."""
    monkeypatch.setattr("agent_api.exports.service.ROWS_LIMIT", 1)
    for _ in range(2):
        await desk.file_ticket(ANA)
    refused = await desk.ask(LEAD, "POST", "/tickets/exports", json={"format": "csv"})
    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (409, "export_too_large", 1)
    assert await desk.journaled_facts("ListExported") == []
