"""Facts of a supervisor in a conversation: who listened, whispered or joined, from when to when. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary. Nobody hears a caller unseen by the log (Ley
1581 de 2012, art. 17): each supervision is asked for, begins, may change, and ends, each by a fact.
"""

from typing import Literal, get_args

from eventlog.facts.base import Fact

SupervisionMode = Literal["listen", "whisper", "barge"]
"""Heard by nobody, by the advisor alone, or by all."""
SUPERVISION_MODES: tuple[SupervisionMode, ...] = get_args(SupervisionMode)
SupervisionEnd = Literal["stopped", "left", "no_answer", "call_over"]
"""By the supervisor's word, by hanging up; the phone was not picked up; or the talk was over, or went on elsewhere."""


class SupervisionAsked(Fact, frozen=True, kw_only=True):
    """A supervisor wants to take part in a talk, and the supervisor's phone is rung; nobody is heard yet.

    Attributes:
        advisor: who talks.
        supervisor: the user who asks.
        mode: how.
    """

    line: str
    queue: str
    advisor: str
    supervisor: str
    mode: SupervisionMode


class SupervisionBegan(Fact, frozen=True, kw_only=True):
    """The supervisor picked up, and hears the talk from now on. See SupervisionAsked for the attributes."""

    line: str
    queue: str
    advisor: str
    supervisor: str
    mode: SupervisionMode


class SupervisionChanged(Fact, frozen=True, kw_only=True):
    """The supervisor takes part in another way from now on. See SupervisionAsked for the attributes."""

    line: str
    queue: str
    advisor: str
    supervisor: str
    mode: SupervisionMode


class SupervisionEnded(Fact, frozen=True, kw_only=True):
    """The supervisor hears nothing more of the call; what becomes of the talk is another fact's to say.

    Attributes:
        mode: the last.
        result: why it ended.
    """

    line: str
    queue: str
    advisor: str
    supervisor: str
    mode: SupervisionMode
    result: SupervisionEnd


SupervisionFact = SupervisionAsked | SupervisionBegan | SupervisionChanged | SupervisionEnded
