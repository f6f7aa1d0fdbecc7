"""The OpenAPI document: complete, with stable names, and correct about permissions."""

from typing import Any

import pytest
import pytest_asyncio

from agent_api.access.guard import COOKIE
from agent_api.app.routing import ROUTES
from agent_api.kit.permissions import DISPLAYS, MONITORS, PUBLIC
from tests.support.api.api_rig import ApiRig

pytestmark = pytest.mark.integration
Operation = tuple[str, str, dict[str, Any]]


@pytest_asyncio.fixture
async def document(rig: ApiRig) -> dict[str, Any]:
    """Return the document as the public reads it."""
    answer = await rig.client.get("/api/openapi.json", headers={"Authorization": ""})
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def operations(document: dict[str, Any]) -> list[Operation]:
    """Return method, path and description of each operation."""
    return [
        (method.upper(), path, each) for path, methods in document["paths"].items() for method, each in methods.items()
    ]


async def test_each_operation_has_summary_described_tag_and_its_function_name(document: dict[str, Any]) -> None:
    """Each operation has a summary, a described tag, and its function's name, which survives a change of address."""
    tags = {each["name"] for each in document["tags"] if each["description"]}
    rows = operations(document)
    assert all(each["summary"] and each["description"] for _, _, each in rows)
    assert {tag for _, _, each in rows for tag in each["tags"]} == tags
    names = [each["operationId"] for _, _, each in rows]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and "api" not in name for name in names)


async def test_cookie_or_token_appear_where_guard_needs_login_and_only_there(document: dict[str, Any]) -> None:
    """Cookie or token appear where the guard needs a login and only there, with the guard's refusals."""
    schemes = document["components"]["securitySchemes"]
    assert (schemes["sesion"]["in"], schemes["sesion"]["name"]) == ("cookie", COOKIE)
    assert schemes["token"]["scheme"] == "bearer"
    for method, path, each in operations(document):
        needed = ROUTES.get(f"{method} {path}", PUBLIC)
        if needed == DISPLAYS:
            assert each["security"] == [{"pantalla": []}], path
            continue
        public = needed in (PUBLIC, MONITORS)
        assert each["security"] == ([] if public else [{"sesion": []}, {"token": []}]), path
        assert public or {"401", "403", "503"} <= set(each["responses"]), path
        assert path == "/healthz" or "429" in each["responses"], path


async def test_every_error_is_a_problem(document: dict[str, Any]) -> None:
    """The exception is readiness, which lists its dependencies in a format of its own."""
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for _, path, each in operations(document):
        for status, answer in each["responses"].items():
            if status >= "400" and path != "/readyz":
                assert answer["content"] == problem, (path, status)
        assert ("requestBody" in each) == ({"413", "422"} <= set(each["responses"])), path
        assert not each.get("parameters") or "400" in each["responses"], path
    assert {"type", "title", "status", "detail", "instance", "code"} <= set(
        document["components"]["schemas"]["Problem"]["properties"]
    )


async def test_the_live_socket_is_pointed_at(document: dict[str, Any]) -> None:
    """OpenAPI cannot describe a WebSocket, so the document links to the description."""
    assert "docs/desk-protocol.md" in document["info"]["description"]
