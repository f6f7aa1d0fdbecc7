"""One question to ARI before there is a link: is it there, and who had the node before us?

Owns one GET of HTTP/1.0, for where we dial, and the names of those who have nodes. It must not change anything.
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
    """Whether ARI answers."""
    return await _get(ari, "asterisk/ping") is not None


async def last_gateway(ari: AriSettings | ServerTransport) -> str:
    """The gateway that had this node last, since Asterisk was started; empty when none had, or nobody answers."""
    if isinstance(ari, ServerTransport):
        with suppress(AsteriskAway):
            answer = await ari.request_once(rest.get_global(HOLDER))
            return read_variable(answer.message_body) if answer.is_success else ""
        return ""
    body = await _get(ari, f"asterisk/variable?variable={HOLDER}")
    return "" if body is None else read_variable(body.decode())


def new_gateway_name(node: str) -> str:
    """A name for a gateway that none ever had before."""
    return f"{gateway_name_prefix(node)}{secrets.token_hex(4)}"


def gateway_name_prefix(node: str) -> str:
    """What the names of all gateways of a node begin with."""
    return f"{_GATEWAYS}{node}-"


def is_gateway_of(gateway: str, node: str) -> bool:
    """Whether the gateway of this lasting name has that node; or any node, where none is named."""
    return f"{gateway}-" == gateway_name_prefix(node) if node else gateway.startswith(_GATEWAYS)


async def _get(ari: AriSettings, path: str) -> bytes | None:
    """The body of a good answer, or None."""
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
    except (OSError, TimeoutError, IndexError):  # not there yet, or no HTTP
        return None
