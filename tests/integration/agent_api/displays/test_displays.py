"""Wall displays through the API: pairing, what a display reads, its revocation, and what its token does not open."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi.routing import APIRoute

from agent_api.access.guard import COOKIE as SESSION_COOKIE
from agent_api.access.guard import leaf_routes
from agent_api.access.limits.lockout import FREE_ATTEMPTS
from agent_api.app.routing import ROUTES
from agent_api.displays.domain.pairing_code import parse_code
from agent_api.displays.schemas import COOKIE
from agent_api.kit.permissions import DISPLAYS, MONITORS, PUBLIC
from tests.support.api.api_rig import ApiRig, MixedCalls
from tests.support.desks.advisor_desk import NUMBER, AdvisorDesk

pytestmark = pytest.mark.integration

LEAD, COORDINATOR, ADMIN, OVERSIGHT = "supervisor:sara", "coordinador:coco", "admin:ada", "interventoria:vera"
NO_SESSION = {"Authorization": ""}
SETTINGS = {
    "name": "Sala de operación",
    "place": "Piso 2, muro norte",
    "panels": ["service", "queues"],
    "seconds": 12,
    "theme": "dark",
}


class WallDesk(AdvisorDesk):
    """People who manage displays, and the televisions."""

    async def create(self, user: str = LEAD, **form: Any) -> httpx2.Response:
        """Create a display."""
        return await self.ask(user, "POST", "/displays", json={**SETTINGS, "days": 30, **form})

    async def pair(self, code: str) -> httpx2.Response:
        """Enter a code at a television, which has no session."""
        self.rig.client.cookies.clear()
        return await self.rig.client.post("/api/v1/wall/pairing", json={"code": code}, headers=NO_SESSION)

    async def pair_new(self) -> tuple[str, str]:
        """Create a display and pair it; return its id and the token of the cookie."""
        created = (await self.create()).json()
        paired = await self.pair(created["code"])
        assert paired.status_code == 204, paired.text
        return created["display"]["id"], paired.cookies[COOKIE]

    async def read(self, token: str, path: str = "/api/v1/wall") -> httpx2.Response:
        """Read as a television with this token."""
        self.rig.client.cookies.clear()
        return await self.rig.client.get(path, headers={**NO_SESSION, "Cookie": f"{COOKIE}={token}"})

    async def displays(self) -> dict[str, Any]:
        """Return the list that a supervisor sees."""
        listed: dict[str, Any] = (await self.ask(LEAD, "GET", "/displays")).json()
        return listed


@pytest.fixture
def desk(rig: ApiRig) -> WallDesk:
    """Open a desk over an empty campaign."""
    return WallDesk(rig)


async def test_a_television_is_paired_once_and_reads_until_it_is_revoked(desk: WallDesk) -> None:
    """The code serves once; the cookie is hidden from scripts and sent to one path; facts tell each act."""
    created = await desk.create()
    assert created.status_code == 201, created.text
    body = created.json()
    assert (body["display"]["state"], body["display"]["created_by_name"]) == ("waiting", "Sara")
    paired = await desk.pair(body["code"].lower().replace("-", " "))
    assert paired.status_code == 204, paired.text
    cookie = paired.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/api/v1/wall", "Max-Age=2592000"))
    token, identity = paired.cookies[COOKIE], body["display"]["id"]
    assert (await desk.pair(body["code"])).json()["code"] == "pairing_code_wrong"
    assert (await desk.read(token)).status_code == 200
    (listed,) = (await desk.displays())["displays"]
    assert (listed["state"], listed["place"]) == ("on", "Piso 2, muro norte")
    assert (await desk.ask(COORDINATOR, "DELETE", f"/displays/{identity}")).status_code == 204
    refused = await desk.read(token)
    assert (refused.status_code, refused.json()["code"]) == (401, "display_not_allowed")
    (former,) = (await desk.displays())["latest"]
    assert (former["state"], former["revoked_by_name"]) == ("revoked", "Coco")
    kinds = ("DisplayCreated", "DisplayPaired", "DisplayRevoked")
    facts = [(await desk.journaled_facts(kind)) for kind in kinds]
    assert [[each.actor for each in found] for found in facts] == [["user:sara"], ["system"], ["user:coco"]]


async def test_nothing_that_opens_a_display_is_stored_or_listed(desk: WallDesk) -> None:
    """The table has neither code nor token, and no later answer has them."""
    created = (await desk.create()).json()
    code = parse_code(created["code"]) or ""
    waiting = await desk.bytes_of("wall_display")
    _, token = await desk.pair_new()
    stored = await desk.bytes_of("wall_display")
    secret = token.partition(".")[2]
    assert code
    assert secret
    assert all(each.encode() not in stored + waiting for each in (code, created["code"], secret))
    listed = await desk.ask(LEAD, "GET", "/displays")
    assert all(each not in listed.text for each in (code, created["code"], secret))
    address = await desk.rig.client.get("/api/v1/wall", params={"token": token})
    assert address.json()["code"] == "not_in_address"


async def test_a_display_reads_figures_and_no_person(desk: WallDesk) -> None:
    """Service level and abandonment as the API has them, queues, advisors counted by state; no name and no number."""
    await MixedCalls(desk.rig).make_calls()
    await desk.ring("timbra", "asesor2")
    await desk.rig.record()
    _, token = await desk.pair_new()
    answer = await desk.read(token)
    wall = answer.json()
    assert wall["settings"] == {key: SETTINGS[key] for key in ("name", "panels", "seconds", "theme")}
    day = wall["total"]["day"]
    assert (day["within"], day["ingressed"], day["abandoned"]) == (2, 7, 1)
    assert wall["total"]["interval"]["service_percent"] == day["service_percent"] == "28.57"
    assert wall["service_target"] == {"percent": 80.0, "at_least": True}
    assert sum(each["waiting"] for each in wall["queues"]) == 2
    assert {each["state"]: each["count"] for each in wall["advisors"] if each["count"]} == {"paused": 1, "offered": 1}
    assert all(each not in answer.text for each in (NUMBER, "asesor1", "asesor2", "Asesor", "timbra"))


async def test_a_token_of_a_display_opens_nothing_else(desk: WallDesk) -> None:
    """Each other route answers 401 to it, as its cookie, as the cookie of a session and as a bearer token."""
    _, token = await desk.pair_new()
    routes = (each for each in leaf_routes(desk.rig.app.router.routes) if isinstance(each, APIRoute))
    keys = [f"{method} {each.path_format}" for each in routes for method in each.methods or ()]
    guarded = [key for key in keys if ROUTES[key] not in (PUBLIC, MONITORS, DISPLAYS)]
    assert len(guarded) > 300
    ways = [
        {**NO_SESSION, "Cookie": f"{COOKIE}={token}"},
        {**NO_SESSION, "Cookie": f"{SESSION_COOKIE}={token}", "X-Atencion": "1"},
        {"Authorization": f"Bearer {token}"},
    ]
    desk.rig.client.cookies.clear()
    for key in guarded:
        method, path = key.split()
        for headers in ways:
            answer = await desk.rig.client.request(method, path, content=b"{", headers=headers)
            assert answer.status_code == 401, (key, headers, answer.status_code)
    assert [key for key in keys if ROUTES[key] == DISPLAYS] == ["GET /api/v1/wall"]


async def test_codes_are_not_guessed(desk: WallDesk) -> None:
    """An address waits after some wrong codes, and a code lapses; another display's code is no help."""
    created = (await desk.create()).json()
    answers = [(await desk.pair("BCDF-GHJK")).status_code for _ in range(FREE_ATTEMPTS["display"] + 1)]
    assert answers == [400] * FREE_ATTEMPTS["display"] + [429]
    desk.rig.now += timedelta(minutes=15)
    await desk.campaign_rig.redis.flushdb()
    assert (await desk.pair(created["code"])).json()["code"] == "pairing_code_wrong"
    (listed,) = (await desk.displays())["displays"]
    assert listed["state"] == "lapsed"


