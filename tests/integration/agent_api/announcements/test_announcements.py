"""Messages and announcements through the API: their readers, the times of reading, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from agent_api.announcements.domain.bulletin import RATE
from agent_api.announcements.service import deliver_announcements
from agent_api.kit.job_context import JobContext
from eventlog.facts import BulletinRead, BulletinWithdrawn
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration
LEAD, ANA, LUZ = "supervisor:sara", "asesor:ana", "asesor:luz"
TEXT = "Llamen otra vez a María Quiroga."


class BulletinDesk(AdvisorDesk):
    """Supervisors who write, and the people who read."""

    async def send(self, kind: str, *ids: str, **more: Any) -> dict[str, Any]:
        """Send a message as the supervisor."""
        body = {"audience": {"kind": kind, "ids": list(ids)}, "text": TEXT, **more}
        answer = await self.ask(LEAD, "POST", "/staff-messages", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def publish(self, *roles: str, **more: Any) -> dict[str, Any]:
        """Publish an announcement for a day as the supervisor."""
        ends_at = (self.rig.now + timedelta(days=1)).isoformat()
        body = {"audience": {"kind": "roles", "ids": list(roles)}, "title": "Portal nuevo", "text": TEXT}
        answer = await self.ask(LEAD, "POST", "/announcements", json={**body, "ends_at": ends_at, **more})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def own(self, user: str, **query: str) -> list[dict[str, Any]]:
        """Return the bulletins of a user that are shown now."""
        answer = await self.ask(user, "GET", "/me/bulletins", params={"standing": "true", **query})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["bulletins"])

    async def mark(self, user: str, *ids: str, read: bool = True) -> None:
        """Mark bulletins as a user."""
        answer = await self.ask(user, "POST", "/me/bulletin-receipts", json={"ids": list(ids), "read": read})
        assert answer.status_code == 204, answer.text

    async def receipts(self, id_: str) -> dict[str, tuple[bool, bool]]:
        """Return who received and who read a bulletin, as the supervisor sees it."""
        detail = (await self.ask(LEAD, "GET", f"/bulletins/{id_}")).json()
        return {
            each["user"]: (each["received_at"] is not None, each["read_at"] is not None) for each in detail["receipts"]
        }

    async def work(self) -> int:
        """Run the worker's job once."""
        return await deliver_announcements(JobContext(self.rig.engine, SEALER, self.rig.site), self.rig.now)


@pytest.fixture
async def desk(rig: ApiRig) -> BulletinDesk:
    """Open a desk with two advisors and a supervisor."""
    made = BulletinDesk(rig)
    for user in (ANA, LUZ, LEAD):
        await made.ask(user, "GET", "/me/bulletins")
    return made


async def test_a_message_is_received_and_read_with_its_times(desk: BulletinDesk) -> None:
    """The supervisor sees each step of each advisor; the first time counts; others get nothing."""
    sent = (await desk.send("users", "ana", "luz"))["bulletin"]
    number = sent["id"]
    assert (sent["delivered"], sent["audience_names"]) == (2, ["Ana", "Luz"])
    [shown] = await desk.own(ANA)
    assert (shown["text"], shown["published_by_name"], shown["received"]) == (TEXT, "Sara", False)
    await desk.mark(ANA, number, read=False)
    assert await desk.receipts(number) == {"ana": (True, False), "luz": (False, False)}
    desk.rig.now += timedelta(minutes=3)
    await desk.mark(ANA, number)
    await desk.mark(ANA, number)
    assert await desk.receipts(number) == {"ana": (True, True), "luz": (False, False)}
    [read] = await desk.journaled_facts("BulletinRead")
    assert (read.fact, read.actor) == (BulletinRead(bulletin=number), "advisor:ana")
    await desk.mark("asesor:otro", number)
    assert set(await desk.receipts(number)) == {"ana", "luz"}
    desk.rig.now += timedelta(hours=24)
    assert await desk.own(LUZ) == []


