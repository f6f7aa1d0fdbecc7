"""Notifications under the bell: who gets which, once, and who reads and marks them."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from agent_api.kit.job_context import JobContext
from agent_api.notices.service import send_due_notices
from config.site.notices import NotificationDigest
from tests.integration.agent_api.notices.test_notices import NoticeRig, text_of
from tests.support.api.api_rig import ApiRig
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration
ESCRITA, LEAD = "asesor_escrita:escrita1", "coordinador:coordinador"
OFFICIAL, COLLEAGUE = "funcionario:fondos1", "funcionario:fondos2"


class Bell(NoticeRig):
    """A desk whose users look at their bells."""

    async def ring(self, user: str, **query: Any) -> dict[str, Any]:
        """Return the notifications of a user."""
        response = await self.desk.ask(user, "GET", "/notifications", params=query)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def kinds(self, user: str) -> list[str]:
        """Return the kinds of a user's notifications, the newest first."""
        return [each["kind"] for each in (await self.ring(user))["notifications"]]

    async def mark(self, user: str, **form: Any) -> int:
        """Mark notifications of a user, and return how many are unread then."""
        response = await self.desk.ask(user, "POST", "/notifications/marks", json=form)
        assert response.status_code == 200, response.text
        return int(response.json()["unread"])

    async def step(self, user: str, number: str, step: str, **form: Any) -> Any:
        """Take a step on the present version of a ticket, and return the response."""
        version = (await self.desk.ask(LEAD, "GET", f"/tickets/{number}")).json()["version"]
        form = {"step": step, "version": version, **form}
        return await self.desk.ask(user, "POST", f"/tickets/{number}/steps", json=form)

    async def in_area(self, key: str = "key-00000001") -> str:
        """File a petition that an official of an area owns; return its number."""
        for user in (OFFICIAL, COLLEAGUE, LEAD):
            await self.ring(user)
        return await self.escalated(key)


@pytest_asyncio.fixture
async def bell(rig: ApiRig) -> Bell:
    """Prepare an entity with a call in its log."""
    made = Bell(rig)
    await made.desk.talk("una-llamada")
    return made


async def test_the_new_owner_of_a_ticket_is_notified(bell: Bell) -> None:
    """An escalation concerns its official, and neither the person who escalated nor the rest of the area."""
    number = await bell.in_area()
    page = await bell.ring(OFFICIAL)
    (notification,) = page["notifications"]
    assert (notification["kind"], notification["number"], notification["about"]) == ("assigned", number, "ticket")
    assert notification["text"] == f"Escrita1 le asignó el ticket {number}."
    assert (notification["read"], page["unread"], page["next"]) == (False, 1, None)
    assert await bell.kinds(ESCRITA) == await bell.kinds(COLLEAGUE) == []


async def test_what_comes_back_concerns_who_escalated(bell: Bell) -> None:
    """An answer of the area goes to the advisor's bell, and its correction to the official's."""
    number = await bell.in_area()
    assert (await bell.step(OFFICIAL, number, "give_back", text="Listo.")).status_code == 200
    assert await bell.kinds(ESCRITA) == ["given_back"]
    assert (await bell.step(ESCRITA, number, "send_back", text="Falta la fecha.")).status_code == 200
    assert await bell.kinds(OFFICIAL) == ["sent_back", "assigned"]


async def test_a_mention_is_one_notification(bell: Bell) -> None:
    """A note stores the mentioned user, once, and the history shows the name."""
    number = await bell.in_area()
    response = await bell.step(OFFICIAL, number, "note", text="@fondos2 ¿lo revisa?", mentions=["fondos2", "fondos2"])
    assert response.status_code == 200, response.text
    (notification,) = (await bell.ring(COLLEAGUE))["notifications"]
    assert notification["kind"] == "mentioned"
    assert notification["text"] == f"Hay una nota para usted en el ticket {number}, de Fondos1."
    history = (await bell.desk.ask(OFFICIAL, "GET", f"/tickets/{number}/history")).json()
    assert history["entries"][-1]["mentions"] == [{"user": "fondos2", "name": "Fondos2"}]
    assert history["entries"][0]["mentions"] == []


async def test_a_mention_gives_no_access(bell: Bell) -> None:
    """Only those who can open the ticket are offered and accepted."""
    number = await bell.in_area()
    await bell.ring("funcionario:archivo1")
    response = await bell.desk.ask(OFFICIAL, "GET", f"/tickets/{number}/mention-candidates")
    users = {each["user"] for each in response.json()["users"]}
    assert {"fondos2", "coordinador", "escrita1"} <= users
    assert not users & {"fondos1", "archivo1"}
    refused = await bell.step(OFFICIAL, number, "note", text="@archivo1", mentions=["archivo1"])
    assert (refused.status_code, refused.json()["code"]) == (400, "mention_unknown")
    assert refused.json()["detail"].startswith("«Archivo1» no puede")
    assert await bell.kinds("funcionario:archivo1") == []


