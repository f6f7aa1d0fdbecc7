"""Facts of practices: an advisor practised with an invented caller. Pure.

The envelope says who started or ended it. The call itself is in the log of the practice campaign, never in this one.
``practice`` is the number.
"""

from typing import Literal

from eventlog.facts.base import Fact

PracticeEnd = Literal["finished", "stopped", "expired", "waiting", "service_level"]
"""The advisor ended it, another person did, its time was over, or real callers needed the advisor: too many waited, or
the service level of a queue of theirs was too low."""


class PracticeStarted(Fact, frozen=True, kw_only=True):
    """A practice began: its sample caller calls the advisor."""

    practice: str
    advisor: str
    scenario: str


class PracticeEnded(Fact, frozen=True, kw_only=True):
    """A practice ended, with the work of its advisor.

    ``seconds`` is how long it lasted; ``topic`` the typification (kind/theme/sub-theme), or empty; ``verified`` and
    ``filed`` say whether the identity was verified and a petition was filed, both in the practice campaign.
    """

    practice: str
    advisor: str
    scenario: str
    end: PracticeEnd
    seconds: int
    answered: bool
    topic: str
    verified: bool
    filed: bool


PracticeFact = PracticeStarted | PracticeEnded
