"""The agreement of two evaluators on the repeated share of the samples."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

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

pytestmark = pytest.mark.integration


async def agreement(desk: EvaluationDesk, user: str = OVERSIGHT, **query: Any) -> dict[str, Any]:
    """Return the agreement as a user reads it."""
    answer = await desk.ask(user, "GET", "/quality/agreement", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def judged_twice(desk: EvaluationDesk, item: str, failed: tuple[int | None, int | None]) -> list[dict[str, Any]]:
    """Sign both evaluations of a drawn item, each with the criterion at a place failed, or none."""
    signed = []
    for user, place in zip((CLARA, CARLOS), failed, strict=True):
        begun = await desk.begun(user, item, "random")
        changes = {} if place is None else {criteria_of(begun)[place]["id"]: "fails"}
        signed.append(await desk.sign(user, begun, answers=all_met(begun, **changes)))
    return signed


async def drawn(desk: EvaluationDesk, *calls: str) -> None:
    """Give the desk a sample of calls that are all repeated."""
    for each in calls:
        await desk.attended_call(each)
    desk.change_rules(second_share=100)
    await desk.draw(*calls)


async def test_agreement_is_per_criterion_family_and_whole_with_its_counts(desk: EvaluationDesk) -> None:
    """Rows are the first evaluator; undefined kappa is null beside an agreement of 100 %."""
    await drawn(desk, "c1", "c2", "c3")
    first, _ = await judged_twice(desk, "c1", (0, 0))
    await judged_twice(desk, "c2", (None, 0))
    await desk.sign(CLARA, await desk.begun(CLARA, "c3", "random"))
    found = await agreement(desk)
    assert (found["awaiting"], found["left_out"], found["share"]) == (1, 0, "100")
    [form] = found["forms"]
    criteria = criteria_of(first)
    assert (form["items"], form["notice"] is not None) == (2, True)
    by_id = {each["criterion"]: each["figures"] for each in form["criteria"]}
    one, other = by_id[criteria[0]["id"]], by_id[criteria[1]["id"]]
    assert (one["counts"], one["observed"], one["kappa"]) == ([[0, 1, 0], [0, 1, 0], [0, 0, 0]], "50.00", "0.000")
    assert (other["observed"], other["kappa"]) == ("100.00", None)
    assert form["whole"]["compared"] == 2 * len(criteria)
    family = next(each["figures"] for each in form["families"] if each["family"] == criteria[0]["family"])
    same = sum(each["family"] == criteria[0]["family"] for each in criteria)
    assert (family["compared"], family["counts"][0][1]) == (2 * same, 1)


async def test_only_two_signatures_of_the_sample_count(desk: EvaluationDesk) -> None:
    """Neither other kinds nor calibrations, nor a later correction: the first round was signed without the other."""
    await drawn(desk, "c1")
    await desk.signed(CLARA, "c1", "focused")
    for user in (CLARA, CARLOS):
        await desk.signed(user, "c1", "calibration")
    assert (await agreement(desk))["forms"] == []
    first, _ = await judged_twice(desk, "c1", (0, None))
    before = (await agreement(desk))["forms"]
    body = {"revision": first["revision"], "answers": all_met(first), "reason": "Vi la otra."}
    assert (await desk.post(CLARA, first, "corrections", **body)).status_code == 200
    assert (await agreement(desk))["forms"] == before


async def test_two_versions_of_a_form_are_not_compared(desk: EvaluationDesk) -> None:
    """The item is counted apart, and said."""
    await drawn(desk, "c1")
    await desk.sign(CLARA, await desk.begun(CLARA, "c1", "random"))
    forms = desk.rig.app.state.context.site.quality.forms
    changed = {id_: msgspec.structs.replace(each, version="f" * 12) for id_, each in forms.items()}
    desk.change_site(forms=changed)
    await desk.sign(CARLOS, await desk.begun(CARLOS, "c1", "random"))
    found = await agreement(desk)
    assert (found["forms"], found["left_out"], found["awaiting"]) == ([], 1, 0)


async def test_the_period_is_by_the_day_of_the_work(desk: EvaluationDesk) -> None:
    """Both days are included; without them, the last twelve weeks; the channel narrows it."""
    await drawn(desk, "c1")
    await judged_twice(desk, "c1", (None, None))
    today = desk.rig.now.date()
    for query, number in (
        ({}, 1),
        ({"begins": today, "ends": today}, 1),
        ({"ends": today - timedelta(days=1)}, 0),
        ({"begins": today + timedelta(days=1), "ends": today + timedelta(days=2)}, 0),
        ({"channel": "phone"}, 1),
        ({"channel": "written"}, 0),
    ):
        assert len((await agreement(desk, LEAD, **query))["forms"]) == number, query
    for query in ({"begins": today, "ends": today - timedelta(days=1)}, {"begins": "2020-01-01"}):
        refused = await desk.ask(LEAD, "GET", "/quality/agreement", params=query)
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_query")
    assert (await desk.ask(ADVISOR, "GET", "/quality/agreement")).status_code == 403