async def test_alarms_ring_once_for_owner_and_leader(bell: Bell) -> None:
    """Any number of workers give the owner one notification before the last day; the leader gets the breach."""
    number = await bell.in_area()
    bell.site = msgspec.structs.replace(bell.site, mail=None)
    last = await bell.due_on(number)
    bell.rig.now = last - timedelta(days=1)
    await bell.send_notices(3)
    assert await bell.kinds(OFFICIAL) == ["term_near", "assigned"]
    bell.rig.now = last + timedelta(days=1)
    await bell.send_notices(3)
    assert await bell.kinds(OFFICIAL) == ["term_breached", "term_near", "assigned"]
    assert await bell.kinds(COLLEAGUE) == ["term_breached"]


async def test_an_observation_rings_for_coordination_and_its_answer_for_the_oversight(bell: Bell) -> None:
    """Each side is notified of what the other wrote."""
    await bell.ring(LEAD)
    form = {"about": {"kind": "call", "id": "una-llamada"}, "text": "¿Por qué?"}
    headers = {"Idempotency-Key": "clave-0009"}
    made = await bell.desk.ask("interventoria:inter1", "POST", "/observations", json=form, headers=headers)
    assert made.status_code == 201, made.text
    assert await bell.kinds(LEAD) == ["observation_made"]
    answered = await bell.desk.ask(
        LEAD, "POST", f"/observations/{made.json()['id']}/answer", json={"text": "Por esto."}
    )
    assert answered.status_code == 200, answered.text
    assert await bell.kinds("interventoria:inter1") == ["observation_answered"]


async def test_a_user_marks_only_their_own(bell: Bell) -> None:
    """Marking is by ids or up to one; ids of other users change nothing."""
    first = await bell.in_area()
    bell.rig.now += timedelta(minutes=1)
    await bell.in_area("key-00000002")
    newest, oldest = (await bell.ring(OFFICIAL))["notifications"]
    assert oldest["number"] == first
    assert await bell.mark(COLLEAGUE, read=True, ids=[newest["id"]]) == 0
    assert await bell.mark(OFFICIAL, read=True, through=oldest["id"]) == 1
    assert [each["id"] for each in (await bell.ring(OFFICIAL, unread=True))["notifications"]] == [newest["id"]]
    assert await bell.mark(OFFICIAL, read=True, ids=[newest["id"]]) == 0
    assert await bell.mark(OFFICIAL, read=False, ids=[newest["id"]]) == 1
    refused = await bell.desk.ask(OFFICIAL, "POST", "/notifications/marks", json={"read": True})
    assert refused.status_code == 422


async def test_a_user_marks_all_about_a_subject(bell: Bell) -> None:
    """By the kind of subject and its number; another kind with the same number stays."""
    first = await bell.in_area()
    await bell.in_area("key-00000002")
    assert await bell.mark(OFFICIAL, read=True, about="sample", number=first) == 2
    assert await bell.mark(OFFICIAL, read=True, about="ticket", number=first) == 1
    assert await bell.mark(OFFICIAL, read=False, about="ticket", number=first) == 2
    for form in ({"about": "ticket"}, {"number": first}, {"about": "ticket", "number": first, "ids": ["1"]}):
        refused = await bell.desk.ask(OFFICIAL, "POST", "/notifications/marks", json={"read": True, **form})
        assert refused.status_code == 422


async def test_old_notifications_are_deleted(bell: Bell) -> None:
    """A worker deletes them after the site's days, read or not."""
    await bell.in_area()
    bell.site = msgspec.structs.replace(
        bell.site, mail=None, notices=msgspec.structs.replace(bell.site.notices, keep_days=7)
    )
    bell.rig.now += timedelta(days=6, hours=23)
    await send_due_notices(JobContext(bell.rig.engine, SEALER, bell.site), bell.rig.now)
    assert "assigned" in await bell.kinds(OFFICIAL)
    bell.rig.now += timedelta(hours=2)
    await send_due_notices(JobContext(bell.rig.engine, SEALER, bell.site), bell.rig.now)
    assert "assigned" not in await bell.kinds(OFFICIAL)


async def test_a_user_gets_one_digest_of_what_is_unread(bell: Bell) -> None:
    """The digest lists what is new and unread, once, without a word of the petition; a read one is left out."""
    number = await bell.in_area()
    notices = msgspec.structs.replace(
        bell.site.notices,
        unread_digest=NotificationDigest(
            days=("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
            hour=7,
            addresses={"fondos1": "yolima@entidad.example", "fondos2": "fabio@entidad.example"},
        ),
    )
    bell.site = msgspec.structs.replace(bell.site, notices=notices)
    await bell.send_notices(2)
    bell.rig.now += timedelta(days=1)
    await bell.send_notices(3)
    ((to, message),) = await bell.sent_mails("notification_digest")
    assert to == "yolima@entidad.example"
    assert number in text_of(message)
    assert "Ana" not in text_of(message)
    bell.rig.now += timedelta(days=1)
    await bell.send_notices()
    assert len(await bell.sent_mails("notification_digest")) == 1
