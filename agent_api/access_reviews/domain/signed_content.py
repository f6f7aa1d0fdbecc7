"""The signed content of a review: each decision, with its author and its reason. Pure.

The fact of the signature has its SHA-256, so that a later change of any decision is found.
"""

from datetime import date, datetime

import msgspec

from eventlog.facts.access_review import ReviewDecision


class SignedDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was signed."""

    user: str
    decision: ReviewDecision
    roles: tuple[str, ...]
    reason: str
    exception_until: date | None
    decided_at: datetime
    decided_by: str


class SignedReview(msgspec.Struct, frozen=True, kw_only=True):
    """The decisions of a review, by account; ``snapshot`` is the digest of what was reviewed."""

    review: str
    snapshot: str
    signed_at: datetime
    signed_by: str
    decisions: tuple[SignedDecision, ...]


def encode_signed(signed: SignedReview) -> bytes:
    """Return the content as JSON: equal contents give equal bytes."""
    return msgspec.json.encode(signed, order="deterministic")
