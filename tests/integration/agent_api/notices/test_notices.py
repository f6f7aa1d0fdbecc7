"""Alarms and the report: sent once to the person in charge, by any number of workers."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from sqlalchemy import select

from agent_api.kit.job_context import JobContext as Notes
from agent_api.mail.domain import stored_message as mails
from agent_api.notices.service import OVERVIEW, list_unresolved, send_due_notices
from config.site.notices import EscalationReport
from storage.postgres.engine import read_connection
from storage.tables import mail
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER

pytestmark = pytest.mark.integration
ESCRITA = "asesor_escrita:escrita1"


class NoticeRig:
    """A desk, and workers that send its notices."""

    def __init__(self, rig: ApiRig) -> None:
        self.desk = AdvisorDesk(rig)
        self.rig = rig
        notices = msgspec.structs.replace(rig.site.notices, report=None)
        self.site = msgspec.structs.replace(rig.site, notices=notices)

    def with_report(self, **report: Any) -> None:
        """Set a report in the site."""
        notices = msgspec.structs.replace(self.site.notices, report=EscalationReport(**report))
        self.site = msgspec.structs.replace(self.site, notices=notices)

    @property
    def notes(self) -> Notes:
        """Context for writing notices."""
        return Notes(self.rig.engine, SEALER, self.site)

    async def send_notices(self, heralds: int = 1) -> int:
        """Let some workers run at the same time; return how many notices they sent."""
        return sum(await asyncio.gather(*(send_due_notices(self.notes, self.rig.now) for _ in range(heralds))))

    async def escalated(self, key: str = "key-00000001", area: str = "fondos") -> str:
        """File a petition and escalate it to an area; return its number."""
        filed = (await self.desk.file("asesor1", key, outcome="escalated", text="De Ana Peña")).json()
        form = {"step": "escalate", "version": filed["version"], "area": area}
        answer = await self.desk.ask(ESCRITA, "POST", f"/tickets/{filed['number']}/steps", json=form)
        assert answer.status_code == 200, answer.text
        return str(filed["number"])

    async def due_on(self, number: str) -> datetime:
        """Return noon of a ticket's last day in Colombia."""
        ticket = (await self.desk.ask("supervisor:sup1", "GET", f"/tickets/{number}")).json()
        return datetime.combine(datetime.fromisoformat(ticket["due_on"]).date(), time(17), UTC)

    async def sent_mails(self, template: str) -> list[tuple[str, EmailMessage]]:
        """Return the messages of a template."""
        async with read_connection(self.rig.engine) as connection:
            rows = (await connection.execute(select(mail).where(mail.c.template == template))).all()
        opened = [
            (
                SEALER.decrypt(r.recipient, field=mails.RECIPIENT, row=r.id),
                SEALER.decrypt(r.content, field=mails.CONTENT, row=r.id),
            )
            for r in rows
        ]
        return [(to, message_from_string(text, _class=EmailMessage, policy=default)) for to, text in opened]  # type: ignore[arg-type]


@pytest_asyncio.fixture
async def notice_rig(rig: ApiRig) -> NoticeRig:
    """Prepare an entity with a call in its log."""
    made = NoticeRig(rig)
    await made.desk.talk("una-llamada")
    return made


