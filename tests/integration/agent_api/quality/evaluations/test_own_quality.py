"""An advisor reads their own quality, and deciders read the open refutations."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.agent_api.quality.evaluations.test_feedback import REFUTED, notices, signed_evaluation
from tests.support.desks.evaluation_desk import (
    ADVISOR,
    CARLOS,
    CLARA,
    LEAD,
    OTHER_ADVISOR,
    EvaluationDesk,
    all_met,
    criteria_of,
)

pytestmark = pytest.mark.integration


async def course(desk: EvaluationDesk, user: str = ADVISOR) -> dict[str, Any]:
    """Return a user's own course."""
    answer = await desk.ask(user, "GET", "/me/quality")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_an_advisor_sees_their_own_course_alone(desk: EvaluationDesk) -> None:
    """Only the random sample counts, only the last round, and another advisor sees nothing of it."""
    desk.change_rules(minimum_sample=2, learning_months=0, second_share=0)
    for call in ("c1", "c2", "c3"):
        await desk.attended_call(call)
    await desk.draw("c1", "c2")
    first = await desk.begun(CLARA, "c1", "random")
    minor = next(str(each["id"]) for each in criteria_of(first) if each["family"] == "noncritical")
    signed = await desk.sign(CLARA, first, answers=all_met(first, **{minor: "fails"}))
    alone = await course(desk)
    assert [(each["evaluations"], each["sufficient"], each["mean"]) for each in alone["months"]] == [(1, False, None)]
    assert {each["percent"] for each in alone["months"][0]["families"]} == {None}
    await desk.sign(CLARA, await desk.begun(CLARA, "c2", "random"))
    await desk.sign(CLARA, await desk.begun(CLARA, "c3"))
    both = await course(desk)
    assert [each["evaluation"] for each in both["scores"]] == ["2027-0001", "2027-0002"]
    [month] = both["months"]
    assert (month["evaluations"], month["sufficient"]) == (2, True)
    assert float(month["mean"]) == (float(signed["score"]) + 100) / 2
    family = next(each for each in month["families"] if each["family"] == "noncritical")
    assert (family["passed"], family["applicable"], family["percent"]) == (1, 2, "50.00")
    assert float(family["low"]) < 50 < float(family["high"])
    body = {"revision": signed["revision"], "answers": all_met(signed), "reason": "Oí mal."}
    await desk.post(CLARA, signed, "corrections", **body)
    assert (await course(desk))["months"][0]["mean"] == "100.00"
    other = await course(desk, OTHER_ADVISOR)
    assert (other["months"], other["scores"]) == ([], [])


async def test_the_site_says_which_evaluations_the_advisor_must_answer(desk: EvaluationDesk) -> None:
    """A good one is only to be read; it may be answered all the same."""
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    signed = await desk.sign(CLARA, begun)
    assert signed["needs_feedback"] is False
    assert (await notices(desk, ADVISOR))[0].startswith("Su trabajo tiene la evaluación 2027-0001, de Clara: léala. Si")
    [own] = (await desk.ask(ADVISOR, "GET", "/me/evaluations")).json()["evaluations"]
    assert (own["state"], own["needs_feedback"]) == ("pending", False)
    critical = next(str(each["id"]) for each in criteria_of(begun) if each["critical"])
    body = {"answers": all_met(signed, **{critical: "fails"}), "reason": "Oí otra vez.", "revision": signed["revision"]}
    corrected = (await desk.post(CLARA, signed, "corrections", **body)).json()
    assert corrected["needs_feedback"] is True
    assert (await desk.post_own(ADVISOR, corrected, "refutation", text=REFUTED)).status_code == 200


async def test_a_refutation_names_the_disputed_criteria(desk: EvaluationDesk) -> None:
    """They are of the form, and who decides sees them; the fact has none."""
    signed = await signed_evaluation(desk)
    disputed = criteria_of(signed)[0]["id"]
    unknown = await desk.post_own(ADVISOR, signed, "refutation", text=REFUTED, criteria=[disputed, "otro"])
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "criteria.1")
    refuted = (await desk.post_own(ADVISOR, signed, "refutation", text=REFUTED, criteria=[disputed])).json()
    assert refuted["history"][-1]["criteria"] == [disputed]
    seen = await desk.read(CARLOS, signed["id"])
    assert [each["criteria"] for each in seen["history"]] == [[], [], [disputed]]


async def test_open_refutations_are_listed_by_their_deadline(desk: EvaluationDesk) -> None:
    """The evaluator sees why they cannot decide; what is decided leaves the list, what is late says so."""
    first = await signed_evaluation(desk)
    await desk.attended_call("c2")
    begun = await desk.begun(CARLOS, "c2")
    second = await desk.sign(CARLOS, begun, answers=all_met(begun, **{criteria_of(begun)[0]["id"]: "fails"}))
    await desk.post_own(ADVISOR, second, "refutation", text=REFUTED)
    desk.at(desk.rig.now + timedelta(days=1))
    await desk.post_own(ADVISOR, first, "refutation", text=REFUTED)
    listed = (await desk.ask(CARLOS, "GET", "/quality/refutations")).json()["refutations"]
    assert [(each["evaluation"]["id"], each["may_decide"], each["late"]) for each in listed] == [
        (second["id"], False, False),
        (first["id"], True, False),
    ]
    assert listed[0]["refusal"] == "Una refutación la decide alguien distinto de quien evaluó y del asesor evaluado."
    assert listed[0]["decide_by"] < listed[1]["decide_by"]
    assert (await desk.ask(ADVISOR, "GET", "/quality/refutations")).status_code == 403
    desk.at(datetime.fromisoformat(listed[0]["decide_by"]) + timedelta(seconds=1))
    late = (await desk.ask(LEAD, "GET", "/quality/refutations")).json()["refutations"]
    assert [each["late"] for each in late] == [True, False]
    refuted = await desk.read(LEAD, second["id"])
    decision = {"outcome": "rejected", "text": "Se oye.", "revision": refuted["revision"]}
    assert (await desk.post(LEAD, second, "decision", **decision)).status_code == 200
    left = (await desk.ask(LEAD, "GET", "/quality/refutations")).json()["refutations"]
    assert [each["evaluation"]["id"] for each in left] == [first["id"]]
