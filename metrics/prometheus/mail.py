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
        "mail_outcomes", "Attempts to send, by result; deferred ones are repeated.", labels=["outcome"]
    )
    for outcome, count in now.tally.items():
        outcomes.add_metric([outcome], count)
    yield outcomes
    yield GaugeMetricFamily("mail_waiting_messages", "Messages that wait to be sent.", value=now.waiting)
    yield GaugeMetricFamily(
        "mail_oldest_waiting_seconds", "Age of the oldest waiting message; 0 if there is none.", value=now.oldest_s
    )
    yield GaugeMetricFamily(
        "mail_uncertain_messages", "Messages whose delivery to the server is uncertain.", value=now.uncertain
    )
