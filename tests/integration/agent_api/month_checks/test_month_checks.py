"""The checks of a month before it is closed, through the API."""

from datetime import timedelta

import pytest

from tests.support.api.api_rig import ApiRig, MixedCalls
from tests.support.desks.advisor_desk import AdvisorDesk

pytestmark = pytest.mark.integration


async def test_a_month_is_checked_before_it_is_closed(rig: ApiRig) -> None:
    """Open and untyped calls fail with advice, other checks pass, and who may not close a month reads none."""
    desk = AdvisorDesk(rig)
    await MixedCalls(rig).make_calls()
    month = f"{rig.now:%Y-%m}"
    rig.now += timedelta(days=40)
    answer = await desk.ask("coordinador:coco", "GET", f"/periods/{month}/checks")
    assert answer.status_code == 200, answer.text
    found = {each["name"]: each for each in answer.json()["checks"]}
    assert (found["open_calls"]["count"], found["untyped_calls"]["count"], found["drafts"]["count"]) == (1, 3, 0)
    assert found["open_calls"]["result"] == "Una llamada del mes no ha terminado."
    assert found["untyped_calls"]["advice"]
    assert [each["passed"] for each in (found["open_incidents"], found["drafts"])] == [True, True]
    later = await desk.ask("coordinador:coco", "GET", "/periods/2040-01/checks")
    assert all(each["passed"] for each in later.json()["checks"])
    assert (await desk.ask("supervisor:sara", "GET", f"/periods/{month}/checks")).status_code == 403
