"""The items of a sample: who evaluates each, what a replacement may not take away, and whose work an evaluator sees."""

import asyncio
from typing import Any

import httpx2
import pytest
from sqlalchemy import insert

from storage.postgres.engine import unit_of_work
from storage.tables import quality_stratum
from tests.support.desks.evaluation_desk import ADVISOR_NAME, CARLOS, CLARA, LEAD, OVERSIGHT, EvaluationDesk
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration


async def draw(desk: EvaluationDesk, *, second_share: int = 0) -> str:
    """Draw a sample of two calls with one in reserve, and return its id."""
    for call in ("c1", "c2", "c3"):
        await desk.attended_call(call)
    desk.change_rules(second_share=second_share)
    week = await desk.draw("c1", "c2")
    stratum = {"line": "nacional", "advisor": "asesor1", "population": 3, "size": 2, "reserve": ["c3"]}
    async with unit_of_work(desk.rig.engine) as connection:
        values = {"campaign": CAMPAIGN, "week": week, "channel": "phone", **stratum}
        await connection.execute(insert(quality_stratum).values(**values))
    return f"{week}-phone"


async def replace(desk: EvaluationDesk, sample: str, item: str) -> httpx2.Response:
    """Replace an item as an evaluator."""
    body = {"item": item, "reason": "sin_audio"}
    return await desk.ask(CARLOS, "POST", f"/quality/samples/{sample}/replacements", json=body)


async def items(desk: EvaluationDesk, user: str, sample: str) -> dict[str, Any]:
    """Return the evaluations of each item as a user may see them."""
    answer = await desk.ask(user, "GET", f"/quality/samples/{sample}/evaluations")
    assert answer.status_code == 200, answer.text
    return {each["item"]: each for each in answer.json()["items"]}


async def test_an_item_that_somebody_evaluates_is_not_replaced(desk: EvaluationDesk) -> None:
    """The sentence names who, and says what to do; a discarded evaluation frees the item, a signed one never does."""
    sample = await draw(desk)
    begun = await desk.begun(CLARA, "c1", "random")
    refused = await replace(desk, sample, "c1")
    assert (refused.status_code, refused.json()["code"]) == (409, "item_evaluated")
    assert refused.json()["detail"] == (
        f"Clara lo está evaluando ({begun['id']}): para reemplazarlo, antes descarte esa evaluación."
    )
    await desk.post(CLARA, begun, "discard", reason="No se oye.")
    assert (await replace(desk, sample, "c1")).status_code == 201
    signed = await desk.signed(CLARA, "c2", "random")
    refused = await replace(desk, sample, "c2")
    assert refused.json()["detail"] == f"Clara ya lo evaluó ({signed['id']}): sigue en la muestra y no se reemplaza."
    assert refused.json()["evaluation"] == signed["id"]
    assert (await desk.begin(CLARA, "c3", "random")).status_code == 201


async def test_of_a_beginning_and_a_replacement_at_once_one_is_refused(desk: EvaluationDesk) -> None:
    """Whichever comes first, the other one gets a sentence."""
    sample = await draw(desk)
    begun, replaced = await asyncio.gather(desk.begin(CLARA, "c1", "random"), replace(desk, sample, "c1"))
    codes = {each.json().get("code") for each in (begun, replaced) if each.status_code == 409}
    assert len(codes) == 1
    assert codes <= {"item_evaluated", "not_in_sample"}
    assert {begun.status_code, replaced.status_code} == {201, 409}


async def test_each_item_has_its_evaluators_and_its_free_places(desk: EvaluationDesk) -> None:
    """A repeated item has two; other kinds take none, and who only reads can begin none."""
    sample = await draw(desk, second_share=100)
    await desk.begun(CLARA, "c2", "focused")
    begun = await desk.begun(CLARA, "c1", "random")
    seen = await items(desk, CLARA, sample)
    assert [(each, seen[each]["may_begin"]) for each in seen] == [("c1", False), ("c2", True)]
    [first] = seen["c1"]["evaluations"]
    assert (first["id"], first["seat"], first["state"], first["evaluator_name"]) == (
        begun["id"],
        "first",
        "draft",
        "Clara",
    )
    assert (await items(desk, CARLOS, sample))["c1"]["may_begin"] is True
    assert {each["may_begin"] for each in (await items(desk, OVERSIGHT, sample)).values()} == {False}
    await desk.begun(CARLOS, "c1", "random")
    desk.change_rules(second_share=0)
    assert [each["seat"] for each in (await items(desk, CLARA, sample))["c1"]["evaluations"]] == ["first", "second"]
    missing = await desk.ask(CLARA, "GET", "/quality/samples/2020-W01-phone/evaluations")
    assert missing.status_code == 404


async def test_a_sample_names_the_advisors_to_all_but_evaluators(desk: EvaluationDesk) -> None:
    """With pseudonyms an evaluator sees no advisor, and each line as one stratum."""
    sample = await draw(desk)
    for user in (LEAD, OVERSIGHT):
        body = (await desk.ask(user, "GET", f"/quality/samples/{sample}")).json()
        assert {(each["advisor"], each["advisor_name"]) for each in body["items"]} == {("asesor1", ADVISOR_NAME)}
        assert [each["advisor_name"] for each in body["strata"]] == [ADVISOR_NAME]
    async with unit_of_work(desk.rig.engine) as connection:
        more = {"line": "nacional", "advisor": "asesor2", "population": 5, "size": 0, "reserve": []}
        values = {"campaign": CAMPAIGN, "week": sample[:8], "channel": "phone", **more}
        await connection.execute(insert(quality_stratum).values(**values))
    hidden = (await desk.ask(CLARA, "GET", f"/quality/samples/{sample}")).json()
    assert "asesor1" not in str(hidden)
    assert ADVISOR_NAME not in str(hidden)
    assert [(each["line"], each["population"], each["size"]) for each in hidden["strata"]] == [("nacional", 8, 2)]
    desk.change_rules(pseudonymous=False)
    shown = (await desk.ask(CLARA, "GET", f"/quality/samples/{sample}")).json()
    assert [each["advisor"] for each in shown["strata"]] == ["asesor1", "asesor2"]
