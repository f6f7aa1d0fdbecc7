"""Calibration sessions: planned, evaluated blindly, opened, and compared with the master."""

from typing import Any

import pytest

from eventlog.facts import (
    CalibrationAbsence,
    CalibrationEvaluationCompared,
    CalibrationItemChosen,
    CalibrationOpened,
    CalibrationPersonNamed,
    CalibrationPlanned,
)
from tests.support.desks.calibration_desk import CATA, EVALUATORS, HELD_ON, MASTER, SESSIONS, CalibrationDesk
from tests.support.desks.evaluation_desk import ADVISOR, CARLOS, CLARA, LEAD, OVERSIGHT, criteria_of

pytestmark = pytest.mark.integration


def faults_of(answer: Any) -> dict[str, str]:
    """Return the faults of a refused plan by field."""
    assert (answer.status_code, answer.json()["code"]) == (422, "calibration_invalid"), answer.text
    return {each["field"]: each["detail"] for each in answer.json()["errors"]}


async def bell(desk: CalibrationDesk, user: str) -> list[str]:
    """Return the notifications of a user, the newest first."""
    page = (await desk.ask(user, "GET", "/notifications")).json()
    return [each["text"] for each in page["notifications"]]


async def test_a_plan_is_facts_and_reaches_everyone(desk: CalibrationDesk) -> None:
    """The form is the one of the day of the work; an item of a sample has its week; the title is stored encrypted."""
    await desk.attended_call("c2")
    week = await desk.draw("c2")
    session = await desk.planned("c1", items=["c1", "c2"])
    assert (session["id"], session["state"], session["items"], session["pending"]) == ("2027-0001", "evaluating", 2, 8)
    assert [(each["item"], each["week"]) for each in session["session_items"]] == [("c1", None), ("c2", week)]
    assert session["acts"] == ["change_master", "cancel"]
    assert session["results"] is None
    [planned] = [each.fact for each in await desk.facts("CalibrationPlanned")]
    assert isinstance(planned, CalibrationPlanned)
    assert (planned.held_on, planned.items, planned.people) == (HELD_ON, 2, 5)
    assert planned.form_version == session["form"]["version"]
    chosen = [each.fact for each in await desk.facts("CalibrationItemChosen")]
    assert chosen == [
        CalibrationItemChosen(calibration="2027-0001", item="c1", week=""),
        CalibrationItemChosen(calibration="2027-0001", item="c2", week=week),
    ]
    named = {each.fact.user: each.fact.part for each in await desk.facts("CalibrationPersonNamed")}  # type: ignore[union-attr]
    assert named == {**dict.fromkeys(("clara", "carlos", "cata"), "evaluator"), "mario": "master", "vera": "observer"}
    for user in (*EVALUATORS, MASTER, OVERSIGHT):
        assert await bell(desk, user) == [
            "Usted participa en la calibración 2027-0001; la reunión es el miércoles 20 de enero de 2027."
        ]
    assert await bell(desk, LEAD) == []


async def test_only_the_coordinator_plans_and_acts(desk: CalibrationDesk) -> None:
    """Quality takes part, the interventoría reads, and advisors do not see a session."""
    session = await desk.planned("c1")
    for user in (CLARA, MASTER, OVERSIGHT):
        assert (await desk.plan("c9", user=user)).status_code == 403
        assert (await desk.act(session, "opening", user=user, reason="Ya.")).status_code == 403
        assert (await desk.write(session, user=user)).status_code == 403
        assert (await desk.session(user, session["id"]))["acts"] == []
    assert (await desk.session(OVERSIGHT, session["id"]))["takes_part"] == "observer"
    assert (await desk.ask(ADVISOR, "GET", f"{SESSIONS}/{session['id']}")).status_code == 403
    assert (await desk.ask(LEAD, "GET", f"{SESSIONS}/2027-0099")).status_code == 404


async def test_each_fault_of_a_plan_is_named(desk: CalibrationDesk) -> None:
    """People who cannot take their part, and items that cannot be evaluated."""
    await desk.hire_all()
    await desk.attended_call("c1")
    people = faults_of(await desk.plan("c1", evaluators=["clara", "vera", "nadie"], master="clara"))
    assert people == {
        "evaluators.1": "Vera no puede evaluar.",
        "evaluators.2": "Ese usuario no puede ver evaluaciones.",
        "master": "Esa persona ya está; cada una participa de una sola forma.",
    }
    items = faults_of(await desk.plan("c1", "perdida", "c1"))
    assert items == {"items.1": "No hay ninguna llamada «perdida».", "items.2": "Está dos veces."}
    await desk.attended_call("propia", "clara")
    own = faults_of(await desk.plan("propia"))
    assert own == {"items.0": "Clara participó en ella, y nadie evalúa su propio trabajo."}
    assert await desk.rows("calibration") == 0


