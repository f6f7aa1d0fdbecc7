"""The routers of all nouns, and the permission of each route.

A noun's routes stand as `router` in a module `routes`, or in one whose name ends with `_routes`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

from agent_api.app.discovery import find_modules
from agent_api.kit.permissions import required_permission
from metrics.prometheus.http_requests import API

_ASKED_MOST: Final = ("agent_api.calls.routes", "agent_api.access.account_routes", "agent_api.service_level.routes")
"""Modules whose routes are matched first."""


class UndeclaredRoute(Exception):
    """A route declares no permission: `@requires(…)` is missing below the decorator of its path."""


def find_routers() -> tuple[APIRouter, ...]:
    """Return the router of each routes module, the most requested first."""
    routers = {each.__name__: each.router for each in find_modules("routes")}
    return tuple(routers.pop(name) for name in _ASKED_MOST) + tuple(routers.values())


def collect_permissions(routers: Iterable[APIRouter]) -> Mapping[str, str]:
    """Return the permission of each route, by ``METHOD /path``.

    Raises:
        UndeclaredRoute: a route declares none.
    """
    table: dict[str, str] = {}
    for route in (each for router in routers for each in router.routes):
        if not isinstance(route, APIRoute):
            continue  # a WebSocket, which authenticates by itself
        needed = required_permission(route.endpoint)
        if needed is None:
            raise UndeclaredRoute(f"{route.path_format}: {route.endpoint.__module__}.{route.name}")
        table |= {f"{method} {route.path_format}": needed for method in sorted(route.methods or ())}
    return table


ROUTERS: Final = find_routers()
ROUTES: Final = collect_permissions(ROUTERS)
"""Requirement of each route: a permission, or a constant of `agent_api.kit.permissions`."""
API_AREAS: Final = frozenset(key.partition(API)[2].partition("/")[0] for key in ROUTES if API in key)
"""First path segments below the API prefix."""
