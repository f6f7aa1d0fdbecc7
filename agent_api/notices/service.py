"""Send notices about tickets to the entity's staff: alarms near the due date, the periodic report, and the digest.

Owns the recipients, and that each notice is sent once: an alarm is posted in the transaction that marks its ticket, a
report in the one that claims its period. Any number of processes may therefore run this, and a crash loses nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.dates import local_date
from agent_api.kit.job_context import JobContext
from agent_api.mail.domain.contents import TermBreachedText, TermNearText, UnresolvedText
from agent_api.mail.domain.messages import MailAttachment, Recipient
from agent_api.mail.service import OutgoingMessage, post
from agent_api.notices import store
from agent_api.notices.digest import send_digests
from agent_api.notices.unresolved_report import (
    ROWS_LIMIT,
    UnresolvedTicket,
    count_days_late,
    count_overdue,
    csv_of,
    owner_name,
    sort_by_due_date,
    table_of,
)
from agent_api.notifications.domain.sentence import days_left_phrase
from agent_api.notifications.service import NotificationCause, delete_old_notifications, notify
from agent_api.roster.domain.deputies import stand_in
from agent_api.roster.domain.merge import People
from agent_api.roster.queries import site_today
from agent_api.tickets.domain.legal_term import TermPolicy
from agent_api.tickets.domain.staff_contacts import (
    StaffContact,
    area_of_ticket,
    leader_contact,
    member_contact,
    responsible_contact,
)
from agent_api.tickets.domain.urgency import urgency_text
from agent_api.tickets.notifications.alarms import Alarm, list_due_alarms, raise_alarm
from agent_api.tickets.queries.escalated import list_escalated
from config.law.loader import load_law
from config.site.model import Site
from config.site.notices import EscalationReport, due_sending
from config.spanish_dates import spoken_date
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection, unit_of_work

ACTOR = "system:notices"
log = structlog.get_logger(__name__)
OVERVIEW = ""
"""Stands for all areas in one report."""


async def send_due_notices(context: JobContext, now: datetime) -> int:
    """Send the alarms, reports and digests that are due; return how many notices were posted.

    It also deletes the notifications that are older than the site keeps them.

    Raises:
        StorageError: PostgreSQL is away; the notices posted so far stay posted.
    """
    sent = await send_alarms(context.engine, context.cipher, context.site, now)
    sent += await send_reports(context.engine, context.cipher, context.site, now)
    sent += await send_digests(context.engine, context.cipher, context.site, now)
    await delete_old_notifications(
        context.engine, context.site.campaign, now - timedelta(days=context.site.notices.keep_days)
    )
    if sent:
        log.info("notices_told", campaign=context.site.campaign, number=sent)
    return sent


async def send_alarms(engine: AsyncEngine, cipher: FieldCipher, site: Site, now: datetime) -> int:
    """Warn the person responsible for each ticket near or past its due date, once each; return the number of alarms.

    Raises:
        StorageError: PostgreSQL is away; the alarms sent so far stay sent.
    """
    by = TermPolicy(load_law(), site.terms)
    async with read_connection(engine) as connection:
        alarms = await list_due_alarms(connection, site.campaign, by, now)
        site = await site_today(connection, site)
    sent = 0
    for alarm in alarms:
        async with unit_of_work(engine) as connection:
            if await raise_alarm(connection, site.campaign, alarm):
                await _notify_alarm(connection, site, alarm, now)
                await _post_alarm(connection, cipher, site, alarm, now)
                sent += 1
    return sent


async def send_reports(engine: AsyncEngine, cipher: FieldCipher, site: Site, now: datetime) -> int:
    """Send the periodic report if one is due, once per period; return how many messages were posted.

    Raises:
        StorageError: PostgreSQL is away.
    """
    report = site.notices.report
    period = due_sending(report, now) if report else None
    if report is None or period is None or site.mail is None:
        return 0
    sent = 0
    for area in (OVERVIEW, *site.areas):
        async with unit_of_work(engine) as connection:
            if await store.claim_report(connection, site.campaign, period.isoformat(), area, now):
                sent += await _send_report(connection, cipher, site, report, area, now=now)
    return sent


async def list_unresolved(connection: AsyncConnection, site: Site, area: str, now: datetime) -> list[UnresolvedTicket]:
    """List the unresolved tickets that were escalated to an area (OVERVIEW for all), the earliest due date first."""
    today = now.astimezone(COLOMBIA).date()
    unresolved = []
    for filed, since in await list_escalated(connection, site.campaign):
        ticket_area = area_of_ticket(site, filed)
        if area != OVERVIEW and (ticket_area is None or ticket_area.id != area):
            continue
        due_on = filed.due_on or today
        unresolved.append(
            UnresolvedTicket(
                number=filed.number,
                area=ticket_area.name if ticket_area else filed.area,
                owner=owner_name(ticket_area, filed.owner),
                round=filed.round,
                received_at=filed.received_at,
                escalated_at=since,
                due_on=due_on,
                days_late=count_days_late(due_on, today, site.terms),
                rank=filed.rank,
                urgency=urgency_text(filed.ticket),
            )
        )
    return sort_by_due_date(unresolved)


async def _notify_alarm(connection: AsyncConnection, site: Site, alarm: Alarm, now: datetime) -> None:
    """Notify the owner of a ticket of its alarm, and who stands in for an absent owner.

    The area's leader is notified too of a breach, or if the ticket has no owner.
    """
    area, owner = area_of_ticket(site, alarm.filed), alarm.filed.owner
    deputy = _deputy_of_owner(site, alarm, now)
    leader = area.leader if area is not None and (alarm.kind == "breach" or not owner) else ""
    cause = NotificationCause(
        kind="term_near" if alarm.kind == "near" else "term_breached",
        number=alarm.filed.number,
        event=f"{alarm.kind} {alarm.day.isoformat()}",
        due_on=alarm.filed.ticket.due_on,
        days_left=alarm.days_left,
    )
    await notify(connection, site.campaign, cause, (owner, leader, deputy or ""), now)


async def _post_alarm(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, alarm: Alarm, now: datetime
) -> None:
    """Send an alarm to the responsible person and who stands in for them, and a breach to the area's leader too."""
    contact = responsible_contact(site, alarm.filed)
    area = area_of_ticket(site, alarm.filed)
    filed = alarm.filed
    if site.mail is None or contact is None or area is None:
        return
    last_day = filed.ticket.due_on
    link = site.notices.link(filed.number)
    people = {contact.address: contact}
    if deputy := _deputy_of_owner(site, alarm, now):
        people.setdefault(area.email_of(deputy), member_contact(area, deputy))
    if alarm.kind == "breach":
        people.setdefault(leader_contact(area).address, leader_contact(area))
    for person in people.values():
        about: dict[str, Any] = {"name": person.name, "number": filed.number, "last_day": last_day, "link": link}
        text = (
            TermNearText(**about, left=_left_text(alarm))
            if alarm.kind == "near"
            else TermBreachedText(**about, silence=_silence_text(alarm))
        )
        await _post(connection, cipher, site, person, text, about=filed.number, now=now)


