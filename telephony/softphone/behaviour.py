"""The behaviour of a softphone's user, as values. Pure.

It must not know phones.
"""

import msgspec


class KeyPress(msgspec.Struct, frozen=True):
    """Keys to press, after a delay from the last KeyPress or from the answer."""

    digits: str
    delay_s: float = 2.0


class AnswerBehaviour(msgspec.Struct, frozen=True, kw_only=True):
    """How a user handles one incoming call.

    Attributes:
        answers: answer then; otherwise the phone is unattended and stops ringing.
        max_talk_s: seconds of conversation before this side hangs up; None for no limit.
    """

    ringing_s: float = 1.0
    answers: bool = True
    max_talk_s: float | None = None


ANSWERS_ALWAYS = AnswerBehaviour()
"""Answers every call after a second and never hangs up."""
