"""The indicator «calidad» over HTTP: figures, results and drill-down agree, and each leads to its evaluations."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert

from agent_api.reports import store
from agent_api.reports.context import ReportContext
from agent_api.reports.service import produce_report
from config.timezone import COLOMBIA
from eventlog.facts import EvaluationSigned
from metrics.reports.document import tables_of
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import quality_stratum
from tests.support.desks.evaluation_desk import (
    ADVISOR,
    CARLOS,
    CLARA,
    LEAD,
    OVERSIGHT,
    EvaluationDesk,
    all_met,
    criteria_of,
)
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
USER, SCORE = "precision_usuario_telefono", "nota_telefono"
JANUARY = {"from": "2027-01-01", "to": "2027-02-01"}


def user_error(evaluation: dict[str, Any]) -> str:
    """Return a critical criterion of the user's family."""
    return next(str(each["id"]) for each in criteria_of(evaluation) if each["family"] == "user" and each["critical"])


async def drawn_calls(desk: EvaluationDesk, number: int) -> list[str]:
    """Make a sample of attended calls in January, without repetitions; return their ids."""
    desk.change_rules(second_share=0, minimum_sample=3)
    calls = [await desk.attended_call(f"c{each}") for each in range(1, number + 1)]
    await desk.draw(*calls)
    return calls


async def sign_all(desk: EvaluationDesk, calls: list[str], failing: int = 1) -> list[dict[str, Any]]:
    """Sign a random evaluation of each call, the first ones with a critical error of the user's."""
    signed = []
    for number, call in enumerate(calls):
        begun = await desk.begun(CLARA, call, "random")
        answers = all_met(begun, **({user_error(begun): "fails"} if number < failing else {}))
        signed.append(await desk.sign(CLARA, begun, answers=answers))
    await desk.facts("EvaluationSigned")
    return signed


async def asked(desk: EvaluationDesk, path: str, user: str = LEAD, **params: Any) -> dict[str, Any]:
    """Return the answer to a GET of January."""
    answer = await desk.ask(user, "GET", path, params={**JANUARY, **params})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def figure(desk: EvaluationDesk, indicator: str, **params: Any) -> dict[str, Any]:
    """Return the figure of all lines."""
    answer = await asked(desk, "/indicators", **params)
    return next(each for each in answer["figures"] if (each["indicator"], each["line"]) == (indicator, ""))


async def behind(desk: EvaluationDesk, indicator: str, user: str = LEAD, **params: Any) -> list[dict[str, Any]]:
    """Return the evaluations behind a figure, over all pages of two."""
    found: list[dict[str, Any]] = []
    while True:
        page = await asked(desk, f"/indicators/{indicator}/evaluations", user, limit=2, **params)
        found += page["evaluations"]
        if page["next"] is None:
            return found
        params["cursor"] = page["next"]


async def test_a_figure_has_its_evaluations_and_leads_to_each_one(desk: EvaluationDesk) -> None:
    """Five of the sample count, a focused one does not; each part of the figure lists exactly its evaluations."""
    calls = await drawn_calls(desk, 5)
    signed = await sign_all(desk, calls)
    begun = await desk.begun(CLARA, await desk.attended_call("c9"))
    await desk.sign(CLARA, begun, answers=all_met(begun, **{user_error(begun): "fails"}))
    await desk.facts("EvaluationSigned")
    found = await figure(desk, USER)
    assert (found["numerator"], found["denominator"], found["value"]) == (4, 5, "80.00")
    assert (found["meets"], found["discount"]) == (False, "2.00")
    sample = {"evaluations": 5, "total": "4", "low": "37.55", "high": "96.38", "weighted": False, "replaced": 0}
    assert found["sample"] == sample
    assert (await figure(desk, SCORE))["value"] == "80.00"
    numbers = [each["id"] for each in signed]
    assert [each["evaluation"]["id"] for each in await behind(desk, USER, part="failed")] == numbers[:1]
    assert [each["evaluation"]["id"] for each in await behind(desk, USER, part="passed")] == numbers[:0:-1]
    assert [each["score"] for each in await behind(desk, SCORE)] == ["100"] * 4 + ["0"]
    assert await behind(desk, USER, line="bogota") == []
    refused = await desk.ask(LEAD, "GET", "/indicators/asa/evaluations", params=JANUARY)
    assert refused.json()["code"] == "no_evaluations_behind"
    assert (await desk.ask(LEAD, "GET", f"/indicators/{USER}/calls", params=JANUARY)).status_code == 409


async def test_a_correction_counts_in_its_month_and_never_in_a_closed_one(desk: EvaluationDesk) -> None:
    """Figure and drill-down follow the last round of the month; a later one is on the evaluation's page only."""
    signed = await sign_all(desk, await drawn_calls(desk, 2), failing=2)
    await desk.post(
        CLARA, signed[0], "corrections", revision=signed[0]["revision"], answers=all_met(signed[0]), reason="Sí saludó."
    )
    await desk.facts("EvaluationCorrected")
    assert (await figure(desk, USER))["numerator"] == 1
    assert [each["round"] for each in await behind(desk, USER, part="passed")] == [2]
    february = datetime(2027, 2, 2, 10, tzinfo=COLOMBIA)
    desk.at(february)
    await desk.campaign_rig.router.set_clock(february)
    late = await desk.post(
        CLARA, signed[1], "corrections", revision=signed[1]["revision"], answers=all_met(signed[1]), reason="También."
    )
    assert late.status_code == 200, late.text
    await desk.facts("EvaluationCorrected")
    assert (await figure(desk, USER))["numerator"] == 1
    [still] = await behind(desk, USER, part="failed")
    assert (still["evaluation"]["id"], still["evaluation"]["score"], still["score"]) == (signed[1]["id"], "100.00", "0")