async def test_an_item_is_calibrated_once(desk: CalibrationDesk) -> None:
    """Not in two sessions, nor after a calibration evaluation of it; a cancelled session gives it back."""
    first = await desk.planned("c1")
    assert faults_of(await desk.plan("c1")) == {"items.0": "Ya está en la calibración 2027-0001."}
    await desk.acted(first, "cancellation", reason="Se aplaza.")
    assert (await desk.plan("c1")).status_code == 201
    await desk.attended_call("c2")
    await desk.begun(CLARA, "c2", "calibration")
    assert faults_of(await desk.plan("c2")) == {"items.0": "Alguien ya la evaluó como calibración."}
    assert "Se canceló la calibración 2027-0001." in await bell(desk, CARLOS)


async def test_no_evaluator_sees_a_judgement_before_the_results_are_open(desk: CalibrationDesk) -> None:
    """Not even after the own signature, so that no correction copies another; progress shows numbers only."""
    session = await desk.planned("c1")
    first = await desk.judge(MASTER, "c1")
    own = await desk.judge(CLARA, "c1", failed=0)
    for reader in (CLARA, CARLOS):
        hidden = await desk.read(reader, first["id"])
        assert (hidden["visible"], hidden["score"], hidden["answers"]) == (False, None, {})
    assert (await desk.read(CLARA, own["id"]))["visible"]
    read = await desk.session(CLARA, session["id"])
    assert {each["user"]: each["signed"] for each in read["people"] if each["part"] != "observer"} == {
        **{"clara": 1, "mario": 1},
        **{"carlos": 0, "cata": 0},
    }
    assert read["session_items"] == [
        {"item": "c1", "week": None, "own_evaluation": own["id"], "own_signed": True},
    ]
    assert read["results"] is None
    for user in (CARLOS, CATA):
        await desk.judge(user, "c1")
    opened = await desk.acted(session, "opening")
    assert opened["state"] == "opened"
    assert (await desk.read(CLARA, first["id"]))["visible"]


async def test_all_use_the_form_of_the_plan(desk: CalibrationDesk) -> None:
    """A form that changes meanwhile is for other evaluations."""
    session = await desk.planned("c1")
    form = desk.rig.app.state.context.site.quality.forms
    name = next(id_ for id_, each in form.items() if each.channel == "phone")
    changed = {**form, name: type(form[name])(**{**_fields(form[name]), "version": "f" * 12, "name": "Otra"})}
    desk.change_site(forms=changed)
    begun = await desk.begun(CLARA, "c1", "calibration")
    assert begun["form"]["version"] == session["form"]["version"]
    await desk.attended_call("c2")
    assert (await desk.begun(CLARA, "c2"))["form"]["version"] == "f" * 12


def _fields(form: Any) -> dict[str, Any]:
    return {name: getattr(form, name) for name in form.__struct_fields__}


