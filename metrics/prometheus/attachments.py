"""Files of tickets and the antivirus as Prometheus metrics. Pure.

Owns the metrics' names and help. They exist only if the site has an antivirus; its availability is as the scraped node
sees it.
"""

from collections.abc import Iterator

import msgspec
from prometheus_client.core import GaugeMetricFamily, Metric


class AttachmentsNow(msgspec.Struct, frozen=True, kw_only=True):
    """Attachments by state.

    Attributes:
        waiting: files that the antivirus has not examined.
        oldest_s: seconds since the first of them was attached; 0 without any.
        withheld: files that the antivirus rejected.
    """

    waiting: int
    oldest_s: float
    withheld: int


def attachment_metrics(now: AttachmentsNow, *, antivirus_answers: bool) -> Iterator[Metric]:
    """Yield the metrics."""
    yield GaugeMetricFamily("attachments_antivirus_up", "1 while the antivirus answers.", value=antivirus_answers)
    yield GaugeMetricFamily(
        "attachments_unexamined_files", "Files that the antivirus has not scanned.", value=now.waiting
    )
    yield GaugeMetricFamily(
        "attachments_unexamined_oldest_seconds",
        "Age of the oldest unscanned file; 0 if there is none.",
        value=now.oldest_s,
    )
    yield GaugeMetricFamily("attachments_withheld_files", "Files that the antivirus withholds.", value=now.withheld)
