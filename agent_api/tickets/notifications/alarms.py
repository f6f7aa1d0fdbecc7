"""Alarms before a ticket's last day, and breaches: which are due, and which were raised.

Owns that each is raised once. `agent_api.tickets.domain.legal_term` decides the day of an alarm. The calling code
decides the recipients, and raises each alarm in the transaction in which it posts the message.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.tickets import store
from agent_api.tickets.domain import legal_term
from agent_api.tickets.domain.legal_term import TermPolicy
from agent_api.tickets.store import FiledTicket
from config.law.term_events import PositiveSilence
from config.law.terms import business_days_between, day_of_receipt
from eventlog import outbox
from eventlog.facts import AnyFact
from eventlog.facts.tickets.ticket import TicketAlarmRaised, TicketSilenceTookEffect, TicketTermBreached

ALARMS_LIMIT: Final = 500
_LOOKAHEAD: Final = timedelta(days=60)  # over thirty business days, the earliest alarm that a site may choose
ACTOR = "system:terms"


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm about a ticket's term that is due now.

    Attributes:
        kind: ``near`` before the last day, ``breach`` after it.
        day: of the alarm; of a breach, the last day.
        days_left: business days, the last one included.
        silence: of a breach, the effect by law if documents or information were requested.
    """

    filed: FiledTicket
    kind: Literal["near", "breach"]
    day: date
    days_left: int
    silence: PositiveSilence | None = None


def alarms_of(policy: TermPolicy, tickets: Iterable[FiledTicket], now: datetime) -> list[Alarm]:
    """Return the alarms due for some open tickets, in their order."""
    alarms = (_alarm_of(policy, each, now) for each in tickets)
    return [each for each in alarms if each is not None]


async def list_due_alarms(connection: AsyncConnection, campaign: str, policy: TermPolicy, now: datetime) -> list[Alarm]:
    """Return the alarms due now, the earliest due date first, for at most `ALARMS_LIMIT` tickets."""
    tickets = await store.list_open_due_by(connection, campaign, day_of_receipt(now) + _LOOKAHEAD, ALARMS_LIMIT)
    return alarms_of(policy, tickets, now)


async def raise_alarm(connection: AsyncConnection, campaign: str, alarm: Alarm) -> bool:
    """Record that an alarm was raised, with its facts, in the transaction that posts the message.

    Returns:
        False if the alarm is no longer due: another process raised it, or a step changed the ticket.
    """
    filed = await store.lock_ticket(connection, campaign, alarm.filed.number)
    if filed is None or (filed.version, filed.raised_alarms) != (alarm.filed.version, alarm.filed.raised_alarms):
        return False
    columns = {"breach_of": alarm.day} if alarm.kind == "breach" else {"warned_on": alarm.day}
    await store.update_ticket(connection, campaign, filed, store.with_columns(filed, **columns))
    await outbox.put(
        connection, campaign, facts_of(alarm), actor=ACTOR, site_version=filed.site_version, call_id=filed.call_id
    )
    return True


def facts_of(alarm: Alarm) -> list[AnyFact]:
    """Return the facts of an alarm."""
    filed, day = alarm.filed, alarm.filed.ticket.due_on.isoformat()
    if alarm.kind == "near":
        return [TicketAlarmRaised(ticket=filed.number, due_on=day, days_left=alarm.days_left)]
    breached = TicketTermBreached(ticket=filed.number, due_on=day, tier=filed.tier, area=filed.area, owner=filed.owner)
    facts: list[AnyFact] = [breached]
    if alarm.silence is not None:
        granted = TicketSilenceTookEffect(
            ticket=filed.number,
            granted_on=alarm.silence.granted_on.isoformat(),
            copies_by=alarm.silence.copies.last_day.isoformat(),
            basis=legal_term.citation(alarm.silence.copies.basis),
        )
        facts.append(granted)
    return facts


def _alarm_of(policy: TermPolicy, filed: FiledTicket, now: datetime) -> Alarm | None:
    ticket, today = filed.ticket, day_of_receipt(now)
    if legal_term.is_breach_alarm_due(ticket, filed.raised_alarms, now):
        silence = legal_term.silence_of(policy, ticket, today)
        return Alarm(filed=filed, kind="breach", day=ticket.due_on, days_left=0, silence=silence)
    day = legal_term.alarm_day(policy, ticket, filed.raised_alarms, today)
    if day is None:
        return None
    days_left = business_days_between(today, ticket.due_on, policy.rules)
    return Alarm(filed=filed, kind="near", day=day, days_left=days_left)
