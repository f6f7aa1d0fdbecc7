"""The report of large clients: its figures from the novelties of a month, stored, and mailed once to the recipients."""

import asyncio
from datetime import date, timedelta

import msgspec
import pytest

from agent_api.reports.context import ReportContext
from agent_api.reports.service import produce_due_reports
from config.site.reports import Reports
from metrics.reports.number_format import NOTHING
from tests.support.api.sent_mail import sent_messages
from tests.support.desks.large_client_desk import LEAD, OVERSIGHT, QUALITY, LargeClientDesk
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration


async def _month_of_novelties(desk: LargeClientDesk) -> None:
    """Register a failure that is answered late and closed, and a finding whose receipt is owed."""
    client = await desk.registered()
    failure = await desk.taken(QUALITY, await desk.reported(QUALITY, client), "send", "technology")
    finding = await desk.reported(QUALITY, client, kind="finding", source="database")
    await desk.taken(QUALITY, finding, "send", "interventoria")
    desk.rig.now += timedelta(days=10)
    answered = await desk.taken(QUALITY, failure, "answer", "technology")
    await desk.taken(LEAD, answered, "close")


async def test_figures_come_from_the_novelties(desk: LargeClientDesk) -> None:
    """Counts, mean business days and shares agree with what was registered; each format can be downloaded."""
    await _month_of_novelties(desk)
    asked = await desk.ask(LEAD, "POST", "/reports", json={"kind": "large_clients", "month": "2027-01"})
    assert asked.status_code == 201, asked.text
    path = f"/reports/{asked.json()['id']}"
    report = (await desk.ask(OVERSIGHT, "GET", path)).json()
    assert {each["name"]: each["value"]["text"] for each in report["highlights"]} == {
        "Fallas": "1",
        "Hallazgos": "1",
        "Abiertas": "1",
        "Cerradas": "1",
        "Días hábiles al cierre": "6,0",
        "Acuses y respuestas vencidos": "2",
    }
    [replies] = report["sections"][0]["tables"]
    assert [[cell["text"] for cell in row["cells"]] for row in replies["rows"]] == [
        ["Oficina de tecnología", "1", "1", "6,0", "0,00\u00a0%", "1", "6,0", "0,00\u00a0%", "0"],
        ["Interventoría", "1", "0", NOTHING, NOTHING, "0", NOTHING, NOTHING, "2"],
    ]
    for part, magic in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        file = await desk.ask(OVERSIGHT, "GET", f"{path}/{part}")
        assert (file.status_code, file.content[: len(magic)]) == (200, magic), part


async def test_the_month_is_mailed_once_to_both_recipients(desk: LargeClientDesk) -> None:
    """Two workers make it on the day that the site says; it is sent to technology and the interventoría."""
    await _month_of_novelties(desk)
    await desk.talk("c1")
    await desk.hang_up("c1")
    desk.rig.now = desk.rig.now.replace(month=2, day=3, hour=17)
    site = msgspec.structs.replace(desk.rig.app.state.context.site, reports=Reports())
    context = ReportContext(desk.rig.engine, SEALER, site, True)
    made = await asyncio.gather(*(produce_due_reports(context, desk.rig.now) for _ in range(2)))
    stored = [each for reports in made for each in reports if each.kind == "large_clients"]
    assert [each.first_day for each in stored] == [date(2027, 1, 1)]
    mails = [to for to, message in await sent_messages(desk, "report") if "grandes clientes" in message["Subject"]]
    assert sorted(mails) == ["interventoria@icetex.example", "tecnologia@icetex.example"]