def text_of(message: EmailMessage) -> str:
    """Return both parts of a message."""
    return "".join(str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text")


async def test_person_in_charge_gets_each_alarm_once(notice_rig: NoticeRig) -> None:
    """Concurrent and later workers send alarms at five days, three and one, and the breach to the leader."""
    number = await notice_rig.escalated()
    last = await notice_rig.due_on(number)
    assert await notice_rig.send_notices(3) == 0
    notice_rig.rig.now = last - timedelta(days=1)
    assert await notice_rig.send_notices(3) == 1
    assert await notice_rig.send_notices() == 0
    ((to, near),) = await notice_rig.sent_mails("term_near")
    assert to == notice_rig.site.areas["fondos"].email
    assert number in text_of(near)
    assert "Ana" not in text_of(near)
    notice_rig.rig.now = last + timedelta(days=1)
    assert await notice_rig.send_notices(3) == 1
    assert await notice_rig.send_notices() == 0
    breached = await notice_rig.sent_mails("term_breached")
    assert {to for to, _ in breached} == {notice_rig.site.areas["fondos"].email}
    assert (
        len(await notice_rig.desk.journaled_facts("TicketAlarmRaised"))
        == len(await notice_rig.desk.journaled_facts("TicketTermBreached"))
        == 1
    )


async def test_petition_answered_at_once_has_no_alarm_and_no_place_in_report(notice_rig: NoticeRig) -> None:
    """A petition answered at once has no alarm, and no place in the report."""
    await notice_rig.desk.file("asesor1", outcome="answered", answer="Sí.")
    notice_rig.rig.now += timedelta(days=90)
    assert await notice_rig.send_notices() == 0
    async with read_connection(notice_rig.rig.engine) as connection:
        assert await list_unresolved(connection, notice_rig.notes.site, OVERVIEW, notice_rig.rig.now) == []


async def test_a_period_has_one_report_however_many_send_it(notice_rig: NoticeRig) -> None:
    """Each area's goes to its leader or the site's choice, the whole to the overview; a week later there is another."""
    first, second = await notice_rig.escalated(), await notice_rig.escalated("key-00000002", "juridica")
    notice_rig.with_report(
        recipients={"juridica": ("jefe@entidad.example",)}, overview=("coordinacion@entidad.example",)
    )
    counts = await asyncio.gather(*(notice_rig.send_notices() for _ in range(3)))
    assert sum(counts) == 3
    reports = dict(await notice_rig.sent_mails("unresolved_report"))
    assert set(reports) == {
        notice_rig.site.areas["fondos"].email,
        "jefe@entidad.example",
        "coordinacion@entidad.example",
    }
    fondos, everything = reports[notice_rig.site.areas["fondos"].email], reports["coordinacion@entidad.example"]
    assert first in text_of(fondos)
    assert second not in text_of(fondos)
    assert "<table" in text_of(fondos)
    assert "Ana" not in text_of(fondos)
    (file,) = everything.iter_attachments()
    assert str(file.get_filename()).endswith(".csv")
    for number in (first, second):
        assert number in str(file.get_content())
    assert await notice_rig.send_notices() == 0
    notice_rig.rig.now += timedelta(days=7)
    await notice_rig.send_notices()
    assert len(await notice_rig.sent_mails("unresolved_report")) == 6


async def test_a_report_tells_the_times(notice_rig: NoticeRig) -> None:
    """The report has the owner, the beginning and the delay (M5-1-05, C10 and C11)."""
    number = await notice_rig.escalated()
    last = await notice_rig.due_on(number)
    notice_rig.rig.now = last + timedelta(days=7)
    async with read_connection(notice_rig.rig.engine) as connection:
        (row,) = await list_unresolved(connection, notice_rig.notes.site, "fondos", notice_rig.rig.now)
        assert await list_unresolved(connection, notice_rig.notes.site, "juridica", notice_rig.rig.now) == []
    assert (row.number, row.round, row.due_on, row.days_late) == (number, 1, last.date(), 5)


async def test_site_without_mail_has_alarms_as_facts(notice_rig: NoticeRig) -> None:
    """Alarms are facts all the same, and no report period begins."""
    number = await notice_rig.escalated()
    notice_rig.with_report(overview=("coordinacion@entidad.example",))
    notice_rig.site = msgspec.structs.replace(notice_rig.site, mail=None)
    notice_rig.rig.now = await notice_rig.due_on(number)
    assert await notice_rig.send_notices() == 1
    assert await notice_rig.desk.rows("notice_report") == 0
    assert len(await notice_rig.desk.journaled_facts("TicketAlarmRaised")) == 1
