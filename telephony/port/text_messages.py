"""Text messages to mobile telephones: the request to a service, and its result. Pure.

Owns the port. A package adds a service with an entry point of the group ``atencion.text_messages``: a function that
takes `config.settings.Settings` and returns a `TextSender`. It must not know the subject of a message.
"""

from typing import Protocol

import msgspec

from eventlog.facts.text_message import TextDeferredBecause


class TextAccepted(msgspec.Struct, frozen=True):
    """The service accepted the message; ``reference`` is its id there."""

    reference: str


class TextRejected(msgspec.Struct, frozen=True):
    """The service will never send to this number; ``code`` is its error."""

    code: int


class TextDeferred(msgspec.Struct, frozen=True):
    """The message was not sent, and can be sent later; ``code`` is the error of the service, 0 without one."""

    reason: TextDeferredBecause
    code: int = 0


class TextUncertain(msgspec.Struct, frozen=True):
    """The request was made, but no usable answer came."""


TextResult = TextAccepted | TextRejected | TextDeferred | TextUncertain


class TextSender(Protocol):
    """A service that sends text messages."""

    async def send(self, number: str, text: str) -> TextResult:
        """Send a text once, to a number in E.164.

        No failure of the service is raised: it is a result.
        """
        ...
