"""Indicators over time and by weekday and hour: the same numbers as the indicators of the contract."""

import csv
import io
from datetime import datetime

import pytest
from sqlalchemy import select

from config.timezone import COLOMBIA
from storage.postgres.engine import read_connection
from storage.tables import indicator_count
from tests.integration.agent_api.indicators.test_breakdowns import NOVEMBER, journal_month, read
from tests.support.api.api_rig import ApiRig

pytestmark = pytest.mark.integration
KINDS = ("nivel_servicio", "abandono", "tmo", "oportunidad_pqrs", "ocupacion")


async def test_series_and_hours_are_the_indicators(rig: ApiRig) -> None:
    """Each point is the figure of `/indicators`, and the hours of all weekdays add up to the figure of the month."""
    await journal_month(rig)
    days = (await read(rig, "/indicators", by="day", queues=False))["figures"]
    whole = await read(rig, "/indicators")
    for line in ("", "bogota"):
        params = {"line": line} if line else {}
        balance = next(each for each in whole["balances"] if (each["line"], each["queue"]) == (line, ""))
        for indicator in KINDS if not line else KINDS[:3]:
            own = [each for each in days if (each["indicator"], each["line"]) == (indicator, line)]
            month = next(
                each
                for each in whole["figures"]
                if (each["indicator"], each["line"], each["queue"]) == (indicator, line, "")
            )
            series = await read(rig, f"/indicators/{indicator}/series", **params)
            fields = ("starts_at", "version", "numerator", "denominator", "value", "target", "meets", "incomplete")
            points = [each for each in series["points"] if each["denominator"]]
            assert [[each[name] for name in fields] for each in points] == [
                [each[name] for name in fields] for each in own if each["denominator"]
            ]
            total = await read(rig, f"/indicators/{indicator}/series", by="period", **params)
            assert [each["value"] for each in total["points"]] == [month["value"]]
            hours = await read(rig, f"/indicators/{indicator}/hours", **params)
            for found in (series["points"], hours["hours"]):
                assert sum(each["numerator"] for each in found) == month["numerator"]
                assert sum(each["denominator"] for each in found) == month["denominator"] > 0
                assert sum(each["entered"] for each in found) == balance["entered"] + balance["received"]
                assert sum(each["abandoned"] for each in found) == balance["outcomes"]["abandoned_queue"]
            assert hours["days"] == [5, 4, 4, 4, 4, 4, 5]
    await assert_figures_read_no_breakdown(rig)


async def assert_figures_read_no_breakdown(rig: ApiRig) -> None:
    """Check that the counts of breakdowns are stored apart from those that the figures read."""
    async with read_connection(rig.engine) as connection:
        rows = (await connection.execute(select(indicator_count.c.counts, indicator_count.c.details))).all()
    read_by_figures, apart = (b"".join(filter(None, column)) for column in zip(*rows, strict=True))
    for population in (b'"answers"', b'"by_advisor"', b'"reasons"'):
        assert population in apart
        assert population not in read_by_figures


async def test_a_queue_by_hour_has_the_visits_to_it(rig: ApiRig) -> None:
    """Of a queue, the calls are the visits to it, in the month, by half hour and by hour."""
    await journal_month(rig)
    figures = (await read(rig, "/indicators", queue="credito"))["figures"]
    month = next(each for each in figures if each["indicator"] == "abandono" and not each["line"])
    for path in ("series", "hours"):
        by = {"by": "interval"} if path == "series" else {}
        found = await read(rig, f"/indicators/abandono/{path}", queue="credito", **by)
        points = found["points" if path == "series" else "hours"]
        assert sum(each["denominator"] for each in points) == month["denominator"] > 0
        assert sum(each["numerator"] for each in points) == month["numerator"]


async def test_what_cannot_be_drawn_is_refused(rig: ApiRig) -> None:
    """Refuse an unknown indicator, half hours of a year, and hours of an estimate of quality."""
    assert (await rig.get("/api/v1/indicators/nada/series", **NOVEMBER)).status_code == 404
    year = {"from": "2026-01-01", "to": "2026-12-31", "by": "interval"}
    assert (await rig.get("/api/v1/indicators/abandono/series", **year)).status_code == 400
    refused = await rig.get("/api/v1/indicators/nota_telefono/hours", **NOVEMBER)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_week_hours")
    form = {"table": "series", "format": "csv"}
    assert (await rig.client.post("/api/v1/figures/exports", json=form)).status_code == 400


async def test_the_file_of_a_chart_says_its_period_and_source(rig: ApiRig) -> None:
    """The rows of the file are those of the chart; its foot says title, period, source and when it was made."""
    await journal_month(rig)
    points = (await read(rig, "/indicators/abandono/series"))["points"]
    form = {"table": "series", "format": "csv", "indicator": "abandono", **NOVEMBER}
    answer = await rig.client.post("/api/v1/figures/exports", json=form)
    assert answer.status_code == 200, answer.text
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    empty = rows.index([])
    assert [row[1] for row in rows[1:empty]] == [each["value"] or "" for each in points]
    notes = dict(rows[empty + 1 :])
    assert notes["Título"].startswith("Evolución · ")
    assert (notes["Desde"], notes["Hasta"]) == ("2026-11-01", "2026-11-30")
    assert notes["Fuente"]
    assert notes["Hecho el"]


async def test_the_file_has_both_indicators_and_the_other_period(rig: ApiRig) -> None:
    """Two indicators and another period stand side by side in the file, each under its name, on the same slots."""
    await journal_month(rig)
    both = {"table": "series", "format": "csv", "indicator": "abandono", "second": "tmo", **NOVEMBER}
    later = {"compare_from": "2026-11-08", "from": "2026-11-01", "to": "2026-11-08"}
    answer = await rig.client.post("/api/v1/figures/exports", json=both | later)
    assert answer.status_code == 200, answer.text
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig").split("\r\n\r\n")[0])))
    found = 0
    for indicator, unit in (("abandono", "%"), ("tmo", "s")):
        week = await read(rig, f"/indicators/{indicator}/series", **{"from": "2026-11-01", "to": "2026-11-08"})
        other = await read(rig, f"/indicators/{indicator}/series", **{"from": "2026-11-08", "to": "2026-11-15"})
        name = week["definition"]["name"]
        for series, period, start in ((week, "", "Comienzo"), (other, ", antes", "Comienzo, antes")):
            printed = {
                row[start][:10]: (row[f"{name}{period}: Cifra {unit}"], row[f"{name}{period}: Denominador"])
                for row in rows
            }
            for each in series["points"]:
                found += each["denominator"] > 0
                assert printed[local_day(each["starts_at"])] == (each["value"] or "", str(each["denominator"]))
    assert found > 4
    notes = answer.text.split("\r\n\r\n")[1]
    assert "Comparado desde,2026-11-08\r\nComparado hasta,2026-11-14" in notes


def local_day(moment: str) -> str:
    """Return the local day of a moment of the API."""
    return datetime.fromisoformat(moment).astimezone(COLOMBIA).date().isoformat()
