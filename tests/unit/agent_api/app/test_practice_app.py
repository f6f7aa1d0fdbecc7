"""The prefix of the practice application: which requests it gets, and which routes it has."""

from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from agent_api.access.permissions import permissions_of
from agent_api.app.practice_app import PREFIX, PracticeMount, is_offered
from agent_api.app.routing import ROUTES


class _Recorder:
    """An application that keeps the path of each request."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.paths.append(scope.get("path", scope["type"]))


@pytest.mark.parametrize(
    ("path", "practice", "real"),
    [
        (f"{PREFIX}/api/v1/tickets", ["/api/v1/tickets"], []),
        (PREFIX, ["/"], []),
        (f"{PREFIX}/", ["/"], []),
        ("/api/v1/tickets", [], ["/api/v1/tickets"]),
        (f"{PREFIX}s/api", [], [f"{PREFIX}s/api"]),
        (f"/api{PREFIX}", [], [f"/api{PREFIX}"]),
    ],
)
async def test_only_paths_below_the_prefix_reach_the_practice(path: str, practice: list[str], real: list[str]) -> None:
    """Every other path, also one that begins alike, is the real application's."""
    mine, others = _Recorder(), _Recorder()
    for kind in ("http", "websocket"):
        await PracticeMount(others, mine)({"type": kind, "path": path, "raw_path": path.encode()}, _unused, _unused)
    assert (mine.paths, others.paths) == (practice * 2, real * 2)


async def test_the_start_and_the_end_of_the_server_are_the_real_applications() -> None:
    """There is one server."""
    mine, others = _Recorder(), _Recorder()
    await PracticeMount(others, mine)({"type": "lifespan"}, _unused, _unused)
    assert (mine.paths, others.paths) == ([], ["lifespan"])


def test_a_practice_changes_no_account_and_opens_no_session() -> None:
    """It has the work of an advisor, and reads; sign-in, passwords, factors, users and tokens are the real one's."""
    offered = {key: needed for key, needed in ROUTES.items() if is_offered(key, needed)}
    changing = {key: needed for key, needed in offered.items() if not key.startswith("GET ")}
    assert set(changing.values()) <= permissions_of(["asesor"])
    for key in ("POST /api/v1/session", "DELETE /api/v1/session", "POST /api/v1/me/password", "POST /api/v1/users"):
        assert key in ROUTES
        assert key not in offered
    assert {"POST /api/v1/tickets", "PUT /api/v1/calls/{call_id}/disposition", "GET /api/v1/session"} <= set(offered)
    assert "GET /metrics" not in offered


async def _unused(*_: Any) -> Any:
    raise AssertionError("nothing is read or sent")
