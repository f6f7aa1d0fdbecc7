"""Reports over a real journal: made, stored, sent once, shown again, with the same figures in each form."""

import asyncio
import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from typing import Any

import httpx2
import msgspec
import openpyxl
import pypdf
import pytest
import pytest_asyncio
from sqlalchemy import select

from agent_api.access import users
from agent_api.mail.domain import stored_message as mails
from agent_api.reports import service, store
from agent_api.reports.context import ReportContext
from agent_api.reports.renderers.files import RenderFailed
from agent_api.reports.service import produce_due_reports, produce_report
from config.site.reports import AccessReport, DailyReport, MonthlyReport, QuarterlyReport, Reports
from eventlog.facts.oversight.report import ReportMade
from metrics.reports.document import Report
from metrics.reports.number_format import format_integer
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import mail
from tests.support.api.api_rig import ApiRig, MixedCalls
from tests.support.desks.advisor_desk import AdvisorDesk as Calls
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration
COORDINADOR, INTERVENTORIA = "coordinador:coord1", "interventoria:int1"
TODAY = date(2027, 1, 15)
"""The day on which the router's test clock begins, in Colombian time."""


class ReportRig:
    """An office with calls of each kind, and workers that make due reports."""

    def __init__(self, rig: ApiRig) -> None:
        self.rig = rig
        self.calls = Calls(rig)
        self.site = msgspec.structs.replace(rig.site, reports=Reports())

    def with_reports(self, **reports: Any) -> None:
        """Set automatic reports in the site."""
        self.site = msgspec.structs.replace(self.site, reports=Reports(**reports))

    @property
    def desk(self) -> ReportContext:
        """Context for making reports."""
        return ReportContext(self.rig.engine, SEALER, self.site)

    async def produce_reports(self, presses: int = 1) -> int:
        """Let some workers run at the same time; return how many reports they made."""
        made = await asyncio.gather(*(produce_due_reports(self.desk, self.rig.now) for _ in range(presses)))
        return sum(map(len, made))

    async def kept(self) -> list[store.StoredReport]:
        """Return the stored reports, the latest first."""
        async with read_connection(self.rig.engine) as connection:
            return list((await store.list_latest(connection, self.site.campaign, None, 50, None))[0])

    async def messages(self) -> list[tuple[str, EmailMessage]]:
        """Return the messages that carry reports."""
        async with read_connection(self.rig.engine) as connection:
            rows = (await connection.execute(select(mail).where(mail.c.template == "report"))).all()
        opened = [
            (
                SEALER.decrypt(r.recipient, field=mails.RECIPIENT, row=r.id),
                SEALER.decrypt(r.content, field=mails.CONTENT, row=r.id),
            )
            for r in rows
        ]
        return [(to, message_from_string(text, _class=EmailMessage, policy=default)) for to, text in opened]  # type: ignore[arg-type]

    async def make(self, **wish: str | int) -> httpx2.Response:
        """Request a report."""
        return await self.calls.ask(COORDINADOR, "POST", "/reports", json=wish)

    async def get(self, path: str, user: str = INTERVENTORIA) -> httpx2.Response:
        """Call the API with GET."""
        return await self.calls.ask(user, "GET", f"/reports{path}")


@pytest_asyncio.fixture
async def report_rig(rig: ApiRig, mixed_calls: MixedCalls) -> ReportRig:
    """Prepare an entity with a past day of calls."""
    await mixed_calls.make_calls()
    rig.now = datetime.combine(TODAY, time(20, 45), UTC) + timedelta(hours=5)
    return ReportRig(rig)


async def test_permitted_user_makes_report_of_the_day(report_rig: ReportRig) -> None:
    """The figures cover that day's calls, up to a row of the journal whose hash the report has."""
    made = await report_rig.make(kind="presidency", day=TODAY.isoformat())
    assert made.status_code == 201, made.text
    head = await report_rig.rig.journal.head()
    assert (made.json()["journal_seq"], made.json()["journal_head"]) == (head.link.seq, head.link.hash.hex())
    answer = (await report_rig.get(f"/{made.json()['id']}")).json()
    figures = {each["name"]: each["value"] for each in answer["highlights"]}
    level = figures["Nivel de servicio 80/20"]
    assert (level["text"], level["numerator"], level["denominator"]) == ("33,33\u00a0%", 2, 6)
    assert format_integer(head.link.seq) in answer["cover"][2]
    assert head.link.hash.hex() in answer["cover"][2]
    assert "hasta las 20:45" in answer["cover"][0]


