"""The monthly report of training: the same figures in each format, as an independent query computes them."""

import csv
import io
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from storage.postgres.engine import read_connection
from tests.support.api.api_rig import ApiRig
from tests.support.desks.evaluation_desk import LEAD
from tests.support.desks.training_desk import ABSENT, ATTENDED, TrainingDesk

pytestmark = pytest.mark.integration
MONTH = "2027-01"
QUERY = """
WITH held AS (
  SELECT s.id, s.version, s.course FROM training_session s
  WHERE s.state = 'held' AND timezone('America/Bogota', s.starts_at)::date BETWEEN '2027-01-01' AND '2027-01-31'
)
SELECT count(DISTINCT held.id) AS sessions,
  count(*) FILTER (WHERE p.attendance = 'attended') AS attended,
  count(*) FILTER (WHERE p.attendance = 'absent') AS absent,
  count(p.mark) AS marks,
  count(*) FILTER (WHERE p.mark >= c.pass_mark) AS passed,
  sum(p.mark) FILTER (WHERE p.advisor = 'asesor3') AS new_sum,
  count(p.mark) FILTER (WHERE p.advisor = 'asesor3') AS new_count,
  sum(p.mark) FILTER (WHERE p.advisor <> 'asesor3') AS old_sum,
  count(p.mark) FILTER (WHERE p.advisor <> 'asesor3') AS old_count
FROM held JOIN training_participant p ON p.session = held.id JOIN training_course c ON c.id = held.course
"""


async def make(desk: TrainingDesk, **form: str) -> httpx2.Response:
    """Ask for the report of a month."""
    return await desk.ask(LEAD, "POST", "/reports", json={"kind": "training", **form})


async def a_month(rig: ApiRig) -> TrainingDesk:
    """Hold three sessions in January and one in December, and plan one for February; ``asesor3`` is new."""
    desk = TrainingDesk(rig)
    await desk.open()
    desk.change_rules(learning_months=5)
    course = await desk.course()
    everyone = ("asesor1", "asesor2", "asesor3")
    marks = {"asesor1": "87.5", "asesor2": "80", "asesor3": "33.33"}
    earlier = await desk.session(course, *everyone, days=-30)
    await desk.taken(earlier, **{each: {**ATTENDED, "mark": "10"} for each in everyone})
    first = await desk.session(course, *everyone, days=-8)
    await desk.taken(first, **{each: {**ATTENDED, "mark": mark} for each, mark in marks.items()})
    course = await desk.material(course, "Segunda versión")
    await desk.taken(await desk.session(course, *everyone, days=-7), asesor1={**ATTENDED, "mark": "99"}, asesor2=ABSENT)
    other = await desk.course(title="Trato digno", pass_mark=30)
    await desk.taken(await desk.session(other, "asesor3"), asesor3={**ATTENDED, "mark": "30.05"})
    await desk.session(course, *everyone, days=20)
    return desk


def lines_of(content: bytes) -> list[dict[str, str]]:
    """Return the lines of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def test_the_figures_are_those_of_an_independent_query(rig: ApiRig) -> None:
    """Sessions, attendance, marks and means of new and experienced advisors agree with SQL over the tables."""
    desk = await a_month(rig)
    made = (await make(desk, month=MONTH)).json()
    content = (await desk.ask(LEAD, "GET", f"/reports/{made['id']}")).json()
    async with read_connection(rig.engine) as connection:
        row = (await connection.execute(text(QUERY))).mappings().one()
    figures = {each["name"]: each["value"] for each in content["highlights"]}
    assert figures["Sesiones realizadas"]["numerator"] == row["sessions"] == 3
    assert exact(figures["Asistencia"]) == Fraction(row["attended"], row["attended"] + row["absent"])
    assert exact(figures["Aprobados"]) == Fraction(row["passed"], row["marks"])
    assert figures["Notas de asesores nuevos"]["numerator"] == row["new_count"] == 2
    assert figures["Notas de asesores antiguos"]["numerator"] == row["old_count"] == 3
    tables = {table["id"]: table for section in content["sections"] for table in section["tables"]}
    rows = [each["cells"] for each in tables["tenure"]["rows"]]
    for first, total in ((1, row["new_sum"]), (4, row["old_sum"])):
        means = [cells[first + 1] for cells in rows if cells[first]["numerator"]]
        assert sum(Fraction(each["numerator"], 100) for each in means) == Fraction(total)
    assert [cells[0]["text"] for cells in rows] == [
        "Ley 1755 de 2015 (versión 1)",
        "Ley 1755 de 2015 (versión 2)",
        "Trato digno (versión 1)",
    ]


def exact(cell: dict[str, Any]) -> Fraction:
    """Return the exact number of a cell."""
    return Fraction(cell["numerator"], cell["denominator"])


async def test_the_formats_have_the_same_numbers(rig: ApiRig) -> None:
    """The CSV has each cell of the content, the PDF is one, and the workbook too; only the month counts."""
    desk = await a_month(rig)
    made = (await make(desk, month=MONTH)).json()
    content = (await desk.ask(LEAD, "GET", f"/reports/{made['id']}")).json()
    tables = [table for section in content["sections"] for table in section["tables"]]
    cells = [cell["text"] for table in tables for row in table["rows"] for cell in row["cells"][1:]]
    files = {
        part: (await desk.ask(LEAD, "GET", f"/reports/{made['id']}/{part}")).content for part in ("csv", "pdf", "xlsx")
    }
    written = [
        each["valor"] for each in lines_of(files["csv"]) if each["seccion"] not in ("Portada", "Cifras del período")
    ]
    assert written == cells
    assert files["pdf"].startswith(b"%PDF-")
    assert files["xlsx"].startswith(b"PK")
    marks = next(each for each in tables if each["id"] == "marks")
    assert [(row["id"], row["cells"][1]["text"], row["cells"][5]["text"]) for row in marks["rows"]] == [
        ("asesor1", "Antiguos", "87,50"),
        ("asesor1", "Antiguos", "99,00"),
        ("asesor2", "Antiguos", "80,00"),
        ("asesor3", "Nuevos", "33,33"),
        ("asesor3", "Nuevos", "30,05"),
    ]
    [planned] = next(each for each in tables if each["id"] == "next")["rows"]
    assert planned["cells"][8]["text"] == "Programada"


async def test_a_month_without_sessions_says_so(rig: ApiRig) -> None:
    """An empty month has a report; a day, or a month that has not begun, has none."""
    desk = TrainingDesk(rig)
    await desk.open()
    made = await make(desk, month=MONTH)
    assert made.status_code == 201
    content = (await desk.ask(LEAD, "GET", f"/reports/{made.json()['id']}")).json()
    assert content["sections"][0]["tables"][0]["empty"] == "No hubo sesiones en el mes."
    assert (await make(desk, day="2027-01-10")).json()[
        "detail"
    ] == "El informe de capacitación es de un mes: falta «month»."
    following = date(2027, 1, 1) + timedelta(days=40)
    assert (await make(desk, month=f"{following:%Y-%m}")).json()["code"] == "period_ahead"
