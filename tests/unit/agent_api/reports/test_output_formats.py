"""Report formats: accessible PDF, workbook and CSV, and charts that do not depend on color."""

import csv
import io
import zipfile

import msgspec
import openpyxl
import pypdf
import pytest

from agent_api.reports.domain.charts import spec_of
from agent_api.reports.renderers.csv import csv_of
from agent_api.reports.renderers.pdf import fraction_of, pdf_of
from agent_api.reports.renderers.svg import svg_of
from agent_api.reports.renderers.xlsx import number_of, xlsx_of
from agent_api.reports.store import read_content
from metrics.reports.document import Column, Report, Row, Table, count_cell, duration_cell, percent_cell, text_cell
from tests.support.report_day import report


@pytest.fixture(scope="module")
def paper() -> pypdf.PdfReader:
    """Return the sample report as a PDF."""
    return pypdf.PdfReader(io.BytesIO(pdf_of(report())))


def alts(of: object) -> list[str]:
    """Return the alternative texts in a structure tree (ISO 32000-1, 14.9.3)."""
    node = of.get_object() if hasattr(of, "get_object") else of
    if isinstance(node, list):
        return [alt for each in node for alt in alts(each)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (alts(node["/K"]) if "/K" in node else [])


def test_pdf_conforms_to_pdf_ua_1_iso_14289_1(paper: pypdf.PdfReader) -> None:
    """The PDF conforms to PDF/UA-1 (ISO 14289-1)."""
    root = paper.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es-CO"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    alt_texts = alts(root["/StructTreeRoot"].get_object()["/K"])
    charts = [chart.alt for section in report().sections for chart in section.charts]
    assert [alt for alt in alt_texts if alt in charts] == charts


def test_first_page_shows_period(paper: pypdf.PdfReader) -> None:
    """The first page shows the period, the creation time and the chain head that the report was computed from."""
    text = " ".join(paper.pages[0].extract_text().split())
    assert "miércoles 25 de noviembre de 2026, 8:30 p. m., hora de Colombia" in text
    assert "n.º 1.234.567" in text
    assert "3f" * 32 in text.replace(" ", "")


def test_columns_with_long_names_stand_apart(paper: pypdf.PdfReader) -> None:
    """If long names do not fit on one line, no column overlaps its neighbour."""
    lines = "\n".join(page.extract_text(extraction_mode="layout") for page in paper.pages).splitlines()
    [head] = [line.split() for line in lines if "Radicadas" in line]
    assert head[:2] == ["Clase", "Radicadas"]


def test_a_percentage_is_printed_with_its_parts_unless_the_row_shows_them() -> None:
    """Counts as counts, times as times; sums of weights, which a person could not count, are left out."""
    alone, timed = percent_cell(3, 4), percent_cell(3_600_000, 7_200_000, "times")
    assert [fraction_of(each, Row((text_cell("A"), each))) for each in (alone, timed)] == [
        "3 de 4",
        "1:00:00 de 2:00:00",
    ]
    assert fraction_of(alone, Row((count_cell(3), count_cell(4), alone))) == ""
    assert fraction_of(alone, Row((count_cell(3), count_cell(4), alone, percent_cell(1, 4)))) == "3 de 4"
    assert fraction_of(percent_cell(1, 3, "weights"), Row(())) == fraction_of(percent_cell(0, 0), Row(())) == ""
    table = Table(id="t", title="", columns=(Column("A", False), Column("B")), rows=(Row((text_cell("A"), alone)),))
    section = msgspec.structs.replace(report().sections[0], tables=(table,), charts=())
    paper = pypdf.PdfReader(io.BytesIO(pdf_of(msgspec.structs.replace(report(), sections=(section,)))))
    assert "3 de 4" in "".join(page.extract_text() for page in paper.pages)


def test_the_same_report_gives_the_same_pdf() -> None:
    """Equal reports give equal bytes, so a stored report can be compared with a presented one."""
    assert pdf_of(report()) == pdf_of(report())


def test_curves_differ_by_dash_and_sign_and_shade() -> None:
    """Curves stay distinct in black and white, by dash, mark and shade."""
    [chart] = report().sections[0].charts
    line, points = spec_of(chart)["vconcat"][0]["layer"]
    dashes, shapes = line["encoding"]["strokeDash"], points["encoding"]["shape"]
    assert len({str(each) for each in dashes["scale"]["range"]}) == len(chart.counts)
    assert len(set(shapes["scale"]["range"])) == len(chart.counts)
    assert {each["stroke"] for each in (line["mark"],)} == {"#1a2230"}


def test_a_chart_names_its_target_and_fetches_nothing() -> None:
    """Chart numbers are in Colombian format, and the image refers to nothing outside itself."""
    [chart] = report().sections[0].charts
    drawn = svg_of(chart)
    assert "Meta 80 %" in drawn
    assert ">1.000<" in drawn
    assert "http" not in drawn.replace("http://www.w3.org/", "")


def test_the_workbook_holds_numbers_as_numbers_and_no_formula() -> None:
    """Workbook numbers are rounded as printed; a text that looks like a formula stays text."""
    first, *rest = report().sections
    row = Row((text_cell("=cmd()"), percent_cell(16_469, 20_000)))
    evil = Table(id="evil", title="=1+1", columns=(Column("=2", False), Column("Valor")), rows=(row,))
    section = msgspec.structs.replace(first, tables=(evil,), charts=())
    made = msgspec.structs.replace(report(), sections=(section, *rest))
    content = xlsx_of(made)
    assert b"<f>" not in b"".join(_parts(content))
    sheet = openpyxl.load_workbook(io.BytesIO(content))[section.title]
    [cells] = [each for each in sheet.iter_rows() if each[0].value == "=cmd()"]
    assert (cells[1].value, cells[1].number_format) == (0.8235, "0.00%")
    assert cells[0].data_type == "s"


def test_cell_numbers_equal_printed_values() -> None:
    """A day is 1 to a spreadsheet, and a cell without a count is empty."""
    assert number_of(duration_cell(43_200_000)) == 0.5
    assert number_of(percent_cell(1, 3)) == 0.3333
    assert number_of(percent_cell(0, 0)) is None
    assert number_of(count_cell(7)) == 7.0
    assert number_of(text_cell("7")) is None


def test_the_csv_has_the_exact_fraction_of_every_number() -> None:
    """The CSV has the exact fraction beside each printed number, for recomputation."""
    lines = list(csv.DictReader(io.StringIO(csv_of(report()).decode("utf-8-sig"))))
    cell = ("", "Nivel de servicio", "Este período")
    [level] = [each for each in lines if (each["tabla"], each["fila"], each["columna"]) == cell]
    assert (level["valor"], level["numerador"], level["denominador"]) == ("69,99\u00a0%", "954", "1363")
    assert {"fila": "Registro, último hecho", "valor": "1234567"}.items() <= lines[3].items()


def test_an_advisor_is_named_and_the_csv_knows_the_login_too(paper: pypdf.PdfReader) -> None:
    """The CSV adds the login, because two people may share a name; rows of no person have none."""
    lines = list(csv.DictReader(io.StringIO(csv_of(report()).decode("utf-8-sig"))))
    of_people = {(each["fila"], each["identificador"]) for each in lines if each["seccion"] == "Asesores"}
    assert of_people == {("Ana Gómez", "asesor1"), ("Todos", "")}
    assert {each["identificador"] for each in lines if each["seccion"] != "Asesores"} == {""}
    text = " ".join(page.extract_text() for page in paper.pages)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(report())))["Asesores"]
    assert "Ana Gómez" in text
    assert "Ana Gómez" in [row[0].value for row in sheet.iter_rows()]
    assert "asesor1" not in text + "".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_stored_report_is_read_back_from_its_json_unchanged() -> None:
    """A stored report is read back from its JSON unchanged."""
    made = report()
    assert read_content(msgspec.json.encode(made)) == made


def test_signs_that_no_font_has_stop_no_report() -> None:
    """A character that no font has becomes a box in the report."""
    made: Report = msgspec.structs.replace(report(), entity="Entidad 🙂 中", period="x")
    assert "□" in pypdf.PdfReader(io.BytesIO(pdf_of(made))).pages[0].extract_text()


def _parts(xlsx: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as book:
        return [book.read(name) for name in book.namelist() if "sheet" in name]
