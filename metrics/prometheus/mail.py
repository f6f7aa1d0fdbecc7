"""Outgoing mail as Prometheus metrics. Pure.

Owns the metrics' names, labels and help. A label is an outcome: never a person, an address or a message.
"""

from collections.abc import Iterator, Mapping

import msgspec
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric


class MailNow(msgspec.Struct, frozen=True, kw_only=True):
    """Messages by state.

    Attributes:
        tally: all messages ever, by outcome.
        waiting: messages still to be sent.
        oldest_s: seconds since the first of them was queued; 0 without any.
        uncertain: messages about which a person must decide.
    """

    tally: Mapping[str, int]
    waiting: int
    oldest_s: float
    uncertain: int


def mail_metrics(now: MailNow) -> Iterator[Metric]:
    """Yield the metrics."""
    outcomes = CounterMetricFamily(
        "mail_outcomes", "What tries to send came to; deferred ones are tried again.", labels=["outcome"]
    )
    for outcome, count in now.tally.items():
        outcomes.add_metric([outcome], count)
    yield outcomes
    yield GaugeMetricFamily("mail_waiting_messages", "Messages that are still to go out.", value=now.waiting)
    yield GaugeMetricFamily(
        "mail_oldest_waiting_seconds", "Since the first of them was posted; 0 if none.", value=now.oldest_s
    )
    yield GaugeMetricFamily(
        "mail_uncertain_messages", "Messages of which nobody knows whether they went out.", value=now.uncertain
    )