async def test_a_new_code_moves_a_display_to_another_television(desk: WallDesk) -> None:
    """The former one reads until the code is used; settings change meanwhile; an expired display reads nothing."""
    identity, first = await desk.pair_new()
    changed = await desk.ask(LEAD, "PUT", f"/displays/{identity}", json={**SETTINGS, "theme": "light", "seconds": 30})
    assert changed.status_code == 200, changed.text
    again = (await desk.ask(ADMIN, "POST", f"/displays/{identity}/code")).json()
    assert (await desk.read(first)).json()["settings"]["theme"] == "light"
    second = (await desk.pair(again["code"])).cookies[COOKIE]
    assert [(await desk.read(each)).status_code for each in (first, second)] == [401, 200]
    desk.rig.now += timedelta(days=30)
    assert (await desk.read(second)).status_code == 401
    assert [each["state"] for each in (await desk.displays())["latest"]] == ["expired"]
    refused = await desk.ask(LEAD, "POST", f"/displays/{identity}/code")
    assert (refused.status_code, refused.json()["code"]) == (404, "no_such_display")


async def test_who_manages_displays(desk: WallDesk) -> None:
    """Those who lead the operation, and the administrator; a form with a panel twice is refused."""
    users = (LEAD, COORDINATOR, ADMIN, OVERSIGHT, "asesor1")
    assert [(await desk.create(user)).status_code for user in users] == [201, 201, 201, 403, 403]
    assert (await desk.create(panels=["queues", "queues"])).status_code == 422
    assert (await desk.ask(LEAD, "DELETE", f"/displays/{'0' * 16}")).status_code == 404
