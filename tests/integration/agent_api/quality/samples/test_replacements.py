"""An item that cannot be evaluated is replaced by the next of its stratum, with a reason of the site."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from eventlog.facts import SampleItemReplaced
from tests.support.desks.sample_desk import OVERSIGHT, QUALITY, SampleDesk
from tests.support.facts.sample_weeks import DRAWS_AT, WEEK

pytestmark = pytest.mark.integration
SAMPLE = f"/samples/{WEEK}-phone"


async def drawn_week(desk: SampleDesk, calls: int) -> dict[str, Any]:
    """Draw a week of calls, and return its sample."""
    await desk.plan(WEEK.begins)
    await desk.journal_outbox(WEEK.begins)
    await desk.journal_week(calls)
    assert await desk.draw(DRAWS_AT) == 2
    await desk.journal_outbox(DRAWS_AT)
    desk.rig.now = DRAWS_AT + timedelta(hours=1)
    sample: dict[str, Any] = (await desk.ask(QUALITY, "GET", SAMPLE)).json()
    return sample


async def replace(desk: SampleDesk, item: str, reason: str = "sin_audio", user: str = QUALITY) -> httpx2.Response:
    """Replace an item."""
    return await desk.ask(user, "POST", f"{SAMPLE}/replacements", json={"item": item, "reason": reason})


def problem(response: httpx2.Response) -> tuple[int, str]:
    """Return status and code of a refusal."""
    return response.status_code, response.json()["code"]


async def test_an_item_without_its_recording_is_replaced_by_the_next_one(desk: SampleDesk) -> None:
    """The replaced item stays in the list with its reason, and the audit accepts the replacement of a replacement."""
    sample = await drawn_week(desk, 900)
    first = sample["items"][0]
    assert {"id": "sin_audio", "name": "No hay grabación o no se puede oír"} in sample["reasons"]
    response = await replace(desk, first["item"])
    assert response.status_code == 201, response.text
    items = {each["item"]: each for each in response.json()["items"]}
    [new] = [each for each in items.values() if each["replaces"] == first["item"]]
    assert (new["line"], new["advisor"], new["position"]) == (first["line"], first["advisor"], 91)
    old = items[first["item"]]
    assert (old["state"], old["reason_name"], old["replaced_by_name"]) == (
        "replaced",
        "No hay grabación o no se puede oír",
        "Cata",
    )
    assert (len(items), response.json()["summary"]["replaced"]) == (271, 1)
    assert (await replace(desk, new["item"], "prueba")).status_code == 201
    facts = await desk.journal_outbox(desk.rig.now)
    assert facts[0] == SampleItemReplaced(
        week=str(WEEK),
        channel="phone",
        item=first["item"],
        replacement=new["item"],
        position=91,
        reason="sin_audio",
    )
    audit = await desk.audit()
    assert audit is not None
    assert (audit.differences(), audit.replaced, len(audit.items())) == ([], 2, 270)


async def test_the_same_replacement_again_changes_nothing(desk: SampleDesk) -> None:
    """Another reason is refused: the first one stays."""
    item = (await drawn_week(desk, 900))["items"][0]["item"]
    assert (await replace(desk, item)).json() == (await replace(desk, item)).json()
    assert problem(await replace(desk, item, "prueba")) == (409, "item_already_replaced")
    assert len(await desk.journal_outbox(desk.rig.now)) == 1


async def test_a_replacement_that_cannot_be_made_is_refused(desk: SampleDesk) -> None:
    """Nothing is written, and each refusal is one sentence."""
    item = (await drawn_week(desk, 9))["items"][0]["item"]
    exhausted = await replace(desk, item)
    assert problem(exhausted) == (409, "sample_reserve_exhausted")
    assert exhausted.json()["detail"] == "No queda en ese estrato otra llamada u otro ticket con que reemplazar."
    assert problem(await replace(desk, item, "porque_si")) == (409, "replacement_reason_unknown")
    assert problem(await replace(desk, "c-nadie")) == (404, "not_found")
    assert problem(await replace(desk, item, user=OVERSIGHT)) == (403, "forbidden")
    assert await desk.journal_outbox(desk.rig.now) == []


async def test_a_sample_that_is_not_there_or_not_drawn_has_no_items(desk: SampleDesk) -> None:
    """An unknown sample gets 404, and a planned one 409."""
    assert problem(await replace(desk, "c-000")) == (404, "not_found")
    assert problem(await desk.ask(QUALITY, "GET", SAMPLE)) == (404, "not_found")
    await desk.plan(WEEK.begins)
    assert problem(await replace(desk, "c-000")) == (409, "sample_not_drawn")
    sample = (await desk.ask(QUALITY, "GET", SAMPLE)).json()
    assert (sample["items"], sample["seed"], sample["proof"]) == ([], None, "La muestra no se ha sorteado todavía.")
