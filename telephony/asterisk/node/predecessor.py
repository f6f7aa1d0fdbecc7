"""ARI requests before the link is open: whether ARI answers, and which gateway held the node before.

Owns one GET of HTTP/1.0, for the transport that dials, and the names of gateways. It must not change anything.
"""

import asyncio
import secrets
from contextlib import suppress

from telephony.asterisk.ari import rest
from telephony.asterisk.ari.events import read_variable
from telephony.asterisk.ari.transport import AriSettings, AsteriskAway, ServerTransport
from telephony.asterisk.configuration import HOLDER

_RESPONSE_TIMEOUT_S = 2.0
_GATEWAYS = "asterisk-"


async def is_reachable(ari: AriSettings) -> bool:
    """Return whether ARI answers."""
    return await _get(ari, "asterisk/ping") is not None


async def last_gateway(ari: AriSettings | ServerTransport) -> str:
    """Return the gateway that held this node last since Asterisk started; empty if there is none, or no answer."""
    if isinstance(ari, ServerTransport):
        with suppress(AsteriskAway):
            answer = await ari.request_once(rest.get_global(HOLDER))
            return read_variable(answer.message_body) if answer.is_success else ""
        return ""
    body = await _get(ari, f"asterisk/variable?variable={HOLDER}")
    return "" if body is None else read_variable(body.decode())


def new_gateway_name(node: str) -> str:
    """Return a new, unique name for a gateway."""
    return f"{gateway_name_prefix(node)}{secrets.token_hex(4)}"


def gateway_name_prefix(node: str) -> str:
    """Return the prefix of the names of all gateways of a node."""
    return f"{_GATEWAYS}{node}-"


def is_gateway_of(gateway: str, node: str) -> bool:
    """Return whether a gateway of this permanent name holds the node; or any node, if ``node`` is empty."""
    return f"{gateway}-" == gateway_name_prefix(node) if node else gateway.startswith(_GATEWAYS)


async def _get(ari: AriSettings, path: str) -> bytes | None:
    request = f"GET /ari/{path} HTTP/1.0\r\nConnection: close\r\nAuthorization: {ari.authorization}\r\n\r\n"
    try:
        async with asyncio.timeout(_RESPONSE_TIMEOUT_S):
            reader, writer = await asyncio.open_connection(ari.host, ari.port)
            try:
                writer.write(request.encode())
                head, _, body = (await reader.read()).partition(b"\r\n\r\n")
                return body if head.split(b" ", 2)[1].startswith(b"2") else None
            finally:
                writer.close()
    except (OSError, TimeoutError, IndexError):  # not there yet, or not HTTP
        return None
