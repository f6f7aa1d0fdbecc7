"""Facts of what the oversight observes: made, answered. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary. Who did it is in the envelope, and so is the
call that an observation is about. What was observed and answered stands in no fact, for people may be named there.
"""

from typing import Literal

from eventlog.facts.base import Fact

About = Literal["general", "indicator", "sealed_period", "report", "incident", "call"]
"""What an observation is about."""


class ObservationMade(Fact, frozen=True, kw_only=True):
    """The oversight wrote an observation, which the coordinator is to answer (A23).

    Attributes:
        observation: its number.
        about: what kind of thing it is about.
        subject: the id of that thing; empty where it is about nothing in particular.
        due_on: the last day to answer, ISO 8601.
    """

    observation: str
    about: About
    subject: str
    due_on: str


class ObservationAnswered(Fact, frozen=True, kw_only=True):
    """The coordinator answered an observation.

    Attributes:
        observation: its number.
        late: whether its last day was over.
    """

    observation: str
    late: bool


ObservationFact = ObservationMade | ObservationAnswered
