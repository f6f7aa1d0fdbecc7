"""Facts of messages and letters: posted, sent, bounced, delivered. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary. Who it was written to, and what, stands in no
fact: a message is named by an id of ours, and what it is about by a filing number.
"""

from typing import Literal

from eventlog.facts.base import Fact

DeferredBecause = Literal[
    "refused_for_now", "server_refused", "unreachable", "worker_lost", "files_not_examined", "files_unavailable"
]
"""Why a try came to nothing: a 4yz answer about this message; the server would not serve us at all; there was no answer
before the message was handed over; or the process that tried died before that. Or a file of the message waits for the
antivirus, or cannot be read now."""
StoppedBecause = Literal["withheld", "damaged"]
"""Why a file may not go with a message: the antivirus found something in it, or it is not what was stored."""
BounceStage = Literal["at_once", "later"]
"""Whether the server refused it in our session, or accepted it and somebody reported the failure afterwards."""
UncertainBecause = Literal["cut_off", "worker_lost"]
"""Why nobody knows: the connection ended before the answer came, or our process did before it was written down."""


class MailPosted(Fact, frozen=True, kw_only=True):
    """A message was written, in the transaction that decided it.

    Attributes:
        mail: its id.
        template: what it tells.
        about: filing number of the ticket that it is about, or empty.
        digest: SHA-256 of its bytes in hex; they hold a Message-ID that nobody can guess.
    """

    mail: str
    template: str
    about: str
    digest: str


class MailSent(Fact, frozen=True, kw_only=True):
    """The server took a message over.

    Attributes:
        mail: its id.
        code: the server's answer (RFC 5321, section 4.2).
        tries: how many there were.
    """

    mail: str
    code: int
    tries: int


class MailDeferred(Fact, frozen=True, kw_only=True):
    """A try came to nothing, and another follows.

    Attributes:
        mail: its id.
        reason: why.
        code: the server's answer, 0 without one.
        tries: how many there were.
    """

    mail: str
    reason: DeferredBecause
    code: int
    tries: int


class MailBounced(Fact, frozen=True, kw_only=True):
    """A message will never arrive.

    Attributes:
        mail: its id.
        stage: when that was said.
        status: enhanced status code, ``5.1.1`` (RFC 3463); where there is none, the answer's three digits.
    """

    mail: str
    stage: BounceStage
    status: str


class MailFailed(Fact, frozen=True, kw_only=True):
    """The time in which a message is tried is over, and it did not go out.

    Attributes:
        mail: its id.
        tries: how many there were.
    """

    mail: str
    tries: int


class MailStopped(Fact, frozen=True, kw_only=True):
    """A message did not go out, for one of its files may not.

    Attributes:
        mail: its id.
        attachment: id of that file.
        reason: why.
    """

    mail: str
    attachment: str
    reason: StoppedBecause


class FileEnclosed(Fact, frozen=True, kw_only=True):
    """A file of a ticket goes with a message or a letter; one fact for each file.

    Attributes:
        message: id of the message or the letter.
        by: which of both.
        about: filing number of the ticket.
        attachment: id of the file.
    """

    message: str
    by: Literal["mail", "letter"]
    about: str
    attachment: str


class MailUncertain(Fact, frozen=True, kw_only=True):
    """Nobody knows whether a message went out.

    Attributes:
        mail: its id.
        reason: why.
        again: whether it is sent again by itself, under the same Message-ID; else a person decides.
    """

    mail: str
    reason: UncertainBecause
    again: bool


class MailReleased(Fact, frozen=True, kw_only=True):
    """A person had a message that had failed or was uncertain sent again, under the same Message-ID."""

    mail: str


class LetterWritten(Fact, frozen=True, kw_only=True):
    """A letter was made.

    Attributes:
        letter: its id.
        template: what it tells.
        about: filing number of the ticket that it is about, or empty.
        digest: SHA-256 of the PDF in hex.
    """

    letter: str
    template: str
    about: str
    digest: str


class LetterDispatched(Fact, frozen=True, kw_only=True):
    """A letter was given to a carrier.

    Attributes:
        letter: its id.
        carrier: name of the company.
        on: the local date, ISO 8601.
    """

    letter: str
    carrier: str
    on: str


class LetterDelivered(Fact, frozen=True, kw_only=True):
    """The carrier proved that it delivered a letter; ``on`` is the local date, ISO 8601."""

    letter: str
    on: str


class LetterReturned(Fact, frozen=True, kw_only=True):
    """The carrier brought a letter back; ``on`` is the local date, ISO 8601."""

    letter: str
    on: str


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
    | LetterWritten
    | LetterDispatched
    | LetterDelivered
    | LetterReturned
)
