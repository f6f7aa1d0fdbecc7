"""The page of metrics: each family that `/metrics` can serve, with its type, labels and help."""

from collections.abc import Iterator
from typing import Final

import msgspec
from prometheus_client.core import Metric

from metrics.prometheus import (
    accounts,
    anchors,
    attachments,
    current_interval,
    exporter,
    health,
    http_requests,
    large_clients,
    mail,
    practices,
    telephony,
    tickets,
    training,
    twilio,
)
from scripts.documentation.reference.markdown import code, table
from telephony.metrics.store import MetricsSnapshot
from telephony.twilio.api.metrics import ApiMetrics

HEAD = """# Metrics

`/metrics` serves these families in the text format of Prometheus. A label is a line, a queue, an outcome or the like: \
never a person, a number or a call. A counter's series ends with `_total`, a histogram's with `_bucket`, `_sum` and \
`_count`. What each alert on them means is in [Alertas](../guias/alertas.md). This page is generated from \
`metrics/prometheus`.
"""
_TITLES: Final = {
    "calls": "Calls, menus and queues",
    "sign_ins": "Sign-ins, accounts and training",
    "log": "The log and its recorder",
    "telephony": "Gateways",
    "twilio": "Requests to Twilio",
    "health": "Dependencies and HTTP",
    "tickets": "Tickets, files, mail and large clients",
}


class _NoCalls(msgspec.Struct, frozen=True):
    """A router without queues, advisors or calls."""

    queues: tuple[exporter.QueueState, ...] = ()
    advisors: dict[tuple[str, str], int] = {}
    open_calls: int = 0


def families() -> dict[str, list[Metric]]:
    """Return every family, by the key of its section; the values are empty or zero."""
    return {key: list(make()) for key, make in _SOURCES.items()}


def _calls() -> Iterator[Metric]:
    yield from exporter.counter_metrics({})
    yield exporter.wait_histogram({})
    yield from exporter.router_metrics(_NoCalls())
    yield from practices.practice_metrics(0)
    interval = current_interval.CurrentInterval(elapsed_s=0, lasts_s=0, counts={})
    yield from current_interval.current_interval_metrics(interval)


def _sign_ins() -> Iterator[Metric]:
    yield from exporter.counter_metrics({}, exporter.SIGN_IN_COUNTERS)
    yield from accounts.account_metrics(accounts.AccountsNow(dormant_disabled=0, reviews_overdue=0))
    yield from accounts.access_review_metrics(accounts.AccessReviewsNow(due=0, overdue=0, undecided=0, pending=0))
    yield from training.training_metrics(training.TrainingNow(lacking=0, expiring=0))


def _log() -> Iterator[Metric]:
    status = exporter.RecorderStatus(waiting=0, stopped=False, silence_s=0, oldest_s=0, head_s=0)
    yield from exporter.recorder_metrics(status)
    yield from anchors.anchor_metrics(anchors.AnchorsNow(age_s=0, undelivered_s={}))


def _telephony() -> Iterator[Metric]:
    yield from telephony.telephony_metrics(MetricsSnapshot(now=0, gateways={}), (), (), ())


def _twilio() -> Iterator[Metric]:
    yield from twilio.twilio_metrics(ApiMetrics())


def _health() -> Iterator[Metric]:
    yield from health.dependency_metrics({}, {})
    yield from health.incident_metrics({})
    yield from health.worker_metrics(is_up=False)
    yield from health.clock_metrics(health.Clocks(campaign=0, skew_s=0))
    yield from health.memory_metrics(health.Memory(used=0, limit=0))
    yield from health.request_metrics(http_requests.RequestCounts())
    for content in ("recordings", "attachments"):
        yield from exporter.disk_metrics(exporter.Disk(free=0, size=0), content)


def _tickets() -> Iterator[Metric]:
    yield from tickets.ticket_metrics(tickets.TicketsNow(by_light={}, by_term={}))
    month = tickets.TicketMonth(due={}, in_time={}, escalations={}, escalation_ms={})
    yield from tickets.ticket_month_metrics(month)
    files = attachments.AttachmentsNow(waiting=0, oldest_s=0, withheld=0)
    yield from attachments.attachment_metrics(files, antivirus_answers=False)
    yield from mail.mail_metrics(mail.MailNow(tally={}, waiting=0, oldest_s=0, uncertain=0))
    novelties = large_clients.NoveltiesNow(open_by_recipient={}, overdue_by_recipient={})
    yield from large_clients.novelty_metrics(novelties)


_SOURCES: Final = {
    "calls": _calls,
    "sign_ins": _sign_ins,
    "log": _log,
    "telephony": _telephony,
    "twilio": _twilio,
    "health": _health,
    "tickets": _tickets,
}


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(_section(_TITLES[key], members) for key, members in families().items())])


def _section(title: str, members: list[Metric]) -> str:
    """Return the section of some families."""
    rows = [
        (code(_series(each)), each.type, ", ".join(map(code, _labels(each))), each.documentation) for each in members
    ]
    return f"## {title}\n\n{table(('metric', 'type', 'labels', 'meaning'), rows)}"


def _series(family: Metric) -> str:
    """Return the name by which a query finds a family."""
    return f"{family.name}_total" if family.type == "counter" else family.name


def _labels(family: Metric) -> tuple[str, ...]:
    """Return the names of a family's labels, which the library keeps without a public name."""
    names: tuple[str, ...] = getattr(family, "_labelnames", ())
    return names
