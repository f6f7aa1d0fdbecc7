"""The fact that a report was made. Pure.

The envelope says who made it.
"""

from typing import Literal

from eventlog.facts.base import Fact


class ReportMade(Fact, frozen=True, kw_only=True):
    """A report was made and is kept; its digest identifies the PDF.

    Attributes:
        kind: the daily one to the presidency, the monthly one of the operation, of users, of training or of large
            clients, the quarterly one of petitions, or that of requests for access to information.
        first_day: of its period, ISO 8601.
        last_day: of its period, included, ISO 8601.
        seq: number of the last row of the journal that it was computed from.
        head: hash of the chain there, hex.
        digest: SHA-256 of the PDF, hex.
    """

    report: str
    kind: Literal["presidency", "management", "accounts", "training", "large_clients", "petitions", "access"]
    first_day: str
    last_day: str
    seq: int
    head: str
    digest: str


ReportFact = ReportMade
