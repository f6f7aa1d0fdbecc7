"""Reports of findings: one content in three formats, sealed, presented, received and answered."""

import csv
import hashlib
import io
from datetime import timedelta

import openpyxl
import pypdf
import pytest

from agent_api.reports.renderers.xlsx import number_of
from agent_api.reports.store import read_content
from eventlog.facts import FindingReportMade, FindingReportPresented
from metrics.reports.document import ReportCell, tables_of
from tests.support.desks.evaluation_desk import CARLOS, CLARA, LEAD, OVERSIGHT
from tests.support.desks.finding_desk import DESCRIPTION, OWNER, REPORTS, FindingDesk

pytestmark = pytest.mark.integration
MONTH = "2027-01"


async def found(desk: FindingDesk) -> None:
    """Register findings of every standing: in term, late, corrected, corrected late and annulled."""
    late = await desk.registered(CLARA, area="credito_cobranza", owner="funcionario2")
    in_time = await desk.registered(CLARA, severity="moderada", kind="registro", action="Tipificar con el árbol nuevo.")
    await desk.acted(OWNER, await desk.acted(CLARA, await desk.acted(OWNER, in_time, "propose"), "approve"), "finish")
    void = await desk.registered(CLARA, severity="leve")
    await desk.acted(LEAD, void, "annul")
    slow = await desk.registered(CLARA, kind="puesto")
    course = await desk.acted(CLARA, await desk.acted(OWNER, slow, "propose"), "approve")
    desk.rig.now += timedelta(days=7)
    await desk.acted(OWNER, course, "finish")
    await desk.registered(CLARA, severity="leve", kind="puesto")
    assert late["id"] == "2027-0001"


async def files(desk: FindingDesk, id_: str) -> dict[str, bytes]:
    """Return the files of a report, as the oversight downloads them."""
    downloaded = {}
    for part in ("pdf", "xlsx", "csv", "content"):
        answer = await desk.ask(OVERSIGHT, "GET", f"{REPORTS}/{id_}/{part}")
        assert answer.status_code == 200, answer.text
        downloaded[part] = answer.content
    return downloaded


def words(text: str) -> str:
    """Return a text with one space between its words."""
    return " ".join(text.split())


async def test_the_three_formats_have_the_same_numbers(desk: FindingDesk) -> None:
    """Each figure of the sealed content is in the PDF, the workbook and the CSV."""
    await found(desk)
    report = await desk.asked_report(CLARA, "month", MONTH)
    assert (report["state"], report["findings"], report["period"]) == ("ready", 5, "Enero de 2027")
    parts = await files(desk, report["id"])
    content = read_content(parts["content"])
    figures = {each["name"]: each["value"]["text"] for each in report["highlights"]}
    assert figures == {
        "Hallazgos": "5",
        "En término": "1",
        "Vencidos sin corregir": "1",
        "Corregidos": "2",
        "Corregidos a tiempo": "50,00\u00a0%",
        "Anulados": "1",
    }
    pages = words(" ".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(parts["pdf"])).pages))
    rows = list(csv.DictReader(io.StringIO(parts["csv"].decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(parts["xlsx"]))
    values = {
        (sheet.title, tuple(cell.value for cell in row if cell.value is not None))
        for sheet in book
        for row in sheet.rows
    }
    compared = 0
    for section, table in tables_of(content):
        for row in table.rows:
            name, *cells = row.cells
            printed = [
                each
                for each in rows
                if (each["tabla"], each["seccion"], each["fila"]) == (table.title, section.title, name.text)
            ]
            assert [each["valor"] for each in printed] == [each.text for each in cells]
            assert (section.title[:31], tuple(map(_in_workbook, row.cells))) in values
            if table.id in ("severity", "kind", "area", "term"):
                assert words(" ".join(each.text for each in row.cells)) in pages, row
                compared += 1
    assert compared > 10
    assert {"Grave", "Moderada", "Leve"} <= {each["fila"] for each in rows}


def _in_workbook(cell: ReportCell) -> object:
    number = number_of(cell)
    return cell.text if number is None else number


async def test_the_content_is_sealed(desk: FindingDesk) -> None:
    """The SHA-256 of the content is in each file and in the fact; texts are in the files, and in no table in clear."""
    await found(desk)
    report = await desk.asked_report(CLARA, "month", MONTH)
    parts = await files(desk, report["id"])
    assert hashlib.sha256(parts["content"]).hexdigest() == report["digest"]
    assert report["digest"].encode() in parts["csv"]
    pages = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(parts["pdf"])).pages)
    assert report["digest"] in "".join(pages.split())
    assert DESCRIPTION in words(pages)
    root = pypdf.PdfReader(io.BytesIO(parts["pdf"])).trailer["/Root"].get_object()
    assert root is not None
    assert root["/MarkInfo"]["/Marked"]
    [made] = [each.fact for each in await desk.facts("FindingReportMade")]
    assert isinstance(made, FindingReportMade)
    assert (made.digest, made.pdf, made.findings) == (
        report["digest"],
        hashlib.sha256(parts["pdf"]).hexdigest(),
        5,
    )
    assert b"Marta" not in await desk.bytes_of("finding_report")


