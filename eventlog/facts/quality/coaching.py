"""Facts of coaching: the sessions that follow an evaluation, from the proposal to the follow-up. Pure.

No fact contains an agenda, a commitment or another text. ``coaching`` is the number of a coaching, ``evaluation`` that
of the evaluation which it is about.
"""

from typing import Literal

from eventlog.facts.base import Fact

CoachingCause = Literal["rule", "person"]
"""Why a coaching exists: the site's rule proposed it when a round was signed, or a person opened it."""


class CoachingProposed(Fact, frozen=True, kw_only=True):
    """A coaching about a round of an evaluation was proposed; ``replaces`` is the one it replaces, empty for none."""

    coaching: str
    evaluation: str
    round: int
    advisor: str
    cause: CoachingCause
    replaces: str


class CoachingScheduled(Fact, frozen=True, kw_only=True):
    """A session was set or moved; ``starts_at`` is ISO 8601 in UTC."""

    coaching: str
    starts_at: str


class CoachingHeld(Fact, frozen=True, kw_only=True):
    """A session took place and ended with a commitment; ``due_on`` is its last day, ISO 8601."""

    coaching: str
    due_on: str


class CoachingConfirmed(Fact, frozen=True, kw_only=True):
    """The advisor confirmed the commitment; ``late`` says whether its last day was over."""

    coaching: str
    late: bool


class CoachingCommented(Fact, frozen=True, kw_only=True):
    """The advisor wrote a comment."""

    coaching: str


class CoachingFollowedUp(Fact, frozen=True, kw_only=True):
    """The commitment was checked with an evaluation of the kind ``follow_up``, and was fulfilled or not."""

    coaching: str
    evaluation: str
    fulfilled: bool


class CoachingDismissed(Fact, frozen=True, kw_only=True):
    """A person gave up a coaching before its session took place, with a reason."""

    coaching: str


class CoachingAnnulled(Fact, frozen=True, kw_only=True):
    """The evaluation got a round with another result, so the coaching about the old one ended; ``round`` is the new."""

    coaching: str
    evaluation: str
    round: int


CoachingFact = (
    CoachingProposed
    | CoachingScheduled
    | CoachingHeld
    | CoachingConfirmed
    | CoachingCommented
    | CoachingFollowedUp
    | CoachingDismissed
    | CoachingAnnulled
)
