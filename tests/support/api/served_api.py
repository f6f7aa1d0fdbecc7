"""The API on its own port, with users of each kind and data for them.

Owns the serving and the sessions; each test sends its own requests.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import date, timedelta
from itertools import count

import uvicorn
from fastapi import FastAPI
from sqlalchemy import insert

from agent_api.access import sessions, users
from agent_api.access.permissions import ROLES
from agent_api.kit.permissions import PERMISSIONS
from storage.postgres.engine import unit_of_work
from storage.tables import service_token
from tests.support.api.api_rig import PASSWORD_HASH, ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

CALLS = {"ana": "de-ana", "todera": "de-todera"}
"""The call in which each advisor talks."""
CALL = CALLS["ana"]
PEOPLE: dict[str, tuple[str, ...]] = {
    "todera": ROLES,
    "ana": ("asesor",),
    "jefa": ("supervisor",),
    "admin": ("admin",),
    "nuevo": (),
    "otra": ("funcionario",),
    "libre": ("asesor",),
}
SERVICE, NOBODY = "servicio", "nadie"
START_TIMEOUT_S = 30
_GRANTED_SINCE = date(2020, 1, 1)
_numbers = count(1)


class ServedApi:
    """An application that listens on the loopback interface.

    Attributes:
        url: its address.
        folders: temporary folders, removed with it.
    """

    def __init__(self, rig: ApiRig, url: str) -> None:
        self.rig = rig
        self.url = url
        self.folders = ExitStack()

    async def hire(self, name: str, *roles: str) -> None:
        """Add a user with roles."""
        async with unit_of_work(self.rig.engine) as connection:
            await users.add(
                connection,
                SEALER,
                name,
                full_name=name.title(),
                password_hash=PASSWORD_HASH,
                now=self.rig.now,
            )
            for role in roles:
                await users.grant_role(connection, name, role, CAMPAIGN, begins=_GRANTED_SINCE)

    async def headers_of(self, user: str) -> dict[str, str]:
        """Return the authorization header of a new session or a new service token."""
        if user == NOBODY:
            return {}
        token = (await self.service_token())[0] if user == SERVICE else await self._session(user)
        return {"Authorization": f"Bearer {token}"}

    async def _session(self, user: str) -> str:
        async with unit_of_work(self.rig.engine) as connection:
            return (await sessions.begin(connection, user, self.rig.now))[0]

    async def service_token(self) -> tuple[str, str]:
        """Issue a token with every permission that a token may have; return it and its id."""
        token, identity = sessions.generate_token(), f"servicio-{next(_numbers)}"
        row = {
            "id": identity,
            "campaign": CAMPAIGN,
            "name": SERVICE,
            "digest": sessions.token_digest(token),
            "permissions": " ".join(PERMISSIONS),
            "issued_by": "todera",
            "issued_at": self.rig.now,
            "expires_at": self.rig.now + timedelta(days=1),
        }
        async with unit_of_work(self.rig.engine) as connection:
            await connection.execute(insert(service_token).values(row))
        return token, identity


@asynccontextmanager
async def served_app(app: FastAPI) -> AsyncIterator[str]:
    """Serve an application on a free port of the loopback interface; yield its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="websockets-sansio", lifespan="off"))
    serving = asyncio.create_task(server._serve())
    async with asyncio.timeout(START_TIMEOUT_S):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event
            await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    await app.state.watch.close()
    server.should_exit = True
    await serving


@asynccontextmanager
async def served_api(rig: ApiRig) -> AsyncIterator[ServedApi]:
    """Serve the API on a free port, with all users hired and a call in progress for `ana` and `todera`."""
    async with served_app(rig.app) as url:
        it = ServedApi(rig, url)
        for name, roles in PEOPLE.items():
            await it.hire(name, *roles)
        desk = AdvisorDesk(rig)
        for advisor, call in CALLS.items():
            await desk.talk(call, advisor)
        heartbeat = {"state": "recording", "told_at": int(rig.now.timestamp() * 1000)}
        await rig.campaign_rig.redis.hset(rig.campaign_rig.key("recorder"), mapping=heartbeat)
        with it.folders:
            yield it
