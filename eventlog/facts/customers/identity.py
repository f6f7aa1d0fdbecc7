"""Facts of verifying an identity: asked, verified, failed, closed, refused, released. Pure.

They contain opaque ids and the names of questions (M5-1-05, C8: who, when, which questions, result), and never a given
answer nor the correct one. ``customer_ref`` is the opaque id of the customer, ``check`` that of a set of questions;
``questions`` are ids in the site, separated by commas.
"""

from typing import Literal

from eventlog.facts.base import Fact

RefusalReason = Literal["closed", "blocked", "too_few"]


class IdentityAsked(Fact, frozen=True, kw_only=True):
    """Questions were selected for a customer; the envelope says who asks them, and on which call.

    ``attempt`` counts the sets that count in this call, from 1.
    """

    customer_ref: str
    check: str
    questions: str
    attempt: int


class IdentityVerified(Fact, frozen=True, kw_only=True):
    """Enough of the answers were right: from here the customer's data are open to this advisor on this call."""

    customer_ref: str
    check: str
    questions: str


class IdentityFailed(Fact, frozen=True, kw_only=True):
    """Too few of the answers were right.

    ``attempts_left`` says how many more may fail before the customer's data are closed for this call.
    """

    customer_ref: str
    check: str
    questions: str
    attempts_left: int


class IdentityClosed(Fact, frozen=True, kw_only=True):
    """The attempts are used up: the customer's data stay closed for this call (M5-1-05, A3).

    ``outcome`` is that of the verification on this call.
    """

    customer_ref: str
    outcome: Literal["identity_failed"]


class IdentityRefused(Fact, frozen=True, kw_only=True):
    """A verification or an answer was attempted, and not allowed.

    ``reason``: the call is ``closed``, the customer ``blocked`` for the day, or there are ``too_few`` data to ask for.
    """

    customer_ref: str
    reason: RefusalReason


class IdentityReleased(Fact, frozen=True, kw_only=True):
    """A supervisor let a customer be verified again; the envelope says who, and the call of the last failure.

    ``failures`` is the number of failed sets that no longer count.
    """

    customer_ref: str
    failures: int


IdentityFact = IdentityAsked | IdentityVerified | IdentityFailed | IdentityClosed | IdentityRefused | IdentityReleased
