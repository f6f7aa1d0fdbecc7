"""The API on its own port and clients of its WebSocket, for the tests of the desk."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from agent_api.access import sessions, users
from agent_api.app.app import create_app
from agent_api.desk.domain.entities import ScreenPopEntity
from call_router.acts import CallCard
from storage.postgres.engine import unit_of_work
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

if TYPE_CHECKING:
    from tests.support.api.api_rig import ApiRig

RECEIVE_TIMEOUT_S = 40
ROLE_OF = {"ana": "asesor", "beto": "asesor", "jefa": "supervisor", "lee": "calidad", "otro": "funcionario"}


@dataclass
class DeskClient:
    """A client of the protocol: it applies puts and drops, and keeps every message."""

    socket: ClientConnection
    messages: list[dict[str, Any]] = field(default_factory=list)
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    seq: str = ""

    async def receive(self) -> dict[str, Any]:
        """Receive the next message and apply it."""
        async with asyncio.timeout(RECEIVE_TIMEOUT_S):
            message = json.loads(await self.socket.recv())
        self.messages.append(message)
        self.seq = message.get("seq", self.seq)
        if message["type"] == "snapshot":
            self.entities = message["entities"]
        for each in message.get("put", ()):
            self.entities[each["kind"]][each["id"]] = each["value"]
        for each in message.get("drop", ()):
            self.entities[each["kind"]].pop(each["id"], None)
        return message

    async def receive_up_to(self, seq: str) -> None:
        """Receive messages up to a fact."""
        while int(self.seq.partition("-")[2]) < int(seq.partition("-")[2]):
            await self.receive()

    async def receive_until_closed(self) -> tuple[dict[str, Any], int]:
        """Return the last message and the close code."""
        with suppress(ConnectionClosed):
            while True:
                await self.receive()
        return self.messages[-1], self.socket.close_code or 0


@dataclass
class LiveDesk:
    """The API on its own port, with users known by name."""

    rig: "ApiRig"
    port: int
    app: Any
    tokens: dict[str, str]

    def auth_header(self, user: str) -> dict[str, str]:
        """Return a user's authorization header; a user without a session gets an invalid token."""
        return {"Authorization": f"Bearer {self.tokens.get(user, 'nada')}"}

    @asynccontextmanager
    async def client(self, user: str, after: str = "", **headers: str) -> AsyncIterator[DeskClient]:
        """Connect a client."""
        query = f"?after={after}" if after else ""
        sent = {**self.auth_header(user), **headers}
        url = f"ws://127.0.0.1:{self.port}/api/v1/desk{query}"
        async with connect(url, additional_headers=sent, max_size=None) as socket:
            yield DeskClient(socket)

    async def last_fact_id(self) -> str:
        """Return the id of the last fact."""
        return (await self.rig.campaign_rig.log())[-1].id


@asynccontextmanager
async def live_desk(rig: "ApiRig") -> AsyncIterator[LiveDesk]:
    """Serve a desk over an empty campaign."""
    tokens = {}
    async with unit_of_work(rig.engine) as connection:
        for user, role in ROLE_OF.items():
            name, today = f"{user.title()} Rojas", rig.now.date()
            await users.add(connection, SEALER, user, full_name=name, password_hash="", now=rig.now)
            await users.grant_role(connection, user, role, CAMPAIGN, begins=today - timedelta(days=1))
            tokens[user], _ = await sessions.begin(connection, user, rig.now)

    async def pop(call_id: str, card: CallCard, advisor: str, now: datetime) -> ScreenPopEntity:
        return ScreenPopEntity(
            call=call_id, script=["Buenos días."], number_masked="•••• 0000", possible_customer=None, open_tickets=0
        )

    app = create_app(rig.context(), pop=pop)
    config = uvicorn.Config(app, port=0, log_config=None, ws="websockets-sansio", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    async with asyncio.timeout(RECEIVE_TIMEOUT_S):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event
            await asyncio.sleep(0.01)
    yield LiveDesk(rig, server.servers[0].sockets[0].getsockname()[1], app, tokens)
    await app.state.watch.close()
    server.should_exit = True
    await serving
