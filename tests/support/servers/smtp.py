"""Mail servers: real ones (aiosmtpd), on a free port of 127.0.0.1, that accept, refuse, delay or disconnect.

Owns a server's behaviour. It must not know the client.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
USER, PASSWORD = "remitente", "clave de prueba/ñ"


@dataclass
class SmtpSink:
    """A server's behaviour, and the mail that it received.

    Attributes:
        recipient_answer: to RCPT; empty accepts it.
        content_answer: to the content; empty accepts it.
        answer_delay_s: seconds before it answers the content.
        drops_after_content: whether it disconnects after the content without an answer.
        size_limit_bytes: the limit that it announces (RFC 1870).
        contents: the messages, as received.
        received: set when the first one came.
        port: its port.
    """

    recipient_answer: str = ""
    content_answer: str = ""
    answer_delay_s: float = 0.0
    drops_after_content: bool = False
    size_limit_bytes: int = 32 * 1024 * 1024
    contents: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    port: int = 0
    received: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer RCPT TO."""
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer the content."""
        if self.content_answer:
            return self.content_answer
        assert isinstance(envelope.content, bytes)
        self.contents.append(envelope.content)
        self.received.set()
        self.senders.append(envelope.mail_from or "")
        self.recipients += envelope.rcpt_tos
        if self.drops_after_content:
            assert server.transport is not None
            server.transport.abort()
        await asyncio.sleep(self.answer_delay_s)
        return "250 2.0.0 queued as 1234"


@asynccontextmanager
async def serve_sink(
    sink: SmtpSink, *, tls: ssl.SSLContext | None = None, implicit: bool = False, login: bool = False, port: int = 0
) -> AsyncIterator[SmtpSink]:
    """Run a server while the block lasts.

    Args:
        sink: its behaviour.
        tls: the server's certificate; STARTTLS is then required.
        implicit: TLS from the first byte instead.
        login: whether USER must authenticate.
        port: 0 for a free one.
    """
    server = await asyncio.get_running_loop().create_server(
        _protocol(sink, None if implicit else tls, login), HOST, port, ssl=tls if implicit else None
    )
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        await server.wait_closed()


def _protocol(sink: SmtpSink, tls: ssl.SSLContext | None, login: bool) -> Callable[[], SMTP]:
    return lambda: SMTP(
        sink,
        hostname="sumidero.example",
        data_size_limit=sink.size_limit_bytes,
        tls_context=tls,
        require_starttls=tls is not None,
        auth_required=login,
        auth_require_tls=tls is not None,
        authenticator=_authenticated if login else None,
    )


def _authenticated(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def self_signed_certificate(folder: Path, *, name: str = HOST) -> tuple[ssl.SSLContext, Path]:
    """Create a self-signed server certificate, and the file with which a client trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "prueba")]), datetime.now(UTC)
    names: list[x509.GeneralName] = [x509.IPAddress(ip_address(name)) if name == HOST else x509.DNSName(name)]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, secret = folder / "certificado.pem", folder / "llave.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(*plain))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, secret)
    return context, public
