"""Open tickets as Prometheus metrics. Pure.

Owns their names, labels and help. A label is an inbox, a state, a light or a term: never a person or a number.
"""

from collections.abc import Iterator, Mapping

import msgspec
from prometheus_client.core import GaugeMetricFamily, Metric

LightLabels = tuple[str, str, str]
"""Inbox (``phone``, ``written`` or the area's id), state, and traffic light."""
TermLabels = tuple[str, str, str]
"""Inbox, state, and nearness of the last day, one of `TERMS`."""
UrgencyLabels = tuple[str, str]
"""Inbox, and an authority that set the term or the reason of a priority."""
TERMS = ("overdue", "today", "three_days", "later", "none")
SOON_DAYS = 3


class TicketsNow(msgspec.Struct, frozen=True, kw_only=True):
    """The number of open tickets: by inbox, state and light, and by inbox, state and nearness of the last day.

    Attributes:
        by_urgency: those that the law puts first; a ticket with a priority and an authority counts under both.
        by_channel: by the channel of their filing.
    """

    by_light: Mapping[LightLabels, int]
    by_term: Mapping[TermLabels, int]
    by_urgency: Mapping[UrgencyLabels, int] = {}
    by_channel: Mapping[str, int] = {}


class TicketMonth(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of the current local month that the contract's indicators have, too.

    Attributes:
        due: tickets that were due, by area; empty for none.
        in_time: of them, those answered within the legal term.
        escalations: of tickets of calls, by tier.
        escalation_ms: the sum of their times from the end of the call, ms, by tier.
    """

    due: Mapping[str, int]
    in_time: Mapping[str, int]
    escalations: Mapping[int, int]
    escalation_ms: Mapping[int, int]


def term_label(days: int | None) -> str:
    """Return the nearness of a last day, from calendar days until it; negative: it has passed, None: there is none."""
    if days is None:
        return "none"
    if days <= 0:
        return "today" if days == 0 else "overdue"
    return "three_days" if days <= SOON_DAYS else "later"


def ticket_metrics(now: TicketsNow) -> Iterator[Metric]:
    """Yield the number of open tickets by inbox, state, light and term."""
    disclosures = GaugeMetricFamily(
        "ticket_open",
        "Open tickets by inbox, state and traffic light of the term.",
        labels=["queue", "stage", "traffic_light"],
    )
    for where, count in sorted(now.by_light.items()):
        disclosures.add_metric(where, count)
    due = GaugeMetricFamily(
        "ticket_due",
        "Open tickets by inbox, state and time until the last day.",
        labels=["queue", "stage", "term"],
    )
    for queue, stage in sorted({where[:2] for where in now.by_term}):
        for term in TERMS:  # 0 too, so that an alert resolves
            due.add_metric((queue, stage, term), now.by_term.get((queue, stage, term), 0))
    breached = GaugeMetricFamily(
        "ticket_breached", "Open tickets whose last day has passed, by inbox and state.", labels=["queue", "stage"]
    )
    for queue, stage in sorted({where[:2] for where in now.by_term}):
        breached.add_metric((queue, stage), now.by_term.get((queue, stage, "overdue"), 0))
    yield from (disclosures, due, breached)
    yield from _urgency_metrics(now)


def _urgency_metrics(now: TicketsNow) -> Iterator[Metric]:
    urgent = GaugeMetricFamily(
        "ticket_urgent",
        "Open tickets that the law puts first, by inbox and reason: an authority that set the term, or a priority.",
        labels=["queue", "reason"],
    )
    for where, count in sorted(now.by_urgency.items()):
        urgent.add_metric(where, count)
    by_channel = GaugeMetricFamily(
        "ticket_open_by_channel", "Open tickets by the channel of their filing.", labels=["channel"]
    )
    for channel, count in sorted(now.by_channel.items()):
        by_channel.add_metric((channel,), count)
    yield from (urgent, by_channel)


def ticket_month_metrics(month: TicketMonth) -> Iterator[Metric]:
    """Yield the timeliness by area and the time to escalation of the current month."""
    due = GaugeMetricFamily("ticket_month_due", "Tickets of the current month that were due, by area.", labels=["area"])
    in_time = GaugeMetricFamily(
        "ticket_month_in_time", "Tickets of the current month answered in term, by area.", labels=["area"]
    )
    for area, number in sorted(month.due.items()):
        due.add_metric((area,), number)
        in_time.add_metric((area,), month.in_time.get(area, 0))
    escalations = GaugeMetricFamily(
        "ticket_month_escalations", "First escalations of the current month, by tier.", labels=["tier"]
    )
    seconds = GaugeMetricFamily(
        "ticket_month_escalation_seconds",
        "Sum of the times from the end of the call to these escalations, by tier.",
        labels=["tier"],
    )
    for tier, number in sorted(month.escalations.items()):  # 0 too, so that a panel has data
        escalations.add_metric((str(tier),), number)
        seconds.add_metric((str(tier),), month.escalation_ms.get(tier, 0) / 1000)
    yield from (due, in_time, escalations, seconds)
