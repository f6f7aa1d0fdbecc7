"""The routes of all nouns, and what each needs.

A noun's routes stand in a module `routes`, or one whose name ends with `_routes`, as `router`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

from agent_api.app.discovery import find_modules
from agent_api.kit.permissions import required_permission
from metrics.prometheus.http_requests import API

_ASKED_MOST: Final = ("agent_api.calls.routes", "agent_api.access.account_routes", "agent_api.service_level.routes")
"""Modules whose routes are compared first with a request's path."""


class UndeclaredRoute(Exception):
    """A route does not declare what it needs: `@requires(…)` is missing below the decorator of its path."""


def find_routers() -> tuple[APIRouter, ...]:
    """Find the router of each module of routes."""
    routers = {each.__name__: each.router for each in find_modules("routes")}
    return tuple(routers.pop(name) for name in _ASKED_MOST) + tuple(routers.values())


def collect_permissions(routers: Iterable[APIRouter]) -> Mapping[str, str]:
    """Return what each route needs, by ``METHOD /path``.

    Raises:
        UndeclaredRoute: a route does not say it.
    """
    table: dict[str, str] = {}
    for route in (each for router in routers for each in router.routes):
        if not isinstance(route, APIRoute):
            continue  # a WebSocket, which asks who opens it
        needed = required_permission(route.endpoint)
        if needed is None:
            raise UndeclaredRoute(f"{route.path_format}: {route.endpoint.__module__}.{route.name}")
        table |= {f"{method} {route.path_format}": needed for method in sorted(route.methods or ())}
    return table


ROUTERS: Final = find_routers()
ROUTES: Final = collect_permissions(ROUTERS)
"""What each route needs: a permission, or one of the words of `agent_api.kit.permissions`."""
API_AREAS: Final = frozenset(key.partition(API)[2].partition("/")[0] for key in ROUTES if API in key)
"""What the addresses of the API are about."""
