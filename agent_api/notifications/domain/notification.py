"""A notification as a value: its kind and its subject. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal, get_args

import msgspec

NotificationKind = Literal[
    "assigned",
    "given_back",
    "sent_back",
    "undelivered",
    "mentioned",
    "term_near",
    "term_breached",
    "observation_made",
    "observation_answered",
    "sample_drawn",
    "seed_due",
    "evaluation_signed",
    "evaluation_to_read",
    "evaluation_corrected",
    "evaluation_refuted",
    "refutation_conciliation",
    "refutation_decided",
    "calibration_planned",
    "calibration_ready",
    "calibration_opened",
    "calibration_minuted",
    "calibration_cancelled",
    "coaching_proposed",
    "coaching_scheduled",
    "coaching_held",
    "coaching_confirmed",
    "coaching_commented",
    "coaching_followed",
    "coaching_ended",
    "coaching_near",
    "coaching_late",
    "coaching_unregistered",
    "finding_assigned",
    "finding_acted",
    "finding_reviewed",
    "finding_near",
    "finding_late",
    "finding_report_presented",
    "finding_report_received",
    "finding_report_answered",
    "novelty_sent",
    "novelty_replied",
    "novelty_late",
    "account_dormant",
    "training_planned",
    "training_moved",
    "training_cancelled",
    "training_recorded",
    "training_near",
    "training_expiring",
    "training_proposed",
    "access_review_begun",
    "access_review_signed",
    "access_review_near",
    "access_review_late",
    "access_review_expired",
    "contingency_started",
    "contingency_removed",
    "article_review",
    "article_expiring",
    "article_expired",
    "article_not_useful",
    "own_report_received",
    "own_report_stopped",
    "own_report_transferred",
    "announcement_published",
    "site_publication_requested",
    "site_publication_approved",
    "site_publication_refused",
]
"""Causes: a ticket was assigned, an area returned it with its information, an answer was sent back to the area, an
answer was not delivered, a note mentions the user, the last day of a ticket is near or has passed, the oversight made
an observation, the coordination answered it, a sample of quality was drawn, or waits for the oversight's number; an
evaluation of the user's work was signed (to be answered, or only to be read) or corrected, an advisor refuted one, and
a refutation goes to conciliation or was decided; a coaching was proposed, got a date, took place, was confirmed,
commented or followed up, or ended without a session, its commitment is near its last day or late, or its session was
not registered; a calibration was planned with the user, has all its evaluations,
has open results or signed minutes, or was cancelled; a finding was assigned to the user, its owner or another person
acted on it, its last day is near or has passed; a report of findings was presented, received or answered;
a novelty of a large client was sent to the interventoría, confirmed or answered, or a reply is late;
the user's account is about to be disabled because it is not used;
a training session was planned with the user, moved, cancelled or recorded, or is near, a course is near the end of its
validity, or a course was proposed; a review of accounts began, was signed, is near its last day or
late, or an exception of it expired; a contingency message was started on a line or removed; an article of the user
is near its review or its last day, is over, or did not help a reader; a run of an own report was made for the user, an
own report stopped, or the user owns it now; an announcement is for the user; the publication of a draft of the site
waits for the user's approval, or the one that the user asked for was approved or refused."""
ALARM_KINDS: Final[frozenset[NotificationKind]] = frozenset(
    {
        *("assigned", "given_back", "sent_back", "undelivered", "term_near", "term_breached", "observation_made"),
        *(
            "coaching_near",
            "coaching_late",
            "coaching_unregistered",
            "finding_assigned",
            "finding_near",
            "finding_late",
        ),
        *("novelty_sent", "novelty_late", "access_review_near", "access_review_late"),
        "site_publication_requested",
    }
)
"""Kinds that wait for work of the user: in an absence the deputy of a leader gets them too. Others are personal."""
NotificationSubject = Literal[
    "ticket",
    "observation",
    "sample",
    "seed",
    "evaluation",
    "calibration",
    "coaching",
    "finding",
    "finding_report",
    "client_novelty",
    "account",
    "training",
    "training_proposal",
    "access_review",
    "contingency_message",
    "article",
    "own_report",
    "announcement",
    "site_draft",
]
"""The item that the number of a notification identifies; for a sample it is week and channel, for a seed the week."""
_SUBJECTS: Final[Mapping[str, NotificationSubject]] = {
    "observation_made": "observation",
    "observation_answered": "observation",
    "sample_drawn": "sample",
    "seed_due": "seed",
    "evaluation_signed": "evaluation",
    "evaluation_to_read": "evaluation",
    "evaluation_corrected": "evaluation",
    "evaluation_refuted": "evaluation",
    "refutation_conciliation": "evaluation",
    "refutation_decided": "evaluation",
    "calibration_planned": "calibration",
    "calibration_ready": "calibration",
    "calibration_opened": "calibration",
    "calibration_minuted": "calibration",
    "calibration_cancelled": "calibration",
    "coaching_proposed": "coaching",
    "coaching_scheduled": "coaching",
    "coaching_held": "coaching",
    "coaching_confirmed": "coaching",
    "coaching_commented": "coaching",
    "coaching_followed": "coaching",
    "coaching_ended": "coaching",
    "coaching_near": "coaching",
    "coaching_late": "coaching",
    "coaching_unregistered": "coaching",
    "finding_assigned": "finding",
    "finding_acted": "finding",
    "finding_reviewed": "finding",
    "finding_near": "finding",
    "finding_late": "finding",
    "finding_report_presented": "finding_report",
    "finding_report_received": "finding_report",
    "finding_report_answered": "finding_report",
    "novelty_sent": "client_novelty",
    "novelty_replied": "client_novelty",
    "novelty_late": "client_novelty",
    "account_dormant": "account",
    "training_planned": "training",
    "training_moved": "training",
    "training_cancelled": "training",
    "training_recorded": "training",
    "training_near": "training",
    "training_expiring": "training",
    "training_proposed": "training_proposal",
    "access_review_begun": "access_review",
    "access_review_signed": "access_review",
    "access_review_near": "access_review",
    "access_review_late": "access_review",
    "access_review_expired": "access_review",
    "contingency_started": "contingency_message",
    "contingency_removed": "contingency_message",
    **dict.fromkeys(("article_review", "article_expiring", "article_expired", "article_not_useful"), "article"),
    "own_report_received": "own_report",
    "own_report_stopped": "own_report",
    "own_report_transferred": "own_report",
    "announcement_published": "announcement",
    "site_publication_requested": "site_draft",
    "site_publication_approved": "site_draft",
    "site_publication_refused": "site_draft",
}

SUBJECT_BY_KIND: Final[Mapping[NotificationKind, NotificationSubject]] = {
    kind: _SUBJECTS.get(kind, "ticket") for kind in get_args(NotificationKind)
}


class NotificationRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stored notification.

    Attributes:
        user: login of the person whom it concerns.
        subject: number of the ticket or other work that it is about.
        by_user: login of the person who caused it; empty for the system.
        due_on: the last day of the subject, for kinds that say it.
        days_left: business days until then, for kinds that say it.
        read_at: None while it is unread.
    """

    id: int
    user: str
    at: datetime
    kind: NotificationKind
    subject: str
    by_user: str
    due_on: date | None
    days_left: int | None
    read_at: datetime | None
