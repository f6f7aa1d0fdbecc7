"""Contingency messages through the API: who may start and remove one, what calls hear, and how one ends by itself."""

import time
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from agent_api.contingency.publication import keep_messages
from agent_api.kit.job_context import JobContext
from calls.call import Stage, decode
from calls.driver.driver import CallDriver
from calls.driver.line_messages import LineMessages
from calls.driver.sites import Sites
from config.site.loader import with_open_hours
from config.site.model import Site
from eventlog.facts import ContingencyMessageEnded, ContingencyMessageStarted
from eventlog.person import make_person
from eventlog.person_cipher import encrypt_person
from ivr.audio.waveform import RATE, read_cached_wav
from storage.valkey import connect
from telephony.fake.gateway import FakeGateway
from tests.integration.agent_api.desk_socket.test_supervision import change_context
from tests.support.api.api_rig import ApiRig
from tests.support.api.voice_recordings import recording
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration

LEAD, OTHER, OVERSIGHT = "supervisor:sara", "coordinador:coco", "interventoria:vera"
MESSAGE, LINE = "fallas_plataforma", "bogota"
REASON = "El CRM no abre y María Quiroga no puede ver su crédito."


class ContingencyDesk(AdvisorDesk):
    """Supervisors who start messages, the worker's job, and the calls of a gateway."""

    async def start(self, user: str = LEAD, line: str = LINE, **form: Any) -> httpx2.Response:
        """Start a message."""
        until = (self.rig.now + timedelta(minutes=30)).isoformat()
        body = {"message": MESSAGE, "mode": "before", "until": until, "reason": REASON, **form}
        return await self.ask(user, "PUT", f"/lines/{line}/contingency-message", json=body)

    async def remove(self, user: str = LEAD, line: str = LINE) -> httpx2.Response:
        """Remove the message of a line."""
        return await self.ask(user, "DELETE", f"/lines/{line}/contingency-message")

    async def work(self, minutes: float = 0) -> int:
        """Let time pass and run the worker's job once."""
        self.rig.now += timedelta(minutes=minutes)
        await self.campaign_rig.set_time(self.campaign_rig.now_ms + int(minutes * 60_000))
        job = JobContext(self.rig.engine, SEALER, self.rig.site)
        return await keep_messages(job, self.campaign_rig.redis, self.rig.now)

    async def call_in(self, messages: LineMessages, line: str = LINE) -> Stage:
        """Bring in a call at a gateway that knows these messages; return what it hears first."""
        gateway = FakeGateway(f"g-{uuid.uuid4().hex}")
        router = self.campaign_rig.router
        await router.acquire_lease(gateway.name, 3_600_000)
        driver = CallDriver(
            router=router,
            gateway=gateway,
            sites=Sites(with_open_hours(self.rig.site), _no_other_site),
            make_person=lambda number: encrypt_person(make_person(number, bytes(32)), SEALER),
            message_of=messages.find,
            new_id=lambda: uuid.uuid4().hex,
        )
        await gateway.start(driver.on_signal)
        call = decode((await router.load(await gateway.dial_in(line))).state)
        assert call is not None
        return call.stage


async def _no_other_site(version: str) -> Site:
    raise AssertionError(f"no call has the site {version}")


@pytest.fixture
def desk(rig: ApiRig) -> ContingencyDesk:
    """Open an empty desk."""
    return ContingencyDesk(rig)


