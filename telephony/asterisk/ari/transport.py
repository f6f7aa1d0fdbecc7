"""The two ways to connect to ARI: we dial Asterisk, or Asterisk dials us. The traffic is the same.

Owns the direction and the authorization. It must not know the requests or events. Its log entries hold no password.

Source: https://docs.asterisk.org/Configuration/Interfaces/Asterisk-REST-Interface-ARI/ARI-Outbound-Websockets
"""

import asyncio
import base64
import hmac
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlencode

import msgspec
import structlog
from websockets.asyncio.client import connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from telephony.asterisk.ari import events, rest
from telephony.asterisk.ari.connection import AriClientConnection, AriConnection, AriServerConnection
from telephony.asterisk.configuration import APPLICATION, SERVED, websocket_path
from telephony.port import TelephonyError

log = structlog.get_logger(__name__)

_OPEN_TIMEOUT_S = 3.0
_PING_INTERVAL_S = 3.0
_CLOSE_TIMEOUT_S = 1.0
_MAX_MESSAGE_BYTES = 16 * 1024 * 1024
_RETRY_DELAYS_S = (0.05, 0.1, 0.2, 0.5, 1.0)
PRESENCE_INTERVAL_S = 1.0
"""Seconds between two reports of presence to the node; see ``configuration.SERVED_TIMEOUT_S``."""
_CONNECT_TIMEOUT_S = 10.0
"""Seconds for Asterisk to dial us the first time; it retries every half second."""
_REGISTERED_TIMEOUT_S = 1.0
"""Seconds to wait for ApplicationRegistered; an earlier event filter may suppress it."""


class AsteriskAway(TelephonyError):
    """Asterisk does not answer."""

    code = "asterisk_away"
    retryable = True


class AriSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The address of ARI, and our credentials, which AMI on the same host shares."""

    host: str = "127.0.0.1"
    port: int = 8088
    ami_port: int = 5038
    user: str = "atencion"
    password: str = msgspec.field()

    @property
    def url(self) -> str:
        """The URL of the WebSocket, for the events of our application only."""
        return f"ws://{self.host}:{self.port}/ari/events?{urlencode({'app': APPLICATION, 'subscribeAll': 'false'})}"

    @property
    def authorization(self) -> str:
        """The header's value (RFC 7617)."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


SendRequest = Callable[[rest.AriRequest], "asyncio.Future[events.Response]"]


class Transport(Protocol):
    """Makes connections to one Asterisk, one after another."""

    @property
    def address(self) -> str:
        """The ``host:port``, for logs."""
        ...

    async def connect(self) -> AriConnection:
        """Make the first connection.

        Raises:
            AsteriskAway: no connection is possible.
        """
        ...

    async def reconnect(self) -> AriConnection:
        """Make the next connection; retry until it succeeds."""
        ...

    async def report_presence(self, send_request: SendRequest, *, is_present: bool = True) -> None:
        """Report to the node whether its calls are served; repeated each ``PRESENCE_INTERVAL_S``."""
        ...

    async def close(self) -> None:
        """Stop making connections."""
        ...


class ClientTransport:
    """The transport that dials Asterisk."""

    def __init__(self, ari: AriSettings) -> None:
        self._ari = ari

    @property
    def address(self) -> str:
        """The ``host:port``, for logs."""
        return f"{self._ari.host}:{self._ari.port}"

    async def connect(self) -> AriConnection:
        """Dial Asterisk once; see Transport."""
        try:
            return await self._open_connection()
        except (OSError, WebSocketException, TimeoutError) as error:
            reason = "no nos deja entrar" if isinstance(error, InvalidHandshake) else "no responde"
            raise AsteriskAway(f"Asterisk {reason} en {self.address} ({type(error).__name__}).") from error

    async def reconnect(self) -> AriConnection:
        """Dial Asterisk until it answers; see Transport."""
        pauses = iter(_RETRY_DELAYS_S)
        while True:
            with suppress(OSError, WebSocketException, TimeoutError):
                return await self._open_connection()
            await asyncio.sleep(next(pauses, _RETRY_DELAYS_S[-1]))

    async def report_presence(self, send_request: SendRequest, *, is_present: bool = True) -> None:
        """Do nothing: Asterisk sees the connection end."""

    async def close(self) -> None:
        """Do nothing: there is no listener."""

    async def _open_connection(self) -> AriConnection:
        connection = await connect(
            self._ari.url,
            create_connection=AriClientConnection,
            additional_headers={"Authorization": self._ari.authorization},
            compression=None,
            open_timeout=_OPEN_TIMEOUT_S,
            ping_interval=_PING_INTERVAL_S,
            ping_timeout=_PING_INTERVAL_S,
            close_timeout=_CLOSE_TIMEOUT_S,
            max_size=_MAX_MESSAGE_BYTES,
            proxy=None,
        )
        assert isinstance(connection, AriClientConnection)
        return connection


