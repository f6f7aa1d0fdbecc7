"""Send one message over SMTP (RFC 5321) and return the result.

Owns the session: TLS first, with the certificate checked, then sender, recipient and content, each with a time limit.
It must not schedule attempts or store anything. It calls back before the content leaves, because from then on the
result may be unknown.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, Protocol

import msgspec
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from agent_api.mail.domain.send_result import Accepted, Deferred, SendResult, SmtpStage, Uncertain, classify_reply
from config.smtp_url import SmtpServer

ANSWER_TIMEOUT_S: Final = 30.0
"""Longest wait for an answer. RFC 5321, section 4.5.3.2, recommends more; the entity's relay is nearby."""
SESSION_TIMEOUT_S: Final = 180.0
"""How long a session may last besides the transfer of its content; well within the lease of an attempt."""
MIN_BYTES_PER_S: Final = 125_000
"""Bytes per second of a slow line, which transfers a message of 20 MiB in less than three minutes."""
ANSWER_LENGTH_LIMIT: Final = 500
"""The most characters kept of an answer."""

HandoverCallback = Callable[[], Awaitable[None]]


class MailEnvelope(msgspec.Struct, frozen=True, kw_only=True):
    """The SMTP envelope and the message as ASCII."""

    sender: str
    recipient: str
    content: str

    @property
    def transit_s(self) -> float:
        """The longest time in seconds that the content may take to a nearby server."""
        return len(self.content) / MIN_BYTES_PER_S


class MailTransport(Protocol):
    """Sends messages to a mail server."""

    async def send(self, envelope: MailEnvelope, on_handover: HandoverCallback) -> SendResult:
        """Send one message.

        Await ``on_handover`` right before the content leaves; an error of it ends the session before that.
        """
        ...


class SmtpTransport:
    """Sends through one server.

    Args:
        server: its address and security.
        answer_timeout_s: the time limit of one answer.
        session_timeout_s: the time limit of a session, without the transit of the content.
    """

    def __init__(
        self,
        server: SmtpServer,
        *,
        answer_timeout_s: float = ANSWER_TIMEOUT_S,
        session_timeout_s: float = SESSION_TIMEOUT_S,
    ) -> None:
        self._server = server
        self._answer_timeout_s = answer_timeout_s
        self._session_timeout_s = session_timeout_s

    async def send(self, envelope: MailEnvelope, on_handover: HandoverCallback) -> SendResult:
        """Send one message; see `MailTransport`. Network errors are results; errors of `on_handover` are raised."""
        session = _Session(self._server, self._answer_timeout_s, on_handover)
        try:
            async with asyncio.timeout(self._session_timeout_s + envelope.transit_s):
                return await session.send(envelope)
        except SMTPResponseException as error:
            if not 200 <= error.code < 600:  # not a valid SMTP reply
                return _unanswered_result(session, error)
            return classify_reply(session.stage, error.code, _short(error.message))
        except (SMTPException, OSError, TimeoutError, ssl.SSLError, ValueError) as error:
            return _unanswered_result(session, error)
        finally:
            await session.quit()


def _unanswered_result(session: "_Session", error: Exception) -> Uncertain | Deferred:
    detail = _short(f"{type(error).__name__}: {error}")
    return Uncertain(detail) if session.handed else Deferred("unreachable", 0, detail)


class _Session:
    """One SMTP session and its stage."""

    def __init__(self, server: SmtpServer, answer_timeout_s: float, on_handover: HandoverCallback) -> None:
        self.stage: SmtpStage = "session"
        self.handed = False
        self._server = server
        self._on_handover = on_handover
        self._answer_timeout_s = answer_timeout_s
        self._client = SMTP(
            hostname=server.host,
            port=server.port,
            timeout=answer_timeout_s,
            start_tls=False,  # _begin asks for it, so that a server without STARTTLS is refused
            use_tls=server.security == "tls",
            tls_context=None if server.security == "none" else tls_context(server),
        )

    async def send(self, envelope: MailEnvelope) -> Accepted:
        await self._begin()
        self.stage = "sender"
        await self._client.mail(envelope.sender, options=self._size_option(envelope))
        self.stage = "recipient"
        await self._client.rcpt(envelope.recipient)
        self.stage = "content"
        await self._on_handover()
        self.handed = True
        answer = await self._client.data(envelope.content, timeout=self._answer_timeout_s + envelope.transit_s)
        return Accepted(answer.code, _short(answer.message))

    def _size_option(self, envelope: MailEnvelope) -> list[str]:
        """Declare the size to a server that supports it (RFC 1870), so that it refuses a large message at once."""
        return [f"SIZE={len(envelope.content)}"] if self._client.supports_extension("size") else []

    async def _begin(self) -> None:
        await self._client.connect()
        if self._server.security == "starttls":
            await self._client.starttls(tls_context=tls_context(self._server))
        if self._server.user is not None:
            await self._client.login(self._server.user, self._server.password or "")

    async def quit(self) -> None:
        """Close the session; errors no longer matter."""
        with suppress(SMTPException, OSError, TimeoutError):
            if self._client.is_connected:
                await self._client.quit(timeout=2)
        self._client.close()


def tls_context(server: SmtpServer) -> ssl.SSLContext:
    """Return a TLS context that checks certificates and names, TLS 1.2 at least.

    Raises:
        OSError: the file of authorities cannot be read.
    """
    context = ssl.create_default_context(cafile=str(server.authorities) if server.authorities else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _short(text: str) -> str:
    return " ".join(text.split())[:ANSWER_LENGTH_LIMIT]
