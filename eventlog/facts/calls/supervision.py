"""Facts of a supervisor in a conversation: who listened, whispered or joined, from when to when. Pure.

The log records every listener (Ley 1581 de 2012, art. 17): each supervision is requested, begins, may change, and ends,
each with a fact.
"""

from typing import Literal, get_args

from eventlog.facts.base import Fact

SupervisionMode = Literal["listen", "whisper", "barge"]
"""Heard by nobody, by the advisor alone, or by all."""
SUPERVISION_MODES: tuple[SupervisionMode, ...] = get_args(SupervisionMode)
SupervisionEnd = Literal["stopped", "left", "no_answer", "call_over"]
"""By the supervisor's word, by hanging up; the phone was not picked up; or the talk was over, or went on elsewhere."""


class SupervisionAsked(Fact, frozen=True, kw_only=True):
    """A supervisor wants to take part in a conversation, and their phone rings; they hear nothing yet.

    ``advisor`` is in the conversation; ``supervisor`` is the user who asks.
    """

    line: str
    queue: str
    advisor: str
    supervisor: str
    mode: SupervisionMode


class SupervisionBegan(Fact, frozen=True, kw_only=True):
    """The supervisor picked up, and hears the conversation from now on."""

    line: str
    queue: str
    advisor: str
    supervisor: str
    mode: SupervisionMode


class SupervisionChanged(Fact, frozen=True, kw_only=True):
    """The supervisor takes part in another mode from now on."""

    line: str
    queue: str
    advisor: str
    supervisor: str
    mode: SupervisionMode


class SupervisionEnded(Fact, frozen=True, kw_only=True):
    """The supervisor hears nothing more of the call; other facts say how the conversation goes on.

    ``mode`` is the last mode.
    """

    line: str
    queue: str
    advisor: str
    supervisor: str
    mode: SupervisionMode
    result: SupervisionEnd


SupervisionFact = SupervisionAsked | SupervisionBegan | SupervisionChanged | SupervisionEnded
