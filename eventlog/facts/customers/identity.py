"""Facts of verifying an identity: asked, verified, failed, closed, refused, released. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary. They bear opaque ids and the names of
questions (M5-1-05, C8: who, when, which questions, result), and never what was answered nor what would have been right.
"""

from typing import Literal

from eventlog.facts.base import Fact

RefusalReason = Literal["closed", "blocked", "too_few"]


class IdentityAsked(Fact, frozen=True, kw_only=True):
    """Questions were drawn for a customer; the envelope says who asks them, and on which call.

    Attributes:
        customer_ref: opaque id of the customer.
        check: opaque id of this set.
        questions: the site's ids of the questions, separated by commas.
        attempt: which one of those that count in this call, from 1.
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

    Attributes:
        attempts_left: how many more may fail before the customer's data are closed for this call.
    """

    customer_ref: str
    check: str
    questions: str
    attempts_left: int


class IdentityClosed(Fact, frozen=True, kw_only=True):
    """The attempts are used up: the customer's data stay closed for this call (M5-1-05, A3).

    Attributes:
        outcome: of the verification on this call.
    """

    customer_ref: str
    outcome: Literal["identity_failed"]


class IdentityRefused(Fact, frozen=True, kw_only=True):
    """Somebody wanted to verify a customer or to answer, and could not.

    Attributes:
        reason: the call is ``closed``, the customer ``blocked`` for the day, or there are ``too_few`` data to ask for.
    """

    customer_ref: str
    reason: RefusalReason


class IdentityReleased(Fact, frozen=True, kw_only=True):
    """A supervisor let a customer be verified again; the envelope says who, and the call of the last failure.

    Attributes:
        failures: how many had failed and count no more.
    """

    customer_ref: str
    failures: int


IdentityFact = IdentityAsked | IdentityVerified | IdentityFailed | IdentityClosed | IdentityRefused | IdentityReleased
