"""Who is told of tickets inside the entity, and when, as the site says it. Pure.

Owns the shape, the bounds and the checks of these fields, and which period a moment lies in. It must not know a ticket.
"""

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
    """The report of escalations that are not resolved (M5-1-05, C11).

    Attributes:
        days: on which days it is sent; one sending for each.
        hour: from which hour on, in Colombian time.
        recipients: who gets that of an area, by its id; of an area that is not here, its leader does.
        overview: who gets that of all areas together.
    """

    days: tuple[Weekday, ...] = ("monday",)
    hour: Annotated[int, Meta(ge=0, le=23)] = 7
    recipients: dict[Id, tuple[Mailbox, ...]] = {}
    overview: tuple[Mailbox, ...] = ()


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    """What is told.

    Attributes:
        address: of the screens, for links in messages; None leaves links out.
        report: the periodic one; None where there is none.
    """

    address: Annotated[str, Meta(pattern=WEB_PATTERN)] | None = None
    report: EscalationReport | None = None

    def link(self, number: str) -> str:
        """Where a ticket is read, or empty."""
        return self._link_to("bandeja", number)

    def observation_link(self, number: str) -> str:
        """Where an observation of the oversight is read, or empty."""
        return self._link_to("observaciones", number)

    def _link_to(self, screen: str, number: str) -> str:
        return f"{self.address.rstrip('/')}/{screen}/{number}" if self.address else ""


def due_sending(report: EscalationReport, now: datetime) -> date | None:
    """The local date of the sending that is due, the last one that began; None where no day is named.

    A sending that nobody made in its time (nothing ran) is made later, until the next one begins.

    Args:
        report: when it is sent.
        now: aware.
    """
    local = now.astimezone(COLOMBIA)
    for days_ago in range(8):
        day = local.date() - timedelta(days=days_ago)
        has_begun = datetime.combine(day, time(report.hour), COLOMBIA) <= local
        if has_begun and WEEKDAYS[day.weekday()] in report.days:
            return day
    return None


def check_notices(notices: Notices | None, areas: Collection[str], reader: Reader) -> None:
    """Check that a report goes to areas that exist, and that each day stands once.

    Args:
        notices: as the site says them; None where it says nothing.
        areas: ids that areas.yaml names.
        reader: gathers the complaints.
    """
    report = notices.report if notices else None
    if report is None:
        return
    for area in report.recipients:
        if area not in areas:
            reader.complain_unknown(("notices", "report", "recipients", area), area, "areas", areas)
    if not report.days or len(set(report.days)) != len(report.days):
        reader.complain(("notices", "report", "days"), "nombre cada día una sola vez, y al menos uno")
