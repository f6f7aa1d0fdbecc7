"""The terms of feedback, in open hours of the calendar that the site names. Pure."""

from datetime import datetime, timedelta

from config.site.calls.calendars import after_open_time
from config.site.model import Site


def refutation_due(site: Site, signed_at: datetime) -> datetime | None:
    """Return until when the advisor may refute a round that was signed; None without rules."""
    return _after(site, signed_at, site.quality.feedback.answer_hours) if site.quality else None


def decision_due(site: Site, refuted_at: datetime) -> datetime | None:
    """Return until when a refutation is to be decided; None without rules."""
    return _after(site, refuted_at, site.quality.feedback.appeal_hours) if site.quality else None


def _after(site: Site, since: datetime, hours: int) -> datetime:
    assert site.quality is not None  # the hours are of its rules
    return after_open_time(site.calendars[site.quality.feedback.calendar], since, timedelta(hours=hours))
