"""Procedure M5-1-05, C2: the training of the professionals. Before they take real calls, they practise.

The advisor and the supervisor send requests over HTTP, and the test reads the results from the journal alone. The call
itself, by real SIP, is in tests/e2e/test_practice.py.
"""

from dataclasses import replace

import pytest

from eventlog.facts import CallIngressed, PracticeEnded, PracticeStarted
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.desks.practice_outbox import empty_practice_outbox

pytestmark = pytest.mark.integration


async def test_c2_an_advisor_practises_and_the_trainer_reads_what_was_done(rig: ApiRig) -> None:
    """Both practices leave their facts; neither leaves a call in the log of the campaign."""

    async def phone_of(user: str) -> str | None:
        return f"sip:{user}@127.0.0.1"

    rig.app.state.context = replace(rig.app.state.context, find_phone_address=phone_of)
    desk = AdvisorDesk(rig)
    own = await desk.ask("asesor1", "POST", "/me/practices", json={"scenario": "renovar"})
    form = {"scenario": "giro", "advisor": "asesor2"}
    await desk.ask("asesor2", "GET", "/practice-board")
    led = await desk.ask("supervisor:sup1", "POST", "/practices", json=form)
    assert (own.status_code, led.status_code) == (201, 201)
    await desk.ask("asesor1", "POST", f"/me/practices/{own.json()['id']}/end")
    await desk.ask("supervisor:sup1", "POST", f"/practices/{led.json()['id']}/end")
    listed = (await desk.ask("supervisor:sup1", "GET", "/practices")).json()["practices"]
    assert {each["id"]: each["end"] for each in listed} == {own.json()["id"]: "finished", led.json()["id"]: "stopped"}
    await empty_practice_outbox(rig.engine)
    started = await desk.journaled_facts(PracticeStarted.__name__)
    ended = [each.fact for each in await desk.journaled_facts(PracticeEnded.__name__)]
    assert await desk.journaled_facts(CallIngressed.__name__) == []
    assert [each.actor for each in started] == ["advisor:asesor1", "user:sup1"]
    assert [(each.advisor, each.scenario, each.end) for each in ended if isinstance(each, PracticeEnded)] == [
        ("asesor1", "renovar", "finished"),
        ("asesor2", "giro", "stopped"),
    ]
