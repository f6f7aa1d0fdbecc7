"""Notices about tickets inside the entity: recipients and times, as the site says. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from config.schema.fields import WEB_PATTERN, Id, Mailbox, User
from config.schema.reader import Reader
from config.site.calls.calendars import WEEKDAYS, Weekday
from config.site.tickets.escalation import Area
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


class NotificationDigest(msgspec.Struct, frozen=True, kw_only=True):
    """The digest of unread notifications, by mail; ``addresses`` are for users without one of their own in an area."""

    days: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
    hour: Annotated[int, Meta(ge=0, le=23)] = 7
    addresses: dict[User, Mailbox] = {}


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    """Notices inside the entity; ``address`` is the base URL of links to screens, ``keep_days`` of a notification."""

    address: Annotated[str, Meta(pattern=WEB_PATTERN)] | None = None
    report: EscalationReport | None = None
    unread_digest: NotificationDigest | None = None
    keep_days: Annotated[int, Meta(ge=7, le=730)] = 90

    def link(self, number: str) -> str:
        """Return the URL of a ticket, or an empty text."""
        return self._link_to("bandeja", number)

    def observation_link(self, number: str) -> str:
        """Return the URL of an observation of the oversight, or an empty text."""
        return self._link_to("observaciones", number)

    def finding_link(self, number: str) -> str:
        """Return the URL of a finding of the quality audit, or an empty text."""
        return self._link_to("calidad/hallazgos", number)

    def novelty_link(self, number: str) -> str:
        """Return the URL of a novelty of a large client, or an empty text."""
        return self._link_to("novedades", number)

    def own_report_link(self, number: str) -> str:
        """Return the URL of an own report, or an empty text."""
        return self._link_to("mis-informes", number)

    def home_link(self) -> str:
        """Return the URL of the screens, or an empty text."""
        return self.address.rstrip("/") if self.address else ""

    def _link_to(self, screen: str, number: str) -> str:
        return f"{self.address.rstrip('/')}/{screen}/{number}" if self.address else ""


def due_sending(report: EscalationReport | NotificationDigest, now: datetime) -> date | None:
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


def digest_window(digest: NotificationDigest, period: date) -> tuple[datetime, datetime]:
    """Return the moments of the sending before a period and of its own; a digest lists what came between them."""
    until = datetime.combine(period, time(digest.hour), COLOMBIA)
    before = due_sending(digest, until - timedelta(microseconds=1)) or period - timedelta(days=7)
    return datetime.combine(before, time(digest.hour), COLOMBIA), until


def own_addresses(notices: Notices, areas: Mapping[str, Area]) -> dict[str, str]:
    """Return the users with an address of their own, in an area or in the digest."""
    digest = notices.unread_digest or NotificationDigest()
    return digest_addresses(digest, areas)


def digest_addresses(digest: NotificationDigest, areas: Mapping[str, Area]) -> dict[str, str]:
    """Return the users who get the digest, with their own addresses; shared addresses of areas are not used."""
    own = {
        user: official.email
        for area in areas.values()
        for user, official in area.officials.items()
        if official.email is not None
    }
    return own | digest.addresses


def check_notices(notices: Notices | None, areas: Collection[str], reader: Reader) -> None:
    """Check that the recipients' areas exist, and that each weekday is named once."""
    if notices is None:
        return
    if notices.report is not None:
        for area in notices.report.recipients:
            if area not in areas:
                reader.complain_unknown(("notices", "report", "recipients", area), area, "areas", areas)
        _check_days("report", notices.report.days, reader)
    if notices.unread_digest is not None:
        _check_days("unread_digest", notices.unread_digest.days, reader)


def _check_days(section: str, days: Collection[Weekday], reader: Reader) -> None:
    if not days or len(set(days)) != len(days):
        reader.complain(("notices", section, "days"), "nombre cada día una sola vez, y al menos uno")
