"""``WS /api/v1/desk``: authentication and start of a desk connection."""

from functools import partial
from http import HTTPStatus
from typing import cast

from fastapi import APIRouter, WebSocket
from fastapi.responses import JSONResponse
from starlette.websockets import WebSocketDisconnect, WebSocketState

from agent_api.access.guard import authenticate_websocket, same_origin
from agent_api.access.principal import Principal
from agent_api.desk.connection import DeskConnection
from agent_api.desk.domain import protocol
from agent_api.desk.domain.entities import Viewer
from agent_api.desk.domain.protocol import ByeCode, ConnectionOwner
from agent_api.desk.hub import Hub
from agent_api.desk.supervision_routes import abilities_of
from agent_api.kit import problems
from agent_api.kit.context import ApiContext
from agent_api.kit.deps import context_of
from agent_api.roster.queries import find_assigned_queues
from eventlog.facts import StreamId
from storage.errors import StorageError

router = APIRouter(prefix="/api/v1", tags=["puesto del asesor"])
MAX_CONNECTIONS = 10
"""Maximum of one user."""


@router.websocket("/desk")
async def desk(websocket: WebSocket, after: str | None = None) -> None:
    """The desk, live; docs/desk-protocol.md."""
    watch = cast(Hub, websocket.app.state.watch)
    if not _is_same_origin(websocket):
        await _deny_handshake(websocket, 403, "origin_refused", "La conexión viene de otro sitio.")
        return
    try:
        position = _stream_id(after)
    except ValueError:
        await _deny_handshake(websocket, 400, "bad_query", "«after» debe ser el «seq» de un mensaje anterior.")
        return
    try:
        asking = await authenticate_websocket(websocket)
    except StorageError as error:
        await _deny_handshake(
            websocket, 503, error.code, "Un servidor del que depende la respuesta no está disponible."
        )
        return
    if asking is None:
        await _accept_and_close(websocket, "session_ended")
    elif not asking.permissions & {"board.read", "desk.use"}:
        await _deny_handshake(websocket, 403, "forbidden", "Su usuario no tiene permiso para esto.")
    elif watch.connections_of(asking.user) >= MAX_CONNECTIONS:
        await _accept_and_close(websocket, "too_many_connections")
    else:
        await websocket.accept()
        context = context_of(websocket.app)
        me, sight = await _identify(asking, context)
        connection = DeskConnection(_ClientSocket(websocket), watch, me, sight, partial(_identify_again, websocket))
        await connection.run(position)


class _ClientSocket:
    """Adapter of a Starlette WebSocket to `agent_api.desk.connection.ClientSocket`."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self.receive = websocket.receive

    @property
    def is_open(self) -> bool:
        """Whether the server has not closed it."""
        return self._websocket.application_state is not WebSocketState.DISCONNECTED

    async def send_text(self, text: str) -> None:
        """Send a message."""
        try:
            await self._websocket.send_text(text)
        except WebSocketDisconnect as error:
            raise ConnectionError from error

    async def close(self, code: int) -> None:
        """Close it."""
        try:
            await self._websocket.close(code)
        except WebSocketDisconnect as error:
            raise ConnectionError from error


async def _identify_again(websocket: WebSocket) -> tuple[ConnectionOwner, Viewer] | None:
    """Return the current owner and rights; None if the session ended or the user may see nothing."""
    asking = await authenticate_websocket(websocket)
    context = context_of(websocket.app)
    return await _identify(asking, context) if asking and asking.permissions & {"board.read", "desk.use"} else None


async def _identify(asking: Principal, context: ApiContext) -> tuple[ConnectionOwner, Viewer]:
    """Return the owner and the rights of a connection."""
    permissions = tuple(sorted(asking.permissions))
    me = ConnectionOwner(
        user=asking.user,
        name=asking.name,
        roles=tuple(sorted(asking.roles)),
        permissions=permissions,
        abilities=abilities_of(context.supported_commands),
        queues=await _queues_of(asking, context),
    )
    return me, Viewer(
        user=asking.user, board="board.read" in permissions, pause_reasons="presence.force" in permissions
    )


async def _queues_of(asking: Principal, context: ApiContext) -> tuple[str, ...]:
    """Return an advisor's queues of the roster, or of the router while PostgreSQL is away; empty for other users."""
    if "asesor" not in asking.roles:
        return ()
    try:
        return tuple((await find_assigned_queues(context.engine, context.site, (asking.user,)))[asking.user])
    except StorageError:
        return await context.router.queues_of(asking.user)


def _is_same_origin(websocket: WebSocket) -> bool:
    """Return whether the page is ours; only browsers send an Origin (RFC 6455 §10.2)."""
    return "origin" not in websocket.headers or same_origin(websocket)


def _stream_id(after: str | None) -> StreamId | None:
    """Parse the last fact that the client knows.

    Raises:
        ValueError: not a stream id.
    """
    if not after:
        return None
    if len(after) > 40 or not after.replace("-", "", 1).isascii() or not after.replace("-", "", 1).isdigit():
        raise ValueError("not a stream id")
    return StreamId.parse(after)


async def _deny_handshake(websocket: WebSocket, http_status: int, code: str, detail: str) -> None:
    """Answer the handshake with a problem."""
    body = problems.Problem(
        title=problems.TITLES[http_status],
        status=http_status,
        detail=detail,
        instance=websocket.scope["path"],
        code=code,
    )
    headers = problems.RETRY_AFTER if http_status == HTTPStatus.SERVICE_UNAVAILABLE else None
    answer = JSONResponse(body.model_dump(exclude_none=True), http_status, headers, problems.MEDIA_TYPE)
    await websocket.send_denial_response(answer)


async def _accept_and_close(websocket: WebSocket, code: ByeCode) -> None:
    """Send the reason within the socket: browsers hide a refused handshake from the page."""
    await websocket.accept()
    await websocket.send_text(protocol.encode(protocol.bye(code)))
    await websocket.close(protocol.CLOSE_CODES[code])
