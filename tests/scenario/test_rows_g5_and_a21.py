"""Procedure M5-1-05, the audit of each channel: the weekly sample that no person chooses, and form F177.

The interventoría and the professional send requests over HTTP, the worker plans and draws, and the test reads the
results from the journal alone.
"""

from datetime import timedelta

import pytest

from metrics.quality.seed import commit
from tests.support.api.api_rig import ApiRig
from tests.support.desks.evaluation_desk import EvaluationDesk, criteria_of
from tests.support.desks.sample_desk import OVERSIGHT, QUALITY, SampleDesk, kinds
from tests.support.facts.sample_weeks import DRAWS_AT, NUMBER, WEEK

pytestmark = pytest.mark.integration
SAMPLES = "/samples"


async def planned_week(rig: ApiRig, calls: int) -> SampleDesk:
    """Plan a week for which the interventoría commits a number, and journal its calls."""
    office = SampleDesk(rig)
    rig.now = WEEK.begins - timedelta(days=2)
    await office.hire()
    form = {"week": str(WEEK), "commitment": commit(NUMBER)}
    assert (await office.ask(OVERSIGHT, "POST", "/seeds", json=form)).status_code == 201
    await office.journal_outbox(rig.now)
    await office.plan(WEEK.begins)
    await office.journal_outbox(WEEK.begins)
    await office.journal_week(calls)
    rig.now = DRAWS_AT
    return office


async def test_g5_each_channel_is_audited_each_week(rig: ApiRig) -> None:
    """Each channel has its sample of the week, and it is drawn only with the number that was committed before."""
    office = await planned_week(rig, 300)
    assert await office.draw(DRAWS_AT) == 0
    revealed = await office.ask(OVERSIGHT, "POST", f"/seeds/{WEEK}/number", json={"number": NUMBER})
    assert revealed.status_code == 200, revealed.text
    assert await office.draw(DRAWS_AT + timedelta(minutes=1)) == 2
    drawn = kinds(await office.journal_outbox(DRAWS_AT + timedelta(minutes=2)))
    assert (drawn.count("SampleDrawn"), drawn.count("SampleItemDrawn")) == (2, 169)  # quality.md: 300 calls give 169
    samples = (await office.ask(QUALITY, "GET", SAMPLES)).json()["samples"]
    states = {each["channel"]: (each["population"], each["size"]) for each in samples if each["week"] == str(WEEK)}
    assert states == {"phone": (300, 169), "written": (0, 0)}
    audit = await office.audit()
    assert audit is not None
    assert audit.differences() == []


async def test_a21_a_request_of_the_sample_is_judged_with_form_f177(rig: ApiRig) -> None:
    """The professional fills in the form for an item of the sample; each answer is a fact of its own."""
    office = await planned_week(rig, 30)
    await office.ask(OVERSIGHT, "POST", f"/seeds/{WEEK}/number", json={"number": NUMBER})
    await office.draw(DRAWS_AT)
    await office.journal_outbox(DRAWS_AT)
    items = (await office.ask(QUALITY, "GET", f"{SAMPLES}/{WEEK}-phone")).json()["items"]
    evaluations = EvaluationDesk(rig)
    begun = await evaluations.begun(QUALITY, items[0]["item"], "random")
    assert (begun["kind"], begun["week"]) == ("random", str(WEEK))
    signed = await evaluations.sign(QUALITY, begun)
    facts = await office.journal_outbox(rig.now)
    assert kinds(facts).count("EvaluationSigned") == 1
    assert kinds(facts).count("EvaluationCriterionAnswered") == len(criteria_of(begun))
    assert signed["score"] == "100.00"
