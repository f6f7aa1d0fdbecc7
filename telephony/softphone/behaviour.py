"""What people do with one of our phones, as values. Pure.

Owns the words of their plans. It must not know phones.
"""

import msgspec


class KeyPress(msgspec.Struct, frozen=True):
    """Keys to press.

    Attributes:
        digits: the keys.
        delay_s: how long after the last Press, or after the answer, seconds.
    """

    digits: str
    delay_s: float = 2.0


class AnswerBehaviour(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody takes one call that comes in.

    Attributes:
        ringing_s: how long it rings, seconds.
        answers: whether it is answered then; if not, the phone stops ringing, for nobody is there.
        max_talk_s: how long the talk may last before this side hangs up, seconds; None for ever.
    """

    ringing_s: float = 1.0
    answers: bool = True
    max_talk_s: float | None = None


ANSWERS_ALWAYS = AnswerBehaviour()
"""Answers everything after a second and never hangs up."""
