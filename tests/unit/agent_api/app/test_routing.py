"""Routes are found by folder, and each declares its permission."""

from itertools import permutations

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from agent_api.app.routing import ROUTERS, ROUTES, UndeclaredRoute, collect_permissions
from agent_api.kit.permissions import DISPLAYS, MONITORS, PERMISSIONS, PUBLIC, SIGNED_IN, requires

APP_ROUTES = [each for router in ROUTERS for each in router.routes if isinstance(each, APIRoute)]


def test_application_does_not_start_with_undeclared_route_and_error_names_function() -> None:
    """The application does not start with an undeclared route, and the error names the function."""
    router = APIRouter(prefix="/api/v1")

    @router.get("/declared")
    @requires("calls.read")
    async def declared() -> None:
        """Answer nothing."""

    assert collect_permissions([router]) == {"GET /api/v1/declared": "calls.read"}

    @router.get("/undeclared")
    async def undeclared() -> None:
        """Answer nothing."""

    with pytest.raises(UndeclaredRoute, match=r"/api/v1/undeclared: .*\.undeclared"):
        collect_permissions([router])


def test_each_route_needs_a_permission_that_exists() -> None:
    """The collected table has the routes of every noun and only permissions that the guard knows."""
    assert len(ROUTES) >= len(APP_ROUTES) > 150
    assert set(ROUTES.values()) <= {*PERMISSIONS, PUBLIC, MONITORS, DISPLAYS, SIGNED_IN}
    assert ROUTES["POST /api/v1/tickets"] == "ticket.file"
    assert ROUTES["GET /api/openapi.json"] == ROUTES["HEAD /api/openapi.json"] == PUBLIC
    open_to_all = {key for key, needed in ROUTES.items() if needed == PUBLIC and " /api/v1/" in key}
    assert open_to_all == {"GET /api/v1/session", "POST /api/v1/session", "POST /api/v1/wall/pairing"}


def test_the_order_of_routes_decides_nothing() -> None:
    """No route's path also matches another route with the same method, so files may be found in any order."""
    for one, other in permutations(APP_ROUTES, 2):
        if one.methods and other.methods and one.methods & other.methods:
            assert not other.path_regex.match(one.path_format.replace("{", "").replace("}", "")), one.path_format
