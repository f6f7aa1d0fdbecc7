"""The result of an attempt to send. Pure.

Owns the meaning of a reply by the stage of the session. Only a reply about this recipient or this content is final for
the message. A refusal at greeting, authentication or sender is about our configuration, so the message waits until that
is fixed.
"""

import re
from typing import Final, Literal

import msgspec

from eventlog.facts.mail import DeferredBecause, StoppedBecause

SmtpStage = Literal["session", "sender", "recipient", "content"]
"""Session: greeting, TLS and authentication; sender: MAIL FROM; recipient: RCPT TO; content: DATA and the rest."""
_STOPPED_SENTENCES: Final[dict[StoppedBecause, str]] = {
    "withheld": "El correo no salió: el antivirus retuvo uno de sus archivos. Cámbielo y envíe otra vez la respuesta.",
    "damaged": "El correo no salió: uno de sus archivos falta o está alterado. Cámbielo y envíe otra vez la respuesta.",
}


class Accepted(msgspec.Struct, frozen=True):
    """The server accepted the message: code and text of its reply."""

    code: int
    answer: str


class Rejected(msgspec.Struct, frozen=True):
    """The server will never accept the message: code and text of its reply."""

    code: int
    answer: str

    @property
    def status(self) -> str:
        """The enhanced status code (RFC 3463) if the reply has one, else its three digits."""
        match = re.match(r"5\.\d{1,3}\.\d{1,3}\b", self.answer)
        return match[0] if match else str(self.code)


class Deferred(msgspec.Struct, frozen=True):
    """The message cannot be sent now.

    Attributes:
        code: the reply's, 0 without one.
        answer: the reply's text, or the error.
    """

    reason: DeferredBecause
    code: int
    answer: str

    @property
    def concerns_server(self) -> bool:
        """True if other messages would be deferred too."""
        return self.reason not in ("refused_for_now", "files_not_examined", "files_unavailable")


class Uncertain(msgspec.Struct, frozen=True):
    """The message was handed over but no reply came; ``answer`` is the error."""

    answer: str


class Stopped(msgspec.Struct, frozen=True):
    """The message will never be sent, because one of its files cannot be.

    Attributes:
        attachment: id of that file.
        reason: why.
    """

    attachment: str
    reason: StoppedBecause

    @property
    def answer(self) -> str:
        """The Spanish explanation for the person in charge of the ticket."""
        return _STOPPED_SENTENCES[self.reason]


SendResult = Accepted | Rejected | Deferred | Uncertain | Stopped


def classify_reply(stage: SmtpStage, code: int, answer: str) -> Rejected | Deferred:
    """Return the meaning of a reply that does not accept the message (RFC 5321, section 4.2.1)."""
    if stage == "sender" and code == 552:  # larger than the server takes (RFC 1870, section 6.1)
        return Rejected(code, answer)
    if stage in ("session", "sender") or code == 421:  # 421: the server closes the session, in any stage
        return Deferred("server_refused", code, answer)
    return Rejected(code, answer) if 500 <= code < 600 else Deferred("refused_for_now", code, answer)