async def test_every_balance_of_the_log_closes_on_paper(report_rig: ReportRig) -> None:
    """The ingressed calls are those that ended in some way plus those that go on."""
    content = await _content(report_rig)
    rows = {row["cells"][0]["text"]: row for row in _table(content, "lines_balance_1")["rows"]}
    assert [cell["text"] for cell in rows["Ingresadas"]["cells"][1:]] == ["0", "6", "0", "6"]
    assert [cell["text"] for cell in rows["Diferencia"]["cells"][1:]] == ["0", "0", "0", "0"]


async def test_every_form_of_a_report_has_the_same_figures(report_rig: ReportRig) -> None:
    """Each value of the API is in the PDF and the CSV as printed, and in the workbook as that number."""
    made = (await report_rig.make(kind="presidency", day=TODAY.isoformat())).json()
    answer = (await report_rig.get(f"/{made['id']}")).json()
    texts = [cell["text"] for cell in _cells(answer)]
    assert len(texts) > 80
    paper = _words((await report_rig.get(f"/{made['id']}/pdf")).content)
    assert [text for text in texts if "".join(text.split()) not in paper] == []
    lines = list(csv.DictReader(io.StringIO((await report_rig.get(f"/{made['id']}/csv")).content.decode("utf-8-sig"))))
    written = [(line["valor"], line["numerador"], line["denominador"]) for line in lines if line["clase"] != "words"]
    assert written == _highlighted(answer) + [
        (cell["text"], _exact(cell["numerator"]), _exact(cell["denominator"])) for cell in _numbers(answer)
    ]
    sheets = _numbers_of((await report_rig.get(f"/{made['id']}/xlsx")).content)
    for cell in _numbers(answer):
        if cell["denominator"] and cell["kind"] in ("percent", "count"):
            assert _as_number(cell["text"]) in sheets, cell


async def test_a_day_is_reported_once_by_itself_however_many_look(report_rig: ReportRig) -> None:
    """The report goes to each address of the list, in all forms; days before the log get no report."""
    report_rig.with_reports(presidency=DailyReport(recipients=("a@b.example", "c@d.example")))
    assert await report_rig.produce_reports(presses=3) == 1
    assert await report_rig.produce_reports() == 0
    [row] = await report_rig.kept()
    assert (row.kind, row.first_day, row.by_itself) == ("presidency", TODAY, True)
    messages = await report_rig.messages()
    assert sorted(to for to, _ in messages) == ["a@b.example", "c@d.example"]
    attached = {part.get_filename(): part.get_content() for part in messages[0][1].iter_attachments()}
    stem = f"informe-de-presidencia-{TODAY.isoformat()}"
    assert set(attached) == {f"{stem}.pdf", f"{stem}.xlsx", f"{stem}.csv"}
    assert attached[f"{stem}.pdf"] == (await report_rig.get(f"/{row.id}/pdf")).content
    assert messages[0][1]["Subject"] == "Informe de presidencia: viernes 15 de enero de 2027"
    [fact] = [each.fact for each in await report_rig.calls.journaled_facts("ReportMade")]
    assert isinstance(fact, ReportMade)
    assert (fact.report, fact.head) == (row.id, row.head)


async def test_before_the_closing_nothing_is_due_and_a_missed_day_is_made_up_for(report_rig: ReportRig) -> None:
    """Friday's missed report is made on Monday, with that day's figures."""
    report_rig.with_reports(presidency=DailyReport(recipients=("a@b.example",)))
    report_rig.rig.now = datetime.combine(TODAY, time(20, 29), UTC) + timedelta(hours=5)
    assert await report_rig.produce_reports() == 0
    report_rig.rig.now += timedelta(days=3)
    assert await report_rig.produce_reports() == 2
    assert {each.first_day for each in await report_rig.kept()} == {TODAY, TODAY + timedelta(days=1)}


