"""Facts of the reports of findings: made, presented, received, answered (M5-1-05, A22). Pure.

No fact contains a text. ``report`` is the number.
"""

from typing import Literal

from eventlog.facts.base import Fact

FindingReportScope = Literal["visit", "week", "month"]
"""Whether a report has the findings of a visit, or those that were found in a week or month."""


class FindingReportMade(Fact, frozen=True, kw_only=True):
    """A report of findings was made; its content never changes.

    Attributes:
        subject: number of the visit, ISO 8601 week, or month.
        findings: how many it has.
        seq: number of the last row of the journal when it was made.
        head: hash of the chain there, hex.
        digest: SHA-256 of the content, hex, which each of its files states.
        pdf: SHA-256 of the PDF, hex.
    """

    report: str
    scope: FindingReportScope
    subject: str
    findings: int
    seq: int
    head: str
    digest: str
    pdf: str


class FindingReportPresented(Fact, frozen=True, kw_only=True):
    """The professional presented the report to the coordinator."""

    report: str
    digest: str


class FindingReportReceived(Fact, frozen=True, kw_only=True):
    """The coordinator received the report."""

    report: str


class FindingReportAnswered(Fact, frozen=True, kw_only=True):
    """The coordinator answered the report."""

    report: str


FindingReportFact = FindingReportMade | FindingReportPresented | FindingReportReceived | FindingReportAnswered
