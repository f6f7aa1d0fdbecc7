"""Facts of the oversight's observations: made, answered. Pure.

The envelope says who acted, and the call of an observation about a call. No fact contains the texts, because they may
name people. ``observation`` is the number.
"""

from typing import Literal

from eventlog.facts.base import Fact

About = Literal[
    "general", "indicator", "sealed_period", "report", "incident", "call", "sample", "evaluation", "finding"
]
"""Subject of an observation."""


class ObservationMade(Fact, frozen=True, kw_only=True):
    """The oversight wrote an observation, which the coordinator must answer (M5-1-05, A23).

    ``subject`` is the id of the thing that it is about, or empty; ``due_on`` the last day to answer, ISO 8601.
    """

    observation: str
    about: About
    subject: str
    due_on: str


class ObservationAnswered(Fact, frozen=True, kw_only=True):
    """The coordinator answered an observation; ``late`` says whether its last day was over."""

    observation: str
    late: bool


ObservationFact = ObservationMade | ObservationAnswered
