"""What became of a try to send. Pure.

Owns the judgement of an answer by where in the session it came. Only an answer about this recipient or this content
speaks for good about the message: what the server says when it greets, when we authenticate, or about our own sender is
about us, and the message waits until that is mended.
"""

import re
from typing import Final, Literal

import msgspec

from eventlog.facts.mail import DeferredBecause, StoppedBecause

SmtpStage = Literal["session", "sender", "recipient", "content"]
"""Greeting, TLS and authentication; MAIL FROM; RCPT TO; DATA and what follows."""
_STOPPED_SENTENCES: Final[dict[StoppedBecause, str]] = {
    "withheld": "El correo no salió: el antivirus retuvo uno de sus archivos. Cámbielo y envíe otra vez la respuesta.",
    "damaged": "El correo no salió: uno de sus archivos falta o está alterado. Cámbielo y envíe otra vez la respuesta.",
}


class Accepted(msgspec.Struct, frozen=True):
    """The server took it over: the answer's code and text."""

    code: int
    answer: str


class Rejected(msgspec.Struct, frozen=True):
    """It will never take it: the answer's code and text."""

    code: int
    answer: str

    @property
    def status(self) -> str:
        """The enhanced status code (RFC 3463) where the answer has one, else its three digits."""
        match = re.match(r"5\.\d{1,3}\.\d{1,3}\b", self.answer)
        return match[0] if match else str(self.code)


class Deferred(msgspec.Struct, frozen=True):
    """Not now.

    Attributes:
        reason: why.
        code: the answer's, 0 without one.
        answer: its text, or what went wrong.
    """

    reason: DeferredBecause
    code: int
    answer: str

    @property
    def concerns_server(self) -> bool:
        """Whether the next message would fare no better."""
        return self.reason not in ("refused_for_now", "files_not_examined", "files_unavailable")


class Uncertain(msgspec.Struct, frozen=True):
    """The message was handed over, and no answer came: what went wrong."""

    answer: str


class Stopped(msgspec.Struct, frozen=True):
    """It was not sent, and will never be: a file of it may not go.

    Attributes:
        attachment: id of that file.
        reason: why.
    """

    attachment: str
    reason: StoppedBecause

    @property
    def answer(self) -> str:
        """What happened, for who attends the ticket."""
        return _STOPPED_SENTENCES[self.reason]


SendResult = Accepted | Rejected | Deferred | Uncertain | Stopped


def classify_reply(stage: SmtpStage, code: int, answer: str) -> Rejected | Deferred:
    """What an answer that is no acceptance means (RFC 5321, section 4.2.1).

    Args:
        stage: where in the session it came.
        code: three digits.
        answer: the text behind them.
    """
    if stage == "sender" and code == 552:  # larger than the server takes (RFC 1870, section 6.1)
        return Rejected(code, answer)
    if stage in ("session", "sender") or code == 421:  # 421: the server closes the session, whatever it was asked
        return Deferred("server_refused", code, answer)
    return Rejected(code, answer) if 500 <= code < 600 else Deferred("refused_for_now", code, answer)
