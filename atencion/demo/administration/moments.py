"""When the past of administration begins. It imports no noun, so that the start of the demo need not wait for them."""

from datetime import date, datetime, time, timedelta
from typing import Final

from agent_api.access_reviews.domain.period import first_day_of
from atencion.demo.quality.agenda import business_day_before, local_moment
from config.site.model import Site

_BEFORE_END, _BEFORE_REVIEW = timedelta(days=8), timedelta(days=10)
_QUARTER_MONTHS: Final = 3


def accounts_begin_at(site: Site, today: date) -> datetime:
    """Return when the accounts of the demo were created: before the review of the period before."""
    months = site.access_reviews.months if site.access_reviews else _QUARTER_MONTHS
    day = (signed_review_begins(first_day_of(today, months)) - _BEFORE_REVIEW).date()
    return local_moment(day, time(6))


def signed_review_begins(period: date) -> datetime:
    """Return when the review of the period before began."""
    return local_moment(business_day_before(period - _BEFORE_END), time(9))
