"""One request to an external server, over HTTP or SMTP, and the name of its failure.

Owns the transport of probes, and the names of failures. Each request has its own connection, which closes with it, also
on cancellation; so a server that hangs or responds slowly holds no resource of ours. The caller sets the timeout.
"""

import asyncio
import base64
import os
import ssl
from functools import cache
from typing import Final

import httpx2
from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from agent_api.incidents.watch.watcher import SystemDown
from agent_api.mail.delivery.smtp import tls_context
from config.smtp_url import SmtpServer

_MAX_BYTES: Final = 65_536
_DENIED: Final = (401, 403)
_BUSY: Final = 429
_LOCAL_HOSTNAME: Final = "[127.0.0.1]"
"""Our name in EHLO: a lookup of our own name may take longer than the answer."""


def basic_authorization(user: str, password: str) -> str:
    """Return the credentials as an HTTP header (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


async def probe_http(url: str, *, authorization: str = "", from_outside: bool = False) -> bytes:
    """Request a page over HTTP.

    Args:
        url: its address.
        authorization: header of that name; empty for none.
        from_outside: whether the server is external, so that the environment's proxies and certificates apply.

    Returns:
        The body, at most _MAX_BYTES; empty if the server is too busy (429).

    Raises:
        SystemDown: there is no answer, or it reports a failure.
    """
    trusted = await asyncio.to_thread(_ssl_context, from_outside)  # in a thread: the first call reads files
    headers = {"Authorization": authorization} if authorization else {}
    try:
        async with (
            httpx2.AsyncClient(verify=trusted, trust_env=from_outside, timeout=None, max_redirects=3) as client,
            client.stream("GET", url, headers=headers, follow_redirects=True) as response,
        ):
            if response.status_code == _BUSY:
                return b""
            if not response.is_success:
                raise SystemDown("denied" if response.status_code in _DENIED else "failing")
            return await _read_limited(response)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise SystemDown(_failure_name(error)) from error


async def _read_limited(response: httpx2.Response) -> bytes:
    body = b""
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MAX_BYTES:
            raise SystemDown("garbled")
    return body


@cache
def _ssl_context(from_outside: bool) -> ssl.SSLContext:
    """Return the machine's authorities, or for external servers those of ``requests``, like Twilio's library."""
    if not from_outside:
        return ssl.create_default_context()
    named = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or DEFAULT_CA_BUNDLE_PATH
    return (
        ssl.create_default_context(capath=named) if os.path.isdir(named) else ssl.create_default_context(cafile=named)
    )


async def probe_smtp(server: SmtpServer) -> None:
    """Check that a mail server greets and encrypts as our mail needs (RFC 5321 and 3207), without login or mail.

    Raises:
        SystemDown: it does not.
    """
    try:
        tls = await asyncio.to_thread(tls_context, server) if server.security == "tls" else None
        client = SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=_LOCAL_HOSTNAME,
            timeout=None,
            start_tls=False,  # `_encrypt` does it, and fails without it, as our mail does
            use_tls=server.security == "tls",
            tls_context=tls,
        )
        try:
            await client.connect()
            if server.security == "starttls":
                await _encrypt(client, server)
            await client.quit()
        finally:
            client.close()
    except SMTPResponseException as error:
        raise SystemDown("refused" if 400 <= error.code < 600 else "garbled") from error
    except (SMTPException, OSError, ValueError) as error:
        raise SystemDown(_failure_name(error)) from error


async def _encrypt(client: SMTP, server: SmtpServer) -> None:
    await client.ehlo()
    if not client.supports_extension("starttls"):
        raise SystemDown("unencrypted")
    await client.starttls(tls_context=await asyncio.to_thread(tls_context, server))


def _failure_name(error: BaseException) -> str:
    """Return the name of a network failure, from the chain of causes of a library's error."""
    causes = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in causes):
        return "untrusted"
    if any(isinstance(each, ssl.SSLError | httpx2.DecodingError | httpx2.TooManyRedirects) for each in causes):
        return "garbled"
    if any(isinstance(each, httpx2.RemoteProtocolError) for each in causes):
        return "hung_up" if "disconnected" in str(error) else "garbled"
    if any(isinstance(each, SMTPServerDisconnected | ConnectionResetError | httpx2.ReadError) for each in causes):
        return "hung_up"
    return "unreachable"
