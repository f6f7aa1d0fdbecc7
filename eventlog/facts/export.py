"""The fact that a list was exported. Pure.

The envelope says who exported it.
"""

from typing import Literal

from eventlog.facts.base import Fact

ExportedList = Literal[
    "tickets",
    "calls",
    "findings",
    "staff",
    "novelties",
    "access_log",
    "identity_checks",
    "figures",
    "roster",
    "bulletin_receipts",
]
ExportFormat = Literal["csv", "xlsx"]


class ListExported(Fact, frozen=True, kw_only=True):
    """A list left the system as a file.

    Attributes:
        filters: names of the filters that were set, in order, separated by commas; never their values.
        columns: names of the columns, in order, separated by commas.
        rows: number of rows of the file.
    """

    list: ExportedList
    format: ExportFormat
    filters: str
    columns: str
    rows: int
