"""Parser of the mail server's URL: ``smtp://user:password@host:587``, ``smtps://…:465``. Pure.

Owns the syntax and the defaults. It must not open a connection. Encryption is the default: ``smtp://`` begins in plain
text and must switch to TLS (STARTTLS, RFC 3207) before any other command; ``smtps://`` is TLS from the first byte
(RFC 8314). Only ``?starttls=no`` sends in plain text, and then never a password to another machine.
"""

from ipaddress import ip_address
from pathlib import Path
from typing import Final, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import msgspec

from config.errors import SettingsInvalid

Security = Literal["tls", "starttls", "none"]
_PORTS: Final = {"smtp": 587, "smtps": 465}  # RFC 6409 and RFC 8314
_EXPECTED: Final = (
    "El valor de ATENCION_SMTP_URL no sirve: se espera smtp://usuario:clave@servidor:587, o smtps://…:465; con "
    "?starttls=no para un servidor sin cifrado, con ?ca=ARCHIVO si su certificado lo firma una autoridad propia."
)
_PLAIN_PASSWORD: Final = (
    "ATENCION_SMTP_URL enviaría una contraseña sin cifrar a otra máquina: quite «starttls=no», o el usuario y la "
    "contraseña."
)


class SmtpServer(msgspec.Struct, frozen=True, kw_only=True):
    """The server that sends our mail.

    Attributes:
        security: TLS from the first byte, STARTTLS that must succeed, or none.
        user: the user to authenticate as; None for no authentication.
        authorities: a file of certificates to trust instead of the system's; None for the system's.
    """

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = None
    authorities: Path | None = None

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port}, {self.security})"


def read_smtp_url(text: str) -> SmtpServer:
    """Parse a URL; reserved characters in user and password are percent-encoded.

    Raises:
        SettingsInvalid: it is malformed, or would send a password in plain text to another machine.
    """
    try:
        url = urlsplit(text)
        options = dict(parse_qsl(url.query, strict_parsing=True)) if url.query else {}
        port = url.port or _PORTS[url.scheme]
    except (ValueError, KeyError):
        raise SettingsInvalid(_EXPECTED) from None
    starttls = options.get("starttls", "yes")
    is_invalid = set(options) - {"starttls", "ca"} or starttls not in ("yes", "no") or url.path not in ("", "/")
    if not url.hostname or is_invalid or (url.username is None) != (url.password is None):
        raise SettingsInvalid(_EXPECTED)
    return _check_url(url, port, options, plain=starttls == "no" and url.scheme == "smtp")


def _check_url(url: SplitResult, port: int, options: dict[str, str], *, plain: bool) -> SmtpServer:
    if plain and url.username and not _is_loopback(url.hostname or ""):
        raise SettingsInvalid(_PLAIN_PASSWORD)
    return SmtpServer(
        host=url.hostname or "",
        port=port,
        security="none" if plain else "tls" if url.scheme == "smtps" else "starttls",
        user=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
        authorities=Path(options["ca"]) if "ca" in options else None,
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
