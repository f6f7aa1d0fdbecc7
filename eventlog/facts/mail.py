"""Facts of messages and letters: posted, sent, bounced, delivered. Pure.

No fact contains recipients or contents: ``mail`` and ``letter`` are our ids, ``about`` is the filing number of the
message's ticket, or empty, and ``tries`` the number of attempts up to the fact.
"""

from typing import Literal

from eventlog.facts.base import Fact

DeferredBecause = Literal[
    "refused_for_now", "server_refused", "unreachable", "worker_lost", "files_not_examined", "files_unavailable"
]
"""Reason of a failed attempt. ``refused_for_now``: a 4yz answer about this message; ``server_refused``: the server
refused the session; ``unreachable``: no answer before the message was sent; ``worker_lost``: the process ended before
that; ``files_not_examined``: a file waits for the antivirus; ``files_unavailable``: a file cannot be read now."""
StoppedBecause = Literal["withheld", "damaged"]
"""Reason why a file cannot be sent: the antivirus withholds it, or its content differs from what was stored."""
BounceStage = Literal["at_once", "later"]
"""Time of a bounce: during our session with the server, or in a report after the server accepted the message."""
UncertainBecause = Literal["cut_off", "worker_lost"]
"""Reason why the result is unknown: the connection ended before the answer, or our process before it recorded the
answer."""


class MailPosted(Fact, frozen=True, kw_only=True):
    """A message was written, in the transaction that decided it.

    ``digest`` is the SHA-256 of its bytes in hex; they contain an unguessable Message-ID. ``template`` names the
    message's text.
    """

    mail: str
    template: str
    about: str
    digest: str


class MailSent(Fact, frozen=True, kw_only=True):
    """The server accepted a message; ``code`` is its answer (RFC 5321, section 4.2)."""

    mail: str
    code: int
    tries: int


class MailDeferred(Fact, frozen=True, kw_only=True):
    """An attempt failed, and another follows; ``code`` is the server's answer, 0 without one."""

    mail: str
    reason: DeferredBecause
    code: int
    tries: int


class MailBounced(Fact, frozen=True, kw_only=True):
    """A message will never arrive; ``stage`` says when that was reported.

    ``status`` is the enhanced status code, ``5.1.1`` (RFC 3463), or else the answer's three digits.
    """

    mail: str
    stage: BounceStage
    status: str


class MailFailed(Fact, frozen=True, kw_only=True):
    """The time for attempts is over, and a message was not sent."""

    mail: str
    tries: int


class MailStopped(Fact, frozen=True, kw_only=True):
    """A message was not sent, because its file ``attachment`` may not be sent."""

    mail: str
    attachment: str
    reason: StoppedBecause


class FileEnclosed(Fact, frozen=True, kw_only=True):
    """A file of a ticket is part of a message or a letter; one fact for each file.

    Attributes:
        message: id of the message or the letter.
        by: which of both.
        attachment: id of the file.
    """

    message: str
    by: Literal["mail", "letter"]
    about: str
    attachment: str


class MailUncertain(Fact, frozen=True, kw_only=True):
    """It is unknown whether a message was sent.

    ``again`` says whether it is sent again automatically, under the same Message-ID; else a person decides.
    """

    mail: str
    reason: UncertainBecause
    again: bool


class MailReleased(Fact, frozen=True, kw_only=True):
    """A person had a message that had failed or was uncertain sent again, under the same Message-ID."""

    mail: str


class MailCancelled(Fact, frozen=True, kw_only=True):
    """A message that waited was taken back before its first attempt; it is never sent."""

    mail: str


class LetterWritten(Fact, frozen=True, kw_only=True):
    """A letter was created.

    ``digest`` is the SHA-256 of the PDF in hex. ``template`` names the letter's text.
    """

    letter: str
    template: str
    about: str
    digest: str


class LetterDispatched(Fact, frozen=True, kw_only=True):
    """A letter was handed to the company ``carrier``; ``on`` is the local date, ISO 8601."""

    letter: str
    carrier: str
    on: str


class LetterDelivered(Fact, frozen=True, kw_only=True):
    """The carrier proved that it delivered a letter; ``on`` is the local date, ISO 8601."""

    letter: str
    on: str


class LetterReturned(Fact, frozen=True, kw_only=True):
    """The carrier returned a letter; ``on`` is the local date, ISO 8601."""

    letter: str
    on: str


class LetterCancelled(Fact, frozen=True, kw_only=True):
    """A letter was taken back before a carrier had it; it is never dispatched."""

    letter: str


MailFact = (
    MailPosted
    | MailSent
    | MailDeferred
    | MailBounced
    | MailFailed
    | MailStopped
    | FileEnclosed
    | MailUncertain
    | MailReleased
    | MailCancelled
    | LetterWritten
    | LetterDispatched
    | LetterDelivered
    | LetterReturned
    | LetterCancelled
)