def _deputy_of_owner(site: Site, alarm: Alarm, now: datetime) -> str | None:
    """Return the official who stands in today for the owner of a ticket; None if the owner is there, or has no area."""
    return stand_in(People(), alarm.filed.owner, local_date(now), area_of_ticket(site, alarm.filed))


def _left_text(alarm: Alarm) -> str:
    """Return the remaining time of a ticket, and why it goes before others."""
    left, urgency = days_left_phrase(alarm.days_left), urgency_text(alarm.filed.ticket)
    return f"{left} ({urgency})" if urgency else left


def _silence_text(alarm: Alarm) -> str:
    if alarm.silence is None:
        return ""
    copies = spoken_date(alarm.silence.copies.last_day)
    return (
        "Es una petición de documentos o de información: por la ley se entiende aceptada, y las copias se entregan a "
        f"más tardar el {copies}."
    )


async def _send_report(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    report: EscalationReport,
    area: str,
    *,
    now: datetime,
) -> int:
    """Post an area's report. An area without unresolved tickets gets none; the overview is always sent."""
    tickets = await list_unresolved(connection, site, area, now)
    if area != OVERVIEW and not tickets:
        return 0
    text = _report_of(site, area, tickets, now)
    file = MailAttachment(
        name=f"escalamientos-{area or 'todas'}-{text.on.isoformat()}.csv",
        media_type="text/csv",
        content=csv_of(tickets, now),
    )
    people = _recipients(site, report, area)
    for person in people:
        personal_text = msgspec.structs.replace(text, name=person.name)
        await _post(connection, cipher, site, person, personal_text, about="", now=now, files=[file])
    return len(people)


def _report_of(site: Site, area: str, tickets: Sequence[UnresolvedTicket], now: datetime) -> UnresolvedText:
    listed = tickets[:ROWS_LIMIT]
    return UnresolvedText(
        name="",
        area=site.areas[area].name if area else "las áreas de la entidad",
        on=now.astimezone(COLOMBIA).date(),
        total=len(tickets),
        overdue=count_overdue(tickets),
        table=table_of(listed, now) if listed else (),
        more=len(tickets) - len(listed),
    )


def _recipients(site: Site, report: EscalationReport, area: str) -> list[StaffContact]:
    if area == OVERVIEW:
        return [StaffContact(each, "") for each in report.overview]
    named = report.recipients.get(area)
    return [StaffContact(each, "") for each in named] if named else [leader_contact(site.areas[area])]


async def _post(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    to: StaffContact,
    content: TermNearText | TermBreachedText | UnresolvedText,
    *,
    about: str,
    now: datetime,
    files: Sequence[MailAttachment] = (),
) -> None:
    message = OutgoingMessage(
        to=Recipient(address=to.address, name=to.name), content=content, about=about, attachments=files
    )
    await post(connection, message, site=site, cipher=cipher, actor=ACTOR, now=now)