async def test_a_report_is_presented_received_and_answered(desk: FindingDesk) -> None:
    """Each step has its author, its notice and its fact; who presented it neither receives nor answers it."""
    visit = await desk.signed_visit(CLARA)
    await desk.registered(CLARA, source="visit", reference=visit["id"])
    await desk.registered(CLARA)
    report = await desk.asked_report(CLARA, "visit", visit["id"])
    assert (report["findings"], report["steps"]) == (1, ["present"])
    path = f"{REPORTS}/{report['id']}"
    early = await desk.ask(LEAD, "POST", f"{path}/reception")
    assert (early.status_code, early.json()["code"]) == (409, "finding_report_step_not_possible")
    presented = await desk.ask(CLARA, "POST", f"{path}/presentation")
    assert (presented.json()["state"], presented.json()["steps"]) == ("presented", [])
    assert (await desk.bell(LEAD, "finding_report")) == [
        f"Se presentó el informe de hallazgos {report['id']}, de Clara: acúselo de recibido y respóndalo."
    ]
    assert (await desk.ask(CLARA, "POST", f"{path}/reception")).status_code == 403
    assert (await desk.ask(LEAD, "POST", f"{path}/answer", json={"text": "Ya."})).status_code == 409
    assert (await desk.ask(LEAD, "POST", f"{path}/reception")).json()["steps"] == ["answer"]
    answered = (await desk.ask(LEAD, "POST", f"{path}/answer", json={"text": "Se corrigen esta semana."})).json()
    assert (answered["state"], answered["answer"], answered["answered"]["by_name"]) == (
        "answered",
        "Se corrigen esta semana.",
        "Coco",
    )
    assert len(await desk.bell(CLARA, "finding_report")) == 2
    assert (await desk.ask(LEAD, "POST", f"{path}/answer", json={"text": "Otra."})).status_code == 409
    [fact] = [each.fact for each in await desk.facts("FindingReportPresented")]
    assert fact == FindingReportPresented(report=report["id"], digest=report["digest"])
    pages = words(
        " ".join(
            each.extract_text() for each in pypdf.PdfReader(io.BytesIO((await files(desk, report["id"]))["pdf"])).pages
        )
    )
    assert "Sara Linares (supervisora)" in pages
    assert "Dos puestos con celular." in pages


async def test_a_report_is_made_once_by_any_number_of_workers(desk: FindingDesk) -> None:
    """An unsigned visit, an unknown week and a month to come are refused; an empty month has a report too."""
    asked = await desk.ask(CLARA, "POST", REPORTS, json={"scope": "week", "subject": "2027-W02"})
    assert asked.status_code == 201
    waiting = await desk.ask(CARLOS, "GET", f"{REPORTS}/{asked.json()['id']}/pdf")
    assert (waiting.status_code, waiting.json()["code"]) == (409, "finding_report_not_made")
    assert await desk.make_reports(3) == 1
    report = await desk.read_report(OVERSIGHT, asked.json()["id"])
    assert (report["findings"], report["period"]) == (0, "Semana del 11 al 17 de enero de 2027")
    visit = await desk.begun_visit(CLARA)
    for body, status in (
        ({"scope": "visit", "subject": visit["id"]}, 409),
        ({"scope": "week", "subject": "2027-W60"}, 400),
        ({"scope": "month", "subject": "2027-13"}, 400),
        ({"scope": "month", "subject": "2028-01"}, 400),
    ):
        refused = await desk.ask(CLARA, "POST", REPORTS, json=body)
        assert refused.status_code == status, refused.text
    assert (await desk.ask(LEAD, "POST", REPORTS, json={"scope": "month", "subject": MONTH})).status_code == 403