async def test_a_month_is_reported_when_it_is_over(report_rig: ReportRig) -> None:
    """A month's report is made once, on its day of the following month."""
    report_rig.with_reports(management=MonthlyReport(day=1, hour=6))
    assert await report_rig.produce_reports() == 0
    report_rig.rig.now = datetime(2027, 2, 1, 11, tzinfo=UTC)
    assert await report_rig.produce_reports() == 1
    assert await report_rig.produce_reports() == 0
    [row] = await report_rig.kept()
    assert (row.first_day, row.last_day) == (date(2027, 1, 1), date(2027, 1, 31))
    answer = (await report_rig.get(f"/{row.id}")).json()
    assert answer["period"] == "enero de 2027"
    curve = _table(answer, "curve")
    assert [cell["text"] for cell in curve["rows"][0]["cells"][:3]] == ["15", "6", "3"]


async def test_a_quarter_is_reported_when_it_is_over(report_rig: ReportRig) -> None:
    """Both reports of a quarter are made once and mailed, and they name no person."""
    boss = ("jefe@entidad.example",)
    report_rig.with_reports(
        petitions=QuarterlyReport(recipients=boss), access=AccessReport(every=("quarter",), recipients=boss)
    )
    assert await report_rig.produce_reports() == 0
    report_rig.rig.now = datetime(2027, 4, 1, 11, tzinfo=UTC)
    assert await report_rig.produce_reports(2) == 2
    assert await report_rig.produce_reports() == 0
    rows = {each.kind: each for each in await report_rig.kept()}
    assert {(row.first_day, row.last_day) for row in rows.values()} == {(date(2027, 1, 1), date(2027, 3, 31))}
    access = (await report_rig.get(f"/{rows['access'].id}")).json()
    assert access["period"] == "primer trimestre de 2027"
    assert [row["cells"][1]["text"] for row in _table(access, "access_counts")["rows"]] == ["0", "0", "0", "0"]
    names = {part.get_filename() for _, each in await report_rig.messages() for part in each.iter_attachments()}
    assert {f"informe-de-pqrsd-2027-T1.{part}" for part in ("pdf", "xlsx", "csv")} <= names
    assert {f"informe-de-acceso-a-la-informacion-2027-T1.{part}" for part in ("pdf", "xlsx", "csv")} <= names


async def test_access_requests_are_reported_by_month_and_by_year(report_rig: ReportRig) -> None:
    """The report of a year and that of its first month begin on one day, and both are made once."""
    report_rig.with_reports(access=AccessReport())
    made = []
    for now in (datetime(2027, 2, 1, 11, tzinfo=UTC), datetime(2028, 1, 1, 11, tzinfo=UTC)):
        report_rig.rig.now = now
        made.append(await report_rig.produce_reports(2))
    periods = sorted((each.first_day, each.last_day) for each in await report_rig.kept())
    assert (made, periods) == (
        [1, 2],
        [
            (date(2027, 1, 1), date(2027, 1, 31)),
            (date(2027, 1, 1), date(2027, 12, 31)),
            (date(2027, 12, 1), date(2027, 12, 31)),
        ],
    )
    answers = [await report_rig.make(kind="access", month="2027-03"), await report_rig.make(kind="access", year=2027)]
    reports = [(await report_rig.get(f"/{each.json()['id']}")).json() for each in answers]
    assert [each["period"] for each in reports] == ["marzo de 2027", "año 2027"]
    refused = await report_rig.make(kind="access", month="2027-03", year=2027)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "year")


async def test_a_quarter_is_made_on_request(report_rig: ReportRig) -> None:
    """A report of a quarter is requested by its code, also while it runs."""
    made = await report_rig.make(kind="petitions", quarter="2027-T1")
    assert made.status_code == 201, made.text
    answer = (await report_rig.get(f"/{made.json()['id']}")).json()
    assert (answer["title"], answer["period"]) == ("Informe trimestral de PQRSD", "primer trimestre de 2027")
    assert "visto hasta las" in answer["cover"][0]


