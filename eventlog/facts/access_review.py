"""Facts of the periodic review of user accounts: its snapshot, decisions, signature and executions. Pure.

``review`` is the number of a review and ``user`` the account. No fact contains a name or a reason.
"""

from typing import Literal

from eventlog.facts.base import Fact

ReviewDecision = Literal["keep", "change", "remove"]
"""The account stays as it is, gets other roles, or is disabled."""


class AccessReviewBegun(Fact, frozen=True, kw_only=True):
    """A review began with a snapshot of the accounts of the campaign.

    Attributes:
        first_day: of the period under review, ISO 8601.
        accounts: how many the snapshot has.
        digest: SHA-256 of the snapshot, hex.
        due_on: last day to finish, ISO 8601.
    """

    review: str
    first_day: str
    accounts: int
    digest: str
    due_on: str


class AccessReviewDecided(Fact, frozen=True, kw_only=True):
    """A person decided on an account, for the first time or again.

    Attributes:
        roles: those that the account is to have, separated by spaces; empty unless ``decision`` is change.
        exception_until: last day of an exception, ISO 8601; empty for none.
    """

    review: str
    user: str
    decision: ReviewDecision
    roles: str
    exception_until: str


class AccessReviewSigned(Fact, frozen=True, kw_only=True):
    """A person signed a review in which each account had a decision; ``digest`` is the SHA-256 of the decisions."""

    review: str
    kept: int
    changed: int
    removed: int
    digest: str


class AccessReviewExecuted(Fact, frozen=True, kw_only=True):
    """The decision on an account was carried out.

    Attributes:
        changes: how many facts of roles or of the account precede this one in the same transaction.
    """

    review: str
    user: str
    decision: ReviewDecision
    changes: int


class AccessReviewClosed(Fact, frozen=True, kw_only=True):
    """Each decision of a signed review was carried out."""

    review: str


class AccessReviewExceptionExpired(Fact, frozen=True, kw_only=True):
    """The last day of an exception passed, and the account still has what was excepted."""

    review: str
    user: str


AccessReviewFact = (
    AccessReviewBegun
    | AccessReviewDecided
    | AccessReviewSigned
    | AccessReviewExecuted
    | AccessReviewClosed
    | AccessReviewExceptionExpired
)