class ServerTransport:
    """The transport that Asterisk dials, at the path of its node, with ARI's password.

    It accepts a connection only while one is wanted. A new connection replaces the current one: Asterisk dials again
    when it has lost a connection, perhaps before we notice. TLS is left to a proxy.

    Args:
        ari: user and password that Asterisk must present, and the address of its AMI.
    """

    def __init__(
        self, host: str, port: int, *, node: str, ari: AriSettings, connect_timeout_s: float = _CONNECT_TIMEOUT_S
    ) -> None:
        self._host, self._port, self._path, self.ari = host, port, websocket_path(node), ari
        self._authorization, self._connect_timeout_s = ari.authorization, connect_timeout_s
        self._server: Server | None = None
        self._is_accepting = self._has_warned = False
        self._arrival = asyncio.Event()
        self._newest: AriConnection | None = None
        self._current: AriConnection | None = None

    @property
    def address(self) -> str:
        """The ``host:port``, for logs."""
        return f"{self._host}:{self._port}"

    async def connect(self) -> AriConnection:
        """Listen, and wait for the first connection.

        Raises:
            AsteriskAway: Asterisk did not dial in time, or the address cannot be used.
        """
        try:
            await self._listen()
            async with asyncio.timeout(self._connect_timeout_s):
                return await self.reconnect()
        except TimeoutError:
            self._is_accepting = False
            raise AsteriskAway(f"Asterisk no ha llamado a {self.address}.") from None
        except OSError as error:
            raise AsteriskAway(f"No se puede escuchar en {self.address} ({type(error).__name__}).") from error

    async def reconnect(self) -> AriConnection:
        """Wait for the next connection."""
        self._is_accepting, self._current = True, None
        while self._current is None:
            await self._arrival.wait()
            self._arrival.clear()
            self._current, self._newest = self._newest, None
        return self._current

    async def report_presence(self, send_request: SendRequest, *, is_present: bool = True) -> None:
        """Store on the node, by its own clock, the time of our last presence."""
        with suppress(AsteriskAway):
            clock = await send_request(rest.get_global("EPOCH"))
            if clock.is_success:
                now = events.read_variable(clock.message_body)
                await send_request(rest.set_global(SERVED, now if is_present else "0"))

    async def request_once(self, request: rest.AriRequest) -> events.Response:
        """Send one request over a connection of its own, before the link is open.

        Raises:
            AsteriskAway: Asterisk did not dial, or did not respond.
        """
        connection = await self.connect()
        try:
            async with asyncio.timeout(_OPEN_TIMEOUT_S):
                connection.send_texts([request.encode("0")])
                while not isinstance(message := events.read_message(await connection.recv()), events.Response):
                    pass
                return message
        except (WebSocketException, TimeoutError) as error:
            raise AsteriskAway(f"Asterisk no responde a lo que se le pide en {self.address}.") from error
        finally:
            self._is_accepting = False
            await connection.close()

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await serve(
                self._serve,
                self._host,
                self._port,
                create_connection=AriServerConnection,
                subprotocols=[Subprotocol("ari")],
                process_request=self._authorize,
                compression=None,
                open_timeout=_OPEN_TIMEOUT_S,
                ping_interval=_PING_INTERVAL_S,
                ping_timeout=_PING_INTERVAL_S,
                close_timeout=_CLOSE_TIMEOUT_S,
                max_size=_MAX_MESSAGE_BYTES,
            )

    def _authorize(self, connection: ServerConnection, request: Request) -> Response | None:
        """Return a refusal, or None to accept the connection."""
        authorization = request.headers.get("Authorization", "")
        if not hmac.compare_digest(authorization.encode(), self._authorization.encode()):
            return self._refuse(connection, HTTPStatus.UNAUTHORIZED)
        if request.path.partition("?")[0] != self._path:
            return self._refuse(connection, HTTPStatus.NOT_FOUND)
        if not self._is_accepting:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "")
        self._has_warned = False
        return None

    def _refuse(self, connection: ServerConnection, status: HTTPStatus) -> Response:
        if not self._has_warned:  # it retries every half second
            self._has_warned = True
            log.warning("ari_stranger_refused", place=self.address, status=status.value)
        return connection.respond(status, "")

    async def _serve(self, connection: ServerConnection) -> None:
        """Make a connection the newest and close the current one; wait until it ends."""
        assert isinstance(connection, AriServerConnection)
        await _wait_until_registered(connection)
        self._newest = connection
        self._arrival.set()
        if self._current is not None:
            await self._current.close()
        await connection.wait_closed()
        if self._newest is connection:
            self._newest = None


async def _wait_until_registered(connection: AriConnection) -> None:
    """Wait until Asterisk serves requests over a connection that it dialled: an earlier one gets no response."""
    with suppress(TimeoutError, WebSocketException):
        async with asyncio.timeout(_REGISTERED_TIMEOUT_S):
            while not isinstance(events.read_message(await connection.recv()), events.ApplicationRegistered):
                pass


def create_transport(ari: AriSettings | ServerTransport) -> Transport:
    """Return the transport for these settings."""
    return ClientTransport(ari) if isinstance(ari, AriSettings) else ari