async def read_later(messages: LineMessages, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let a gateway read the messages after some seconds; the clock of the event loop stands still meanwhile."""
    at = time.monotonic() + seconds
    with monkeypatch.context() as patch:
        patch.setattr("calls.driver.published_values.time.monotonic", lambda: at)
        await messages.find(LINE)


async def test_calls_hear_a_message_from_its_start_to_its_end(
    desk: ContingencyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway learns of it within ten seconds; other lines do not change; it ends by itself, with a fact."""
    valkey = desk.campaign_rig.redis
    messages = LineMessages(valkey, CAMPAIGN)
    assert await desk.call_in(messages) is Stage.WELCOMING
    assert (await desk.start()).status_code == 200
    await read_later(messages, monkeypatch, 4)
    assert await desk.call_in(messages) is Stage.CONTINGENCY
    assert await desk.call_in(messages, "nacional") is Stage.WELCOMING
    assert await desk.work(29.5) == 0
    assert await desk.call_in(messages) is Stage.CONTINGENCY
    assert await desk.work(0.5) == 1
    assert await desk.work() == 0
    assert await desk.call_in(messages) is Stage.WELCOMING
    assert await LineMessages(valkey, CAMPAIGN).find(LINE) is None
    (ended,) = await desk.journaled_facts("ContingencyMessageEnded")
    assert (ended.fact, ended.actor) == (
        ContingencyMessageEnded(line=LINE, message=MESSAGE, how="expired"),
        "system",
    )
    read = (await desk.ask(OVERSIGHT, "GET", "/contingency-messages")).json()
    assert read["in_force"] == []
    assert [(each["end"], each["ended_by_name"]) for each in read["latest"]] == [("expired", "")]


async def test_a_message_says_who_started_it_and_why(desk: ContingencyDesk) -> None:
    """The reason is on the screen, encrypted in the table and in no fact; the oversight's bell tells of it."""
    await desk.ask(OVERSIGHT, "GET", "/contingency-messages")  # so that there is a person to notify
    answer = await desk.start(mode="instead")
    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["in_force"]
    assert (row["line_name"], row["message_name"], row["mode"]) == (
        "Línea Bogotá",
        "Fallas en la plataforma",
        "instead",
    )
    assert (row["started_by_name"], row["reason"], row["ended_at"]) == ("Sara", REASON, None)
    (fact,) = await desk.journaled_facts("ContingencyMessageStarted")
    assert isinstance(fact.fact, ContingencyMessageStarted)
    assert (fact.actor, fact.fact.mode) == ("user:sara", "instead")
    bell = (await desk.ask(OVERSIGHT, "GET", "/notifications")).json()["notifications"]
    assert [(each["about"], each["number"]) for each in bell] == [("contingency_message", row["id"])]
    assert bell[0]["text"] == f"Se puso en una línea el mensaje de contingencia {row['id']}, de Sara."


async def test_a_line_has_one_message(desk: ContingencyDesk) -> None:
    """The same request again changes nothing; another message replaces it; removing twice is no error."""
    first = (await desk.start()).json()["in_force"]
    assert (await desk.start(OTHER)).json()["in_force"] == first
    replaced = (await desk.start(OTHER, message="alta_demanda")).json()
    assert [each["message"] for each in replaced["in_force"]] == ["alta_demanda"]
    assert [(each["message"], each["end"]) for each in replaced["latest"]] == [(MESSAGE, "replaced")]
    for _ in range(2):
        removed = await desk.remove()
        assert (removed.status_code, removed.json()["in_force"]) == (200, [])
    assert [each["end"] for each in removed.json()["latest"]] == ["removed", "replaced"]
    assert len(await desk.journaled_facts("ContingencyMessageStarted")) == 2
    ends = await desk.journaled_facts("ContingencyMessageEnded")
    assert [each.fact.how for each in ends if isinstance(each.fact, ContingencyMessageEnded)] == ["replaced", "removed"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"message": "ninguno"}, "message"),
        ({"message": "alta_demanda", "mode": "instead"}, "mode"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "2100-01-01"}, "until"),
    ],
)
async def test_what_the_site_does_not_allow_is_refused(desk: ContingencyDesk, form: dict[str, str], field: str) -> None:
    """The problem names the field, and nothing is written."""
    answer = await desk.start(**form)
    assert (answer.status_code, answer.json()["code"]) == (400, "contingency_refused")
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert await desk.rows("contingency_message") == 0


async def test_who_may_do_what(desk: ContingencyDesk) -> None:
    """Supervisors and coordinators start and remove, the oversight reads, advisors do nothing here."""
    assert [(await desk.start(user)).status_code for user in (LEAD, OTHER, OVERSIGHT, "asesor1")] == [
        200,
        200,
        403,
        403,
    ]
    reading = [(await desk.ask(user, "GET", "/contingency-messages")).status_code for user in (OVERSIGHT, "asesor1")]
    assert reading == [200, 403]
    assert (await desk.remove(OVERSIGHT)).status_code == 403
    assert [(await desk.start(line="ninguna")).status_code, (await desk.remove(line="ninguna")).status_code] == [
        404
    ] * 2


async def test_a_write_that_valkey_missed_is_repaired(desk: ContingencyDesk) -> None:
    """The request succeeds without Valkey, and the worker publishes within its interval."""
    context, valkey = desk.rig.app.state.context, desk.campaign_rig.redis
    away = connect("redis://127.0.0.1:1")
    desk.rig.app.state.context = replace(context, redis=away)
    assert (await desk.start()).status_code == 200
    desk.rig.app.state.context = context
    await away.aclose()
    assert await LineMessages(valkey, CAMPAIGN).find(LINE) is None
    await desk.work()
    found = await LineMessages(valkey, CAMPAIGN).find(LINE)
    assert found is not None
    assert (found.message, found.until) == (MESSAGE, desk.rig.now + timedelta(minutes=30))


async def test_an_approved_message_can_be_heard(
    desk: ContingencyDesk, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    """Readers hear what callers hear, a chosen recording too; an unknown message and other roles are refused."""
    path = f"/contingency-messages/{MESSAGE}/audio"
    change_context(desk.rig, sounds_folder=Path(pytestconfig.cache.mkdir("sounds")))
    heard = await desk.ask(OVERSIGHT, "GET", path)
    assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/wav")
    assert len(read_cached_wav(heard.content)) > RATE  # longer than half a second
    missing = await desk.ask(LEAD, "GET", "/contingency-messages/nada/audio")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert (await desk.ask("asesor:ana", "GET", path)).status_code == 403
    blocked = tmp_path / "file"
    blocked.touch()
    change_context(desk.rig, sounds_folder=blocked)
    failed = await desk.ask(LEAD, "GET", path)
    assert (failed.status_code, failed.json()["code"]) == (503, "contingency_not_playable")
    assert desk.rig.site.contingency is not None
    prompt = desk.rig.site.contingency.messages[MESSAGE].prompt
    files = [("files", ("voz.wav", recording()))]
    stored = await desk.ask(LEAD, "POST", f"/prompts/{prompt}/sounds?source=uploaded", files=files)
    chosen = {"sound": stored.json()["sound"]["sound"]}
    assert (await desk.ask(LEAD, "PUT", f"/prompts/{prompt}/voice", json=chosen)).status_code == 200
    recorded = await desk.ask(OVERSIGHT, "GET", path)
    assert recorded.status_code == 200
    assert recorded.content != heard.content