async def test_an_announcement_comes_with_its_beginning_and_reaches_newcomers(desk: BulletinDesk) -> None:
    """Before it begins it reaches no user; then the bell shows it once; a new advisor gets it too while it stands."""
    begins_at = (desk.rig.now + timedelta(hours=1)).isoformat()
    number = (await desk.publish("asesor", begins_at=begins_at, must_read=True))["bulletin"]["id"]
    assert (await desk.work(), await desk.own(ANA)) == (0, [])
    desk.rig.now += timedelta(hours=1)
    assert (await desk.work(), await desk.work()) == (2, 0)
    assert [each["id"] for each in await desk.own(ANA)] == [number]
    bell = (await desk.ask(ANA, "GET", "/notifications")).json()["notifications"]
    assert [each["text"] for each in bell] == [f"Hay un anuncio para usted, el {number}, de Sara: léalo."]
    await desk.ask("asesor:nueva", "GET", "/me/bulletins")
    assert (await desk.work(), len(await desk.own("asesor:nueva"))) == (1, 1)
    await desk.mark(ANA, number)
    assert (await desk.ask(ANA, "GET", "/notifications")).json()["unread"] == 0
    answer = await desk.ask(LEAD, "POST", "/bulletin-exports", json={"bulletin": number, "format": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Número,Usuario,Nombre,Enviado,Recibido,Leído"
    assert [line.split(",")[1] for line in lines[1:]] == ["luz", "nueva", "ana"]


async def test_a_withdrawn_bulletin_is_shown_no_more(desk: BulletinDesk) -> None:
    """Its receipts stay, a newcomer does not get it, and withdrawing it again changes nothing."""
    number = (await desk.publish("asesor"))["bulletin"]["id"]
    await desk.mark(ANA, number)
    for _ in range(2):
        answer = await desk.ask(LEAD, "POST", f"/bulletins/{number}/withdraw")
        assert answer.json()["bulletin"]["state"] == "withdrawn"
    assert await desk.own(LUZ) == []
    await desk.ask("asesor:nueva", "GET", "/me/bulletins")
    assert (await desk.work(), (await desk.receipts(number))["ana"]) == (0, (True, True))
    assert [each.fact for each in await desk.journaled_facts("BulletinWithdrawn")] == [
        BulletinWithdrawn(bulletin=number)
    ]


async def test_a_message_reaches_those_who_serve_a_queue_now(desk: BulletinDesk) -> None:
    """The queues are those of the roster with the changes in force."""
    await desk.ask("asesor:asesor1", "GET", "/me/bulletins")
    body = {"levels": {"quejas": 9}, "reason": "Pico"}
    changed = await desk.ask(LEAD, "PUT", "/roster/advisors/ana/queue-override", json=body)
    assert changed.status_code == 200, changed.text
    sent = await desk.send("queues", "quejas")
    assert [each["user"] for each in sent["receipts"]] == ["ana"]
    sent = await desk.send("queues", "pagos")
    assert [each["user"] for each in sent["receipts"]] == ["asesor1"]


async def test_lists_are_paged(desk: BulletinDesk) -> None:
    """Each page continues the one before, newest first, for the supervisor and for the reader."""
    numbers = list[str]()
    for _ in range(3):
        numbers.insert(0, (await desk.send("users", "ana"))["bulletin"]["id"])
        desk.rig.now += timedelta(seconds=1)
    for user, path in ((LEAD, "/bulletins"), (ANA, "/me/bulletins")):
        first = (await desk.ask(user, "GET", path, params={"limit": 2})).json()
        rest = (await desk.ask(user, "GET", path, params={"limit": 2, "cursor": first["next"]})).json()
        assert [each["id"] for page in (first, rest) for each in page["bulletins"]] == numbers
        assert rest["next"] is None
    assert (await desk.ask(LEAD, "GET", "/bulletins", params={"kind": "announcement"})).json()["bulletins"] == []


async def test_impossible_bulletins_are_refused(desk: BulletinDesk) -> None:
    """Unknown or empty audiences, long texts, past dates, too many in a short time, and users without permission."""
    audiences = [("queues", "nada"), ("roles", "jefe"), ("users", "nadie"), ("team", "sara"), ("queues", "quejas")]
    for kind, id_ in audiences:
        body = {"audience": {"kind": kind, "ids": [id_]}, "text": TEXT}
        answer = await desk.ask(LEAD, "POST", "/staff-messages", json=body)
        assert (answer.status_code, answer.json()["code"]) == (400, "audience_unknown"), (kind, answer.text)
    body = {"audience": {"kind": "users", "ids": ["ana"]}, "text": "x" * 281}
    assert (await desk.ask(LEAD, "POST", "/staff-messages", json=body)).status_code == 422
    body |= {"title": "Portal", "text": TEXT, "ends_at": desk.rig.now.isoformat()}
    answer = await desk.ask(LEAD, "POST", "/announcements", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "announcement_refused")
    for user in (ANA, "interventoria:vera", "calidad:carla"):
        assert (await desk.ask(user, "GET", "/bulletins")).status_code == 403
        assert (await desk.ask(user, "POST", "/announcements", json=body)).status_code == 403
    for _ in range(RATE):
        await desk.send("users", "ana")
    body = {"audience": {"kind": "users", "ids": ["ana"]}, "text": TEXT}
    answer = await desk.ask(LEAD, "POST", "/staff-messages", json=body)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_bulletins")
    assert int(answer.headers["Retry-After"]) > 0