async def test_the_results_keep_the_learning_curve_apart(desk: EvaluationDesk) -> None:
    """The channel, its lines and its advisors agree with the indicator; a small sample of an advisor has no figure."""
    calls = await drawn_calls(desk, 3)
    await sign_all(desk, calls)
    results = (await asked(desk, "/quality/results"))["channels"][0]
    assert results["channel"] == "phone"
    user = next(each for each in results["total"]["figures"] if each["measure"] == "user")
    found = await figure(desk, USER)
    assert (user["value"], user["low"], user["high"]) == (
        found["value"],
        found["sample"]["low"],
        found["sample"]["high"],
    )
    assert [each["place"] for each in results["lines"]] == ["nacional"]
    [advisor] = results["advisors"]
    assert (advisor["evaluations"], advisor["sufficient"], len(advisor["figures"])) == (3, True, 5)
    desk.change_rules(minimum_sample=4)
    [advisor] = (await asked(desk, "/quality/results"))["channels"][0]["advisors"]
    assert (advisor["evaluations"], advisor["sufficient"], advisor["figures"]) == (3, False, [])


async def test_who_reads_which_names(desk: EvaluationDesk) -> None:
    """The coordinator reads names, an evaluator pseudonyms where the site says so, an advisor nothing."""
    await sign_all(desk, await drawn_calls(desk, 3))

    async def names(user: str) -> list[str]:
        results = await asked(desk, "/quality/results", user)
        return [each["name"] for each in results["channels"][0]["advisors"]]

    assert await names(CLARA) == ["Asesor 01"]
    [name] = await names(LEAD)
    assert name == (await names(OVERSIGHT))[0] != "Asesor 01"
    desk.change_rules(pseudonymous=False)
    assert await names(CLARA) == [name]
    for path in ("/quality/results", f"/indicators/{USER}/evaluations"):
        assert (await desk.ask(ADVISOR, "GET", path)).status_code == 403


async def test_who_may_still_judge_an_item_sees_no_result_of_it(desk: EvaluationDesk) -> None:
    """An evaluator of the repeated share learns that there is an evaluation, not what it says."""
    calls = await drawn_calls(desk, 1)
    desk.change_rules(second_share=100)
    await sign_all(desk, calls)
    [seen] = await behind(desk, USER, CARLOS)
    assert (seen["passed"], seen["score"], seen["evaluation"]["score"]) == (None, None, None)
    [seen] = await behind(desk, USER, OVERSIGHT)
    assert (seen["passed"], seen["score"]) == (False, "0")


async def test_a_sample_with_one_for_each_advisor_is_weighted(desk: EvaluationDesk) -> None:
    """The signature's fact has the work of the stratum, and the figure weighs by it."""
    calls = await drawn_calls(desk, 2)
    week = (await desk.begun(CLARA, calls[0], "random"))["week"]
    key = {"campaign": CAMPAIGN, "week": week, "channel": "phone", "line": "nacional", "advisor": "asesor1"}
    async with unit_of_work(desk.rig.engine) as connection:
        await connection.execute(insert(quality_stratum).values(**key, population=299, size=2, reserve=()))
        await connection.exec_driver_sql("UPDATE quality_sample SET each_advisor = true")
    begun = await desk.begin(CLARA, calls[0], "random")
    await desk.sign(CLARA, begun.json())
    [envelope] = await desk.facts("EvaluationSigned")
    assert isinstance(envelope.fact, EvaluationSigned)
    assert envelope.fact.stratum == 299
    assert (await figure(desk, USER))["sample"]["weighted"] is True


async def test_the_sensitivity_and_the_months_report_have_the_same_figure(desk: EvaluationDesk) -> None:
    """Four variants with their evaluations; the report has numerator, denominator and interval."""
    await sign_all(desk, await drawn_calls(desk, 4))
    sensitive = (await asked(desk, "/indicators/sensitivity"))["indicators"]
    variants = next(each["variants"] for each in sensitive if each["definition"]["id"] == USER)
    assert [(each["value"], each["sample"]["evaluations"]) for each in variants] == [("75.00", 4)] * 4
    rig = desk.rig
    rig.now += timedelta(days=30)
    context = ReportContext(rig.engine, SEALER, rig.app.state.context.site)
    row = await produce_report(context, "management", date(2027, 1, 1), by="user:c", now=rig.now)
    assert row is not None
    async with read_connection(rig.engine) as connection:
        content = await store.part_of(connection, CAMPAIGN, row.id, "content")
        lines = await store.part_of(connection, CAMPAIGN, row.id, "csv")
    assert content is not None
    assert lines is not None
    [table] = [each for _, each in tables_of(store.read_content(content[1])) if each.id == "quality"]
    [cells] = [each.cells for each in table.rows if "usuario, teléfono" in each.cells[0].text]
    texts = [each.text.replace("\u00a0", " ") for each in cells[1:]]
    assert texts == ["3", "4", "75,00 %", "30,06 a 95,45 %", "al menos 95 %", "No"]
    assert "30,06 a 95,45" in lines[1].decode("utf-8-sig")
    assert msgspec.json.encode(table)
