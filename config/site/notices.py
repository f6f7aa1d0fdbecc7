"""Notices about tickets inside the entity: recipients and times, as the site says. Pure."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import WEB_PATTERN, Id, Mailbox
from config.schema.reader import Reader
from config.site.calls.calendars import WEEKDAYS, Weekday
from config.timezone import COLOMBIA


class EscalationReport(msgspec.Struct, frozen=True, kw_only=True):
    """The report of unresolved escalations (M5-1-05, C11).

    Attributes:
        hour: earliest hour of a sending, in Colombian time.
        recipients: recipients by area id; an area that is missing here uses its leader.
        overview: recipients of the report on all areas.
    """

    days: tuple[Weekday, ...] = ("monday",)
    hour: Annotated[int, Meta(ge=0, le=23)] = 7
    recipients: dict[Id, tuple[Mailbox, ...]] = {}
    overview: tuple[Mailbox, ...] = ()


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    """Notices inside the entity; ``address`` is the base URL of links to screens, None for no links."""

    address: Annotated[str, Meta(pattern=WEB_PATTERN)] | None = None
    report: EscalationReport | None = None

    def link(self, number: str) -> str:
        """Return the URL of a ticket, or an empty text."""
        return self._link_to("bandeja", number)

    def observation_link(self, number: str) -> str:
        """Return the URL of an observation of the oversight, or an empty text."""
        return self._link_to("observaciones", number)

    def _link_to(self, screen: str, number: str) -> str:
        return f"{self.address.rstrip('/')}/{screen}/{number}" if self.address else ""


def due_sending(report: EscalationReport, now: datetime) -> date | None:
    """Return the local date of the latest sending that has begun; None if the report names no day.

    A sending that was missed because no process ran is made later, until the next one begins. `now` is aware.
    """
    local = now.astimezone(COLOMBIA)
    for days_ago in range(8):
        day = local.date() - timedelta(days=days_ago)
        has_begun = datetime.combine(day, time(report.hour), COLOMBIA) <= local
        if has_begun and WEEKDAYS[day.weekday()] in report.days:
            return day
    return None


def check_notices(notices: Notices | None, areas: Collection[str], reader: Reader) -> None:
    """Check that the recipients' areas exist, and that each weekday is named once."""
    report = notices.report if notices else None
    if report is None:
        return
    for area in report.recipients:
        if area not in areas:
            reader.complain_unknown(("notices", "report", "recipients", area), area, "areas", areas)
    if not report.days or len(set(report.days)) != len(report.days):
        reader.complain(("notices", "report", "days"), "nombre cada día una sola vez, y al menos uno")
