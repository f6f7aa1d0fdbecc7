"""Supervision of a talk over real servers: permissions, immediate refusals, and who sees it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from agent_api.access.permissions import ROLE_PERMISSIONS, ROLES
from agent_api.rights import token_store
from call_router.acts import CallCard, SupervisionStatus
from call_router.signals import SupervisorAsked
from eventlog.facts import AnyFact, SupervisionAsked, SupervisionBegan, SupervisionEnded
from storage.postgres.engine import unit_of_work
from telephony.port import ABILITIES
from tests.support.api.api_rig import ApiRig
from tests.support.api.live_desk import LiveDesk
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.router.campaign_rig import CAMPAIGN, LINE, QUEUE

pytestmark = pytest.mark.integration
TALK = {"line": LINE, "queue": QUEUE, "advisor": "ana", "supervisor": "jefa", "mode": "listen"}


def change_context(rig: ApiRig, **changes: object) -> None:
    """Replace values of the API's context."""
    rig.app.state.context = replace(rig.app.state.context, **changes)


@pytest_asyncio.fixture
async def talk(rig: ApiRig) -> AsyncIterator[AdvisorDesk]:
    """Bring Ana into a talk in c1; each phone is registered except that of ``mudo``."""

    async def phone_of(user: str) -> str | None:
        return None if user == "mudo" else f"sip:{user}@127.0.0.1"

    change_context(rig, find_phone_address=phone_of)
    desk = AdvisorDesk(rig)
    await desk.talk("c1", "ana")
    yield desk


async def asked(desk: AdvisorDesk, user: str, mode: str = "listen", call: str = "c1") -> tuple[int, str]:
    """Ask for supervision; return the status, and the reason of a refusal."""
    answer = await desk.ask(user, "PUT", f"/calls/{call}/supervision", json={"mode": mode})
    return answer.status_code, answer.json().get("code", "")


async def test_gateway_receives_supervision_requests(talk: AdvisorDesk) -> None:
    """The gateway gets the address of the supervisor's phone, and later the request to end."""
    before = len(await talk.campaign_rig.mailbox())
    assert await asked(talk, "supervisor:jefa", "listen") == (202, "")
    assert await asked(talk, "coordinador:jefe", "barge") == (202, "")
    assert (await talk.ask("supervisor:jefa", "DELETE", "/calls/c1/supervision")).status_code == 202
    assert (await talk.campaign_rig.mailbox())[before:] == [
        SupervisorAsked(call_id="c1", supervisor="jefa", action="listen", address="sip:jefa@127.0.0.1"),
        SupervisorAsked(call_id="c1", supervisor="jefe", action="barge", address="sip:jefe@127.0.0.1"),
        SupervisorAsked(call_id="c1", supervisor="jefa", action="stop"),
    ]


@pytest.mark.parametrize("role", ROLES)
async def test_only_supervisors_and_coordinators_may_listen(talk: AdvisorDesk, role: str) -> None:
    """Supervisors and coordinators may, by their role, and no other user with any other permission."""
    may = role in ("supervisor", "coordinador")
    assert ("call.supervise" in ROLE_PERMISSIONS[role]) is may  # type: ignore[index]
    assert await asked(talk, f"{role}:alguien") == ((202, "") if may else (403, "forbidden"))


async def test_no_other_system_listens(talk: AdvisorDesk) -> None:
    """No service token may, because the log must name a person who listens."""
    await talk.ask("supervisor:jefa", "GET", "/me")
    async with unit_of_work(talk.rig.engine) as connection:
        token, _ = await token_store.issue(
            connection,
            CAMPAIGN,
            name="grabadora",
            kind="service",
            permissions=["call.supervise"],
            days=30,
            by="jefa",
            now=talk.rig.now,
        )
    bearer = {"Authorization": f"Bearer {token}"}
    path = "/api/v1/calls/c1/supervision"
    client = talk.rig.client
    assert (await client.put(path, json={"mode": "listen"}, headers=bearer)).status_code == 403
    assert (await client.delete(path, headers=bearer)).status_code == 403


async def test_invalid_supervision_request_is_refused(talk: AdvisorDesk) -> None:
    """No such talk, no phone, one's own talk, an unknown mode, and a gateway without the ability are refused."""
    assert await asked(talk, "supervisor:jefa", call="c9") == (409, "nobody_talks")
    assert await asked(talk, "supervisor:mudo") == (409, "phone_not_registered")
    assert await asked(talk, "supervisor:ana") == (409, "own_talk")
    assert await asked(talk, "supervisor:jefa", "sing") == (422, "malformed_body")
    stopped = await talk.ask("supervisor:jefa", "DELETE", "/calls/c9/supervision")
    assert (stopped.status_code, stopped.json()["code"]) == (409, "nobody_talks")
    change_context(talk.rig, supported_commands=ABILITIES["pyvoip"])
    assert await asked(talk, "supervisor:jefa") == (409, "unsupported_command")


async def _written(desk: LiveDesk, fact: AnyFact, supervised: SupervisionStatus | None) -> None:
    """Write the fact as the call flow does, and the card with the same content."""
    card = CallCard(line=LINE, supervised=supervised)
    await desk.rig.campaign_rig.commit(desk.rig.campaign_rig.act("c1", fact, card=card))


async def test_board_shows_supervisor_and_advisor_does_not(desk: LiveDesk) -> None:
    """The board has it by changes and in a later snapshot; the advisor's own screen has it in neither."""
    rig = desk.rig.campaign_rig
    await rig.ready("ana")
    await rig.arrive("c1")
    await rig.answer("c1", "ana")
    jefa = SupervisionStatus(supervisor="jefa", mode="listen")
    async with desk.client("ana") as ana, desk.client("jefa") as board:
        assert (await ana.receive())["me"]["abilities"] == ["three_way", "supervision", "keypad"]
        await board.receive()
        await _written(desk, SupervisionAsked(**TALK), jefa)
        await _written(
            desk, SupervisionBegan(**TALK), SupervisionStatus(supervisor="jefa", mode="listen", present=True)
        )
        await board.receive_up_to(await desk.last_fact_id())
        await ana.receive_up_to(await desk.last_fact_id())
        expected = {"call": "c1", "supervisor": "jefa", "mode": "listen", "present": True}
        supervision = board.entities["supervision"]["c1"]
        assert expected.items() <= supervision.items()
        assert ana.entities.get("supervision", {}) == {}
        async with desk.client("jefa") as late:
            assert (await late.receive())["entities"]["supervision"] == {"c1": supervision}
        await _written(desk, SupervisionEnded(**TALK, result="stopped"), None)
        await board.receive_up_to(await desk.last_fact_id())
        assert board.entities["supervision"] == {}


async def test_a_talk_that_another_supervises_is_refused(desk: LiveDesk) -> None:
    """A talk has one supervisor at a time, who may change the mode."""
    rig = desk.rig

    async def phone_of(user: str) -> str | None:
        return f"sip:{user}@127.0.0.1"

    change_context(rig, find_phone_address=phone_of)
    await AdvisorDesk(rig).talk("c1", "ana")
    await _written(desk, SupervisionAsked(**TALK), SupervisionStatus(supervisor="jefa", mode="listen"))
    assert await asked(AdvisorDesk(rig), "supervisor:otra") == (409, "supervised_already")
    assert await asked(AdvisorDesk(rig), "supervisor:jefa", "whisper") == (202, "")
