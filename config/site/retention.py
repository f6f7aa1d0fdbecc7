"""Retention rules of a site: the data that an entity must keep by law after a request to erase, and how long. Pure.

The periods come from the entity's table of documentary retention (TRD, Ley 594 de 2000, art. 24);
`agent_api.erasure.domain.plan` decides what is erased and what is kept.
"""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

Basis = Annotated[str, Meta(min_length=1, max_length=240)]


class RetentionDuty(msgspec.Struct, frozen=True, kw_only=True):
    """Years to keep a closed petition or a recording, by the table, series and article that the holder reads."""

    years: Annotated[int, Meta(ge=1, le=100)]
    basis: Basis

    def last_day(self, day: date) -> date:
        """Return the last day of the duty for an item of a day."""
        year = day.year + self.years
        return date(year, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=year)


class RetentionRules(msgspec.Struct, frozen=True, kw_only=True):
    """The data that must be kept.

    ``petitions`` are closed ones with their answers, files, mails and letters; None means that they are never erased.
    ``recordings`` is None if no law obliges to keep them.
    """

    petitions: RetentionDuty | None = None
    recordings: RetentionDuty | None = None
