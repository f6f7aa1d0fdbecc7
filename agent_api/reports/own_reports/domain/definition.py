"""The definition of a report: tables of figures by groupings, filters and a period. Pure."""

from datetime import date
from typing import Literal

import msgspec

Grouping = Literal[
    "interval", "day", "week", "month", "line", "queue", "advisor", "typology", "area", "tier", "official"
]
"""``interval`` is a half hour of arrival; ``official`` the user who had the ticket."""
RelativePeriod = Literal["today", "yesterday", "last_7_days", "last_week", "last_month", "month_to_date"]
PeriodKind = RelativePeriod | Literal["fixed"]
ReportFormat = Literal["pdf", "xlsx", "csv"]
FORMATS: tuple[ReportFormat, ...] = ("pdf", "xlsx", "csv")


class TableChoice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A table: its columns are figures, its rows the values of at most two groupings."""

    figures: tuple[str, ...]
    groups: tuple[Grouping, ...] = ()


class PeriodChoice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The period of a report; only a fixed one has its own days, both included."""

    kind: PeriodKind
    first: date | None = None
    last: date | None = None


class ReportDefinition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The tables of a report, its filters and its period; None is every line or queue."""

    tables: tuple[TableChoice, ...]
    period: PeriodChoice
    line: str | None = None
    queue: str | None = None