async def test_results_compare_each_evaluator_with_the_master(desk: CalibrationDesk) -> None:
    """Score, difference in points, tolerance, agreement with its counts, and per criterion what differs."""
    session = await desk.opened("c1", "c2")
    criteria = criteria_of(session)
    number = len(criteria)
    results = session["results"]
    by_user = {each["user"]: each for each in results["evaluators"]}
    assert by_user["clara"]["figures"]["counts"] == [[2 * number, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert (by_user["clara"]["figures"]["observed"], by_user["clara"]["figures"]["kappa"]) == ("100.00", None)
    assert by_user["carlos"]["figures"]["counts"] == [[2 * number - 2, 2, 0], [0, 0, 0], [0, 0, 0]]
    assert by_user["carlos"]["figures"]["kappa"] == "0.000"
    assert [each["items"] for each in results["evaluators"]] == [2, 2, 2]
    weights = {each["id"]: float(each["weight"]) for each in criteria}
    first = results["items"][0]
    assert (first["item"], first["master_score"]) == ("c1", "100.00")
    for user, place in (("carlos", 0), ("cata", 1)):
        compared = next(each for each in first["evaluations"] if each["user"] == user)
        criterion = criteria[place]["id"]
        points = f"-{weights[criterion]:.2f}"
        beyond = weights[criterion] > float(session["tolerance"])
        assert compared["difference"] == {"points": points, "beyond": beyond}
        assert compared["criteria"] == {criterion: {"points": points, "beyond": beyond}}
        assert by_user[user]["beyond"] == 2 * beyond
    assert {by_user["carlos"]["beyond"], by_user["cata"]["beyond"]} == {0, 2}
    per_criterion = {each["criterion"]: each["figures"]["counts"] for each in results["criteria"]}
    assert per_criterion[criteria[0]["id"]] == [[4, 2, 0], [0, 0, 0], [0, 0, 0]]
    assert (await desk.session(OVERSIGHT, session["id"]))["results"] == results


async def test_the_opening_names_who_is_absent(desk: CalibrationDesk) -> None:
    """Without everyone a reason is needed, and without the master nothing is opened; facts name the compared rounds."""
    session = await desk.planned("c1", "c2")
    refused = await desk.act(session, "opening", reason="Hoy es la reunión.")
    assert (refused.status_code, refused.json()["code"]) == (409, "calibration_master_missing")
    for item in ("c1", "c2"):
        await desk.judge(MASTER, item)
        await desk.judge(CLARA, item)
    await desk.judge(CARLOS, "c1")
    refused = await desk.act(session, "opening")
    assert (refused.status_code, refused.json()["code"]) == (409, "calibration_reason_missing")
    assert "Carlos, Cata" in refused.json()["detail"]
    opened = await desk.acted(session, "opening", reason="Están de vacaciones.")
    absent = {each["user"]: each["absent"] for each in opened["people"]}
    assert absent == {"clara": False, "carlos": True, "cata": True, "mario": False, "vera": None}
    assert opened["history"][-1]["text"] == "Están de vacaciones."
    assert [len(each["evaluations"]) for each in opened["results"]["items"]] == [2, 1]
    [fact] = [each.fact for each in await desk.facts("CalibrationOpened")]
    assert fact == CalibrationOpened(calibration="2027-0001", absent=2)
    assert [each.fact for each in await desk.facts("CalibrationAbsence")] == [
        CalibrationAbsence(calibration="2027-0001", user="carlos", unsigned=1),
        CalibrationAbsence(calibration="2027-0001", user="cata", unsigned=2),
    ]
    compared = [each.fact for each in await desk.facts("CalibrationEvaluationCompared")]
    assert {each.part for each in compared if isinstance(each, CalibrationEvaluationCompared)} == {
        "master",
        "evaluator",
    }
    assert len(compared) == 5
    assert (await desk.act(session, "opening")).json()["code"] == "calibration_step_not_possible"
    assert "Se abrieron los resultados de la calibración 2027-0001." in await bell(desk, OVERSIGHT)


async def test_a_later_correction_changes_no_result(desk: CalibrationDesk) -> None:
    """The rounds that count are those of the opening."""
    session = await desk.opened("c1")
    own = next(each for each in await desk.listed(LEAD, evaluator="carlos") if each["kind"] == "calibration")
    evaluation = await desk.read(CARLOS, own["id"])
    answers = {each["id"]: "meets" for each in criteria_of(evaluation)}
    body = {"revision": evaluation["revision"], "answers": answers, "reason": "La oí otra vez."}
    assert (await desk.post(CARLOS, evaluation, "corrections", **body)).status_code == 200
    assert (await desk.session(LEAD, session["id"]))["results"] == session["results"]


async def test_another_master_is_named_with_a_reason(desk: CalibrationDesk) -> None:
    """The judgement of the first one counts no more, and an evaluator cannot become the master."""
    session = await desk.planned("c1")
    await desk.judge(MASTER, "c1")
    taken = await desk.act(session, "master", master="clara", reason="Mario viaja.")
    assert taken.json()["errors"][0] == {"field": "master", "detail": "Esa persona ya es de la calibración."}
    await desk.hire("calidad:nora")
    changed = await desk.acted(session, "master", master="nora", reason="Mario viaja.")
    assert [each["user"] for each in changed["people"] if each["part"] == "master"] == ["nora"]
    assert (await desk.act(session, "opening", reason="Ya.")).json()["code"] == "calibration_master_missing"
    last = (await desk.facts("CalibrationPersonNamed"))[-1].fact
    assert last == CalibrationPersonNamed(calibration="2027-0001", user="nora", part="master")
    assert len(await bell(desk, "calidad:nora")) == 1


async def test_the_list_has_what_is_missing(desk: CalibrationDesk) -> None:
    """The last planned first, in pages; how often the site asks for one, and when the last results were opened."""
    await desk.opened("c1")
    await desk.planned("c2")
    page = (await desk.ask(OVERSIGHT, "GET", SESSIONS, params={"limit": 1})).json()
    assert [(each["id"], each["pending"]) for each in page["calibrations"]] == [("2027-0002", 4)]
    assert (page["every_days"], page["last_opened_at"] is not None) == (30, True)
    rest = (await desk.ask(OVERSIGHT, "GET", SESSIONS, params={"cursor": page["next"]})).json()
    assert ([each["id"] for each in rest["calibrations"]], rest["next"]) == (["2027-0001"], None)
    opened = (await desk.ask(LEAD, "GET", SESSIONS, params={"state": "opened"})).json()
    assert [each["id"] for each in opened["calibrations"]] == ["2027-0001"]


async def test_the_candidates_say_who_evaluates(desk: CalibrationDesk) -> None:
    """Advisors are not among them, and only the coordinator reads the list."""
    await desk.hire_all()
    await desk.hire(ADVISOR)
    found = (await desk.ask(LEAD, "GET", "/quality/calibration-candidates")).json()["candidates"]
    evaluates = {each["user"]: each["evaluates"] for each in found}
    assert evaluates | {"vera": False, "coco": False, "clara": True, "mario": True} == evaluates
    assert "asesor1" not in evaluates
    assert (await desk.ask(CLARA, "GET", "/quality/calibration-candidates")).status_code == 403
