"""Facts of text messages to mobile telephones: posted, sent, deferred, failed. Pure.

No fact contains a number or a text: ``text_message`` is our id, ``about`` the filing number of the message's ticket,
``tries`` the number of attempts up to the fact, and ``code`` the error of the service, 0 without one.
"""

from typing import Literal

from eventlog.facts.base import Fact

TextDeferredBecause = Literal["unreachable", "service_refused", "too_many", "not_configured"]
"""Reason of a failed attempt. ``unreachable``: no connection to the service; ``service_refused``: the service refused
our account, sender or region; ``too_many``: our rate is too high; ``not_configured``: the worker has no service."""
TextFailedBecause = Literal["refused", "no_number", "expired"]
"""Reason why a message was never sent. ``refused``: the service cannot send to this number; ``no_number``: the number
was erased; ``expired``: the time for attempts is over."""
TextUncertainBecause = Literal["no_answer", "worker_lost"]
"""Reason why the result is unknown: the service did not answer, or our process ended before it recorded the answer."""


class TextMessagePosted(Fact, frozen=True, kw_only=True):
    """A text message was written, in the transaction that decided it."""

    text_message: str
    about: str


class TextMessageSent(Fact, frozen=True, kw_only=True):
    """The service accepted a text message; its delivery to the telephone is not reported."""

    text_message: str
    tries: int


class TextMessageDeferred(Fact, frozen=True, kw_only=True):
    """An attempt failed without sending, and another follows."""

    text_message: str
    reason: TextDeferredBecause
    code: int
    tries: int


class TextMessageFailed(Fact, frozen=True, kw_only=True):
    """A text message was not sent and never will be."""

    text_message: str
    reason: TextFailedBecause
    code: int
    tries: int


class TextMessageUncertain(Fact, frozen=True, kw_only=True):
    """It is unknown whether a text message was sent; it is not sent again."""

    text_message: str
    reason: TextUncertainBecause


TextMessageFact = TextMessagePosted | TextMessageSent | TextMessageDeferred | TextMessageFailed | TextMessageUncertain
