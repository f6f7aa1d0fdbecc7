"""Facts of own reports: saved, made, paused or resumed, stopped, transferred, deleted. Pure.

The envelope says who did it. Titles are free text and are in no fact.
"""

from typing import Literal

from eventlog.facts.base import Fact


class OwnReportSaved(Fact, frozen=True, kw_only=True):
    """An own report was composed or changed.

    Attributes:
        version: 1 for a new one.
        schedule: how often it is made; empty without a schedule.
        recipients: how many users it is sent to.
        shared: whether all users of own reports see it.
    """

    report: str
    version: int
    schedule: Literal["", "day", "business_day", "week", "month"]
    recipients: int
    shared: bool


class OwnReportMade(Fact, frozen=True, kw_only=True):
    """An own report was made and is kept; its digest identifies the PDF.

    Attributes:
        run: id of the stored run.
        scheduled: whether its schedule made it, and not a person.
        missed: times of the schedule before it at which the system was stopped.
        first_day: of its period, ISO 8601.
        last_day: of its period, included, ISO 8601.
        recipients: users to whom it was sent.
        seq: number of the last row of the journal that it was computed from.
        head: hash of the chain there, hex.
        digest: SHA-256 of the PDF, hex.
    """

    report: str
    run: str
    scheduled: bool
    missed: int
    first_day: str
    last_day: str
    recipients: int
    seq: int
    head: str
    digest: str


class OwnReportPaused(Fact, frozen=True, kw_only=True):
    """The schedule of an own report was paused."""

    report: str


class OwnReportResumed(Fact, frozen=True, kw_only=True):
    """The schedule of an own report goes on."""

    report: str


class OwnReportStopped(Fact, frozen=True, kw_only=True):
    """The system stopped the schedule of an own report.

    Attributes:
        cause: its owner lost the permission, or the site no longer has something of its definition.
    """

    report: str
    cause: Literal["owner", "definition"]


class OwnReportTransferred(Fact, frozen=True, kw_only=True):
    """An own report got another owner; both are logins."""

    report: str
    before: str
    owner: str


class OwnReportDeleted(Fact, frozen=True, kw_only=True):
    """An own report was deleted; its runs stay."""

    report: str


OwnReportFact = (
    OwnReportSaved
    | OwnReportMade
    | OwnReportPaused
    | OwnReportResumed
    | OwnReportStopped
    | OwnReportTransferred
    | OwnReportDeleted
)