async def test_later_events_change_no_report_and_new_one_is_another(report_rig: ReportRig) -> None:
    """Later events change no report, and a new one is another."""
    first = (await report_rig.make(kind="presidency", day=TODAY.isoformat())).json()
    paper = (await report_rig.get(f"/{first['id']}/pdf")).content
    await report_rig.rig.campaign_rig.end("waiting")
    await report_rig.rig.record()
    second = (await report_rig.make(kind="presidency", day=TODAY.isoformat())).json()
    assert second["journal_head"] != first["journal_head"]
    assert (await report_rig.get(f"/{first['id']}/pdf")).content == paper
    listed = (await report_rig.get("?kind=presidency&limit=1")).json()
    assert len(listed["reports"]) == 1
    second_page = (await report_rig.get(f"?kind=presidency&limit=1&cursor={listed['next']}")).json()
    assert {listed["reports"][0]["id"], second_page["reports"][0]["id"]} == {first["id"], second["id"]}
    assert second_page["next"] is None


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"kind": "presidency"}, 400, "bad_query"),
        ({"kind": "management", "day": "2027-01-15"}, 400, "bad_query"),
        ({"kind": "presidency", "day": "2027-01-15", "month": "2027-01"}, 400, "bad_query"),
        ({"kind": "presidency", "day": "2027-01-16"}, 409, "period_ahead"),
        ({"kind": "management", "month": "2027-02"}, 409, "period_ahead"),
        ({"kind": "management", "month": "0000-01"}, 422, "malformed_body"),
        ({"kind": "management", "month": "1999-12"}, 422, "malformed_body"),
        ({"kind": "presidency", "day": "0001-01-01"}, 400, "bad_query"),
        ({"kind": "presidency", "day": "9999-12-31"}, 400, "bad_query"),
        ({"kind": "weekly", "day": "2027-01-15"}, 422, "malformed_body"),
        ({"kind": "access", "day": "2027-01-01"}, 400, "bad_query"),
        ({"kind": "access", "quarter": "2027-T2"}, 409, "period_ahead"),
        ({"kind": "petitions", "quarter": "2027-T5"}, 422, "malformed_body"),
    ],
)
async def test_invalid_report_request_is_refused_by_name(
    report_rig: ReportRig, wish: dict[str, str], status: int, code: str
) -> None:
    """Each refusal says what to do instead."""
    answer = await report_rig.make(**wish)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_report_that_cannot_be_rendered_is_asked_for_again(
    report_rig: ReportRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user sees what to do, and nothing is stored."""

    async def fails(_: Report, *, logo: str) -> store.ReportFiles:
        raise RenderFailed("exit status 3")

    monkeypatch.setattr(service, "render_files", fails)
    answer = await report_rig.make(kind="presidency", day=TODAY.isoformat())
    assert (answer.status_code, answer.json()["code"]) == (503, "report_not_rendered")
    assert (await report_rig.get("?kind=presidency")).json()["reports"] == []


async def test_overseer_reads_reports_and_makes_none(report_rig: ReportRig) -> None:
    """An advisor sees no report."""
    made = (await report_rig.make(kind="presidency", day=TODAY.isoformat())).json()
    refused = await report_rig.calls.ask(
        INTERVENTORIA, "POST", "/reports", json={"kind": "presidency", "day": "2027-01-15"}
    )
    assert refused.status_code == 403
    assert (await report_rig.get(f"/{made['id']}/pdf", "asesor:asesor9")).status_code == 403
    assert (await report_rig.get("/0123456789abcdef")).status_code == 404


async def test_a_report_of_before_the_log_says_that_there_is_nothing(report_rig: ReportRig) -> None:
    """Uncounted values are dashes, and the balance of zeros closes."""
    content = await _content(report_rig, date(2026, 12, 1))
    assert {each["value"]["text"] for each in content["highlights"]} == {"—"}
    assert content["sections"][0]["paragraphs"] == ["No ingresó ninguna llamada."]


async def test_advisors_are_named_as_people_know_them(report_rig: ReportRig) -> None:
    """Names are in the preview, the PDF, the workbook and the CSV, which has the login, too."""
    await _has_user(report_rig, "asesor1", "Ana Gómez")
    made = (await report_rig.make(kind="presidency", day=TODAY.isoformat())).json()
    names = await _people(report_rig, made["id"])
    assert names == {"asesor1": "Ana Gómez", "": "Todos"}
    lines = csv.DictReader(io.StringIO((await report_rig.get(f"/{made['id']}/csv")).content.decode("utf-8-sig")))
    written = {(each["identificador"], each["fila"]) for each in lines if each["seccion"] == "Asesores"}
    assert written == set(names.items())
    book = openpyxl.load_workbook(io.BytesIO((await report_rig.get(f"/{made['id']}/xlsx")).content))
    assert set(names.values()) <= {row[0].value for row in book["Asesores"].iter_rows()}
    paper = _words((await report_rig.get(f"/{made['id']}/pdf")).content)
    assert "AnaGómez" in paper
    assert "asesor1" not in paper


async def test_equal_names_get_their_logins(report_rig: ReportRig) -> None:
    """The login is added even if only one of the two was on duty, and an earlier report stays as it was."""
    await _has_user(report_rig, "asesor1", "Ana Gómez")
    before = (await report_rig.make(kind="presidency", day=TODAY.isoformat())).json()
    await _has_user(report_rig, "asesor9", "Ana Gomez")
    after = (await report_rig.make(kind="presidency", day=TODAY.isoformat())).json()
    assert (await _people(report_rig, after["id"]))["asesor1"] == "Ana Gómez (asesor1)"
    assert (await _people(report_rig, before["id"]))["asesor1"] == "Ana Gómez"


async def test_second_sender_of_period_sends_nothing(report_rig: ReportRig) -> None:
    """A unique row takes the period, in the transaction that posts the messages."""
    report_rig.with_reports(presidency=DailyReport(recipients=("a@b.example",)))
    made = await produce_report(
        report_rig.desk, "presidency", TODAY, by="system:reports", now=report_rig.rig.now, by_itself=True
    )
    assert made is not None
    again = await produce_report(
        report_rig.desk, "presidency", TODAY, by="system:reports", now=report_rig.rig.now, by_itself=True
    )
    assert again is None
    assert len(await report_rig.kept()) == len(await report_rig.messages()) == 1


async def _content(report_rig: ReportRig, day: date = TODAY) -> dict[str, Any]:
    made = (await report_rig.make(kind="presidency", day=day.isoformat())).json()
    return dict((await report_rig.get(f"/{made['id']}")).json())


async def _has_user(report_rig: ReportRig, login: str, name: str) -> None:
    async with unit_of_work(report_rig.rig.engine) as connection:
        await users.add(connection, SEALER, login, full_name=name, password_hash="", now=report_rig.rig.now)


async def _people(report_rig: ReportRig, id_: str) -> dict[str, str]:
    """Return a report's names of advisors, by login."""
    answer = _table((await report_rig.get(f"/{id_}")).json(), "advisors")
    return {row["id"]: row["cells"][0]["text"] for row in answer["rows"]}


def _table(answer: dict[str, Any], id_: str) -> dict[str, Any]:
    [match] = [table for section in answer["sections"] for table in section["tables"] if table["id"] == id_]
    return dict(match)


def _cells(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        cell
        for section in answer["sections"]
        for table in section["tables"]
        for row in table["rows"]
        for cell in row["cells"]
    ]


def _numbers(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in _cells(answer) if cell["kind"] != "words"]


def _highlighted(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    values = [each["value"] for each in answer["highlights"]]
    return [(each["text"], str(each["numerator"]), str(each["denominator"])) for each in values]


def _exact(number: int | None) -> str:
    return "" if number is None else str(number)


def _words(pdf: bytes) -> str:
    """Return all of a PDF's text without blanks, since a cell may break at one."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def _numbers_of(xlsx: bytes) -> set[float]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return {round(float(each), 6) for each in cells if isinstance(each, int | float)}


def _as_number(text: str) -> float:
    number = float(text.removesuffix("\u00a0%").replace(".", "").replace(",", "."))
    return round(number / 100 if text.endswith("%") else number, 6)
