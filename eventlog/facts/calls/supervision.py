"""Facts of a supervisor in a conversation: who listened, whispered or joined, from when to when. Pure.

The log records every listener (Ley 1581 de 2012, art. 17): each supervision is requested, begins, may change, and ends,
each with a fact.
"""

from typing import Literal, get_args

from eventlog.facts.base import Fact

SupervisionMode = Literal["listen", "whisper", "barge"]
"""Listeners of the supervisor: none, the advisor only, or all."""
SUPERVISION_MODES: tuple[SupervisionMode, ...] = get_args(SupervisionMode)
SupervisionEnd = Literal["stopped", "left", "no_answer", "call_over"]
"""How supervision ended: the supervisor stopped it or hung up; the phone was not answered; or the conversation ended or
moved."""


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
