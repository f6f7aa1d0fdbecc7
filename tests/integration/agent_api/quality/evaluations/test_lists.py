"""The list of evaluations: filters, pages, and what each reader may see of it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from metrics.quality.samples.week import week_of
from storage.postgres.engine import unit_of_work
from storage.tables import evaluation
from tests.support.desks.evaluation_desk import ADVISOR, ADVISOR_NAME, CARLOS, CLARA, LEAD, PATH, EvaluationDesk

pytestmark = pytest.mark.integration


async def test_a_list_has_the_last_begun_first_in_pages(desk: EvaluationDesk) -> None:
    """Each page continues the one before, also where several began at the same moment."""
    for number in range(5):
        await desk.attended_call(f"c{number}")
        await desk.begun(CLARA, f"c{number}")
        desk.rig.now += timedelta(minutes=number % 2)
    ids = [f"2027-000{number}" for number in (5, 4, 3, 2, 1)]
    assert [each["id"] for each in await desk.listed(LEAD, limit=2)] == ids
    bad = await desk.ask(LEAD, "GET", PATH, params={"cursor": "nada"})
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_query")


async def test_each_filter_narrows_the_list(desk: EvaluationDesk) -> None:
    """By advisor, week, channel, kind, state, evaluator and item."""
    for call, advisor in (("c1", "asesor1"), ("c2", "asesor2"), ("c3", "asesor1")):
        await desk.attended_call(call, advisor)
    await desk.signed(CLARA, "c1")
    await desk.begun(CARLOS, "c2", "new")
    await desk.begun(CLARA, "c3", "calibration")
    week = str(week_of(desk.rig.now))
    for query, ids in (
        ({"advisor": "asesor1"}, ["2027-0003", "2027-0001"]),
        ({"week": week}, ["2027-0003", "2027-0002", "2027-0001"]),
        ({"week": "2026-W01"}, []),
        ({"channel": "written"}, []),
        ({"kind": "new"}, ["2027-0002"]),
        ({"state": "pending"}, ["2027-0001"]),
        ({"evaluator": "carlos"}, ["2027-0002"]),
        ({"item": "c3"}, ["2027-0003"]),
        ({"form": "telefono_1", "kind": "new"}, ["2027-0002"]),
        ({"form": "escrito_1"}, []),
        ({"advisor": "asesor1", "state": "draft"}, ["2027-0003"]),
    ):
        assert [each["id"] for each in await desk.listed(LEAD, **query)] == ids, query


async def test_an_advisor_sees_their_own_course_alone(desk: EvaluationDesk) -> None:
    """Signed evaluations of the own work, without calibrations and without others' work."""
    for call, advisor in (("c1", "asesor1"), ("c2", "asesor2"), ("c3", "asesor1"), ("c4", "asesor1")):
        await desk.attended_call(call, advisor)
    for call, kind in (("c1", "focused"), ("c2", "focused"), ("c3", "calibration")):
        await desk.signed(CLARA, call, kind)
    await desk.begun(CLARA, "c4")
    page = (await desk.ask(ADVISOR, "GET", "/me/evaluations", params={"limit": 1})).json()
    assert ([each["id"] for each in page["evaluations"]], page["next"]) == (["2027-0001"], None)


async def test_a_filter_by_advisor_does_not_uncover_a_pseudonym(desk: EvaluationDesk) -> None:
    """Neither by the own draft nor by another evaluation of the call that one is judging."""
    await desk.attended_call("c1")
    await desk.signed(CARLOS, "c1")
    await desk.begun(CLARA, "c1", "new")
    assert await desk.listed(CLARA, advisor="asesor1") == []
    assert [each["advisor"] for each in await desk.listed(CLARA, item="c1")] == [None, None]
    assert len(await desk.listed(LEAD, advisor="asesor1")) == 2


async def test_a_list_has_an_order(desk: EvaluationDesk) -> None:
    """By beginning or by the time of the work, both ways, over pages."""
    began = desk.rig.now
    for number in (2, 3, 1):
        await desk.attended_call(f"c{number}")
        await desk.begun(CLARA, f"c{number}")
        async with unit_of_work(desk.rig.engine) as connection:
            worked_at = began + timedelta(minutes=number)
            await connection.execute(
                update(evaluation).where(evaluation.c.item == f"c{number}").values(worked_at=worked_at)
            )
        desk.rig.now += timedelta(minutes=1)
    orders = {"-begun_at": "132", "begun_at": "231", "-worked_at": "321", "worked_at": "123"}
    for sort, calls in orders.items():
        found = await desk.listed(LEAD, sort=sort, limit=2)
        assert "".join(each["item"][1:] for each in found) == calls, sort


async def test_the_filters_offer_what_there_is(desk: EvaluationDesk) -> None:
    """Forms, weeks and evaluators for all; the advisors for those who do not evaluate."""
    await desk.attended_call("c1")
    await desk.begun(CLARA, "c1")
    seen = (await desk.ask(LEAD, "GET", "/quality/evaluation-choices")).json()
    assert [each["value"] for each in seen["forms"]] == ["telefono_1", "escrito_1"]
    assert seen["weeks"] == [str(week_of(desk.rig.now))]
    assert seen["evaluators"] == [{"value": "clara", "name": "Clara"}]
    assert seen["advisors"] == [{"value": "asesor1", "name": ADVISOR_NAME}]
    assert (await desk.ask(CLARA, "GET", "/quality/evaluation-choices")).json() == {**seen, "advisors": []}
