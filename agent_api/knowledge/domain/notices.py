"""The notices that are due to the owner of an article. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from agent_api.knowledge.domain.article import Article, state_on
from eventlog.facts.tickets.knowledge import KnowledgeNoticeKind

DAYS_BEFORE: Final = (15, 3, 0)
"""Calendar days before a review or the last day on which the owner is notified; 0 is the day itself, and later."""


class DueNotice(NamedTuple):
    """A notice: its kind, its day, and which of `DAYS_BEFORE` it is."""

    kind: KnowledgeNoticeKind
    day: date
    days_before: int


def due_notices(article: Article, today: date) -> list[DueNotice]:
    """Return the notices that should have been sent by today; drafts and withdrawn articles have none.

    Of several notices of one day, only the nearest to it counts. A review that is late stays due. An expired article
    has one notice, and no other.
    """
    validity = article.validity
    if validity is None or state_on(article, today) == "withdrawn":
        return []
    if state_on(article, today) == "expired" and validity.valid_until is not None:
        return [DueNotice("expired", validity.valid_until, 0)]
    due: list[DueNotice] = []
    if (days := _nearest(validity.review_on, today)) is not None:
        due.append(DueNotice("review", validity.review_on, days))
    if validity.valid_until is not None and (days := _nearest(validity.valid_until, today)) is not None:
        due.append(DueNotice("expiring", validity.valid_until, days))
    return due


def _nearest(day: date, today: date, reminders: Sequence[int] = DAYS_BEFORE) -> int | None:
    left = (day - today).days
    return min((each for each in reminders if left <= each), default=None)
