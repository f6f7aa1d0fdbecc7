"""ASGI guard: authenticates, authorizes and limits each request before its route or body is read.

Owns the order of these checks and the default headers of every response. The permission of each route is in
`app.state.permissions`, collected from the routes.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, cast
from urllib.parse import unquote, urlsplit

from fastapi import Depends, FastAPI, Request, WebSocket
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent_api.access import metrics, sessions
from agent_api.access.limits.lockout import network_prefix
from agent_api.access.limits.rate_limit import RateLimiter
from agent_api.access.monitor_access import MonitorsOnly, is_allowed_monitor
from agent_api.access.principal import (
    CsrfHeaderMissing,
    Forbidden,
    PasswordChangeDue,
    Principal,
    SecondFactorDue,
    SessionRequired,
)
from agent_api.access.session_cache import SessionCache
from agent_api.kit import problems
from agent_api.kit.deps import context_of
from agent_api.kit.errors import (
    BODY_ONLY_PARAMETERS,
    ApiError,
    BadQuery,
    BodyTooLarge,
    MethodNotAllowed,
    NotInAddress,
    TooManyRequests,
)
from agent_api.kit.permissions import DISPLAYS, MONITORS, PUBLIC, SIGNED_IN
from storage.errors import StorageError

__all__ = ["CurrentPrincipal", "Guard", "Principal", "authenticate_websocket", "same_origin"]
API = "/api/"
"""Every route below it is guarded; all other paths are public pages and files."""
COOKIE = "atencion_session"
CSRF_HEADER = "X-Atencion"
MAX_BODY_BYTES = 1024 * 1024
LARGE_BODIES: Mapping[str, int] = {
    "POST /api/v1/tickets/{number}/attachments": 32 * 1024 * 1024,
    "POST /api/v1/me/evaluations/{evaluation_id}/rounds/{round_number}/file": 32 * 1024 * 1024,
    "POST /api/v1/quality/findings/{finding_id}/files": 32 * 1024 * 1024,
    "POST /api/v1/training/courses/{course_id}/uploads": 32 * 1024 * 1024,
    "POST /api/v1/prompts/{prompt}/sounds": 64 * 1024 * 1024,
    "PUT /api/v1/site/drafts/{draft_id}/files/{name}": 32 * 1024 * 1024,
    "POST /api/v1/staff-imports": 4 * 1024 * 1024,
    "POST /api/v1/customer-imports": 4 * 1024 * 1024,
}
"""Maximum body size of the routes with a higher limit, bytes."""
ANONYMOUS_REQUESTS_PER_S, ANONYMOUS_BURST_S, ANONYMOUS_MAX_WAIT_S = 50.0, 1.0, 5.0
"""Rate and burst (a page and its files) of requests without a token from one address, and their maximum wait.

An IPv6 /64 counts as one address.
"""
LIVENESS = "/healthz"
UNTHROTTLED = (LIVENESS, "/api/v1/session")
"""Paths without throttling: health checks must not wait, and sign-in has its own limits."""
SIGNED_PREFIX = "/twilio/"
"""Requests below it are signed."""
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_ALLOWED_AT_SIGN_IN = ("GET /api/v1/me", "GET /api/v1/labels", "DELETE /api/v1/session")
_ALLOWED_BEFORE_PASSWORD_CHANGE = (*_ALLOWED_AT_SIGN_IN, "POST /api/v1/me/password")
_ALLOWED_BEFORE_SECOND_FACTOR = (*_ALLOWED_AT_SIGN_IN, "POST /api/v1/me/second-factor")
_OPTIONAL_SESSION_ROUTES = ("GET /api/v1/session",)
"""Public routes that also read the session, if there is one."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "X-Frame-Options": "DENY",
}
_HSTS = "max-age=31536000; includeSubDomains"


async def _current_principal(request: Request) -> Principal:
    asking = getattr(request.state, "asking", None)
    if asking is None:
        raise SessionRequired
    return cast(Principal, asking)


CurrentPrincipal = Annotated[Principal, Depends(_current_principal)]


def is_monitor(request: Request) -> bool:
    """Return whether a request may read operational metrics."""
    context = context_of(request.app)
    return is_allowed_monitor(context.metrics_token, request.client.host if request.client else None, request.headers)


def require_monitor(request: Request) -> None:
    """Refuse operational metrics to other clients than monitors.

    Raises:
        MonitorsOnly: the request is not from a monitor.
    """
    if not is_monitor(request):
        raise MonitorsOnly(by_token=bool(context_of(request.app).metrics_token))


async def handle_forbidden(request: Request, error: Forbidden) -> Response:
    """Count and answer a `Forbidden` that a route raised."""
    metrics.count_refusal(context_of(request.app).access_counts, error)
    return problems.problem_response(request, error)


async def authenticate_websocket(websocket: WebSocket) -> Principal | None:
    """Authenticate a WebSocket by a bearer token, or by the cookie if the page is ours (RFC 6455 §10.2).

    Returns:
        None without a valid session, or if a browser sends the cookie from another origin.

    Raises:
        StorageError: PostgreSQL is unavailable.
    """
    asking = await _authenticate(websocket)
    strange = (
        asking is None
        or asking.password_change_due
        or asking.second_factor_due
        or (asking.by_cookie and not same_origin(websocket))
    )
    if strange:
        metrics.count_refusal(context_of(websocket.app).access_counts, SessionRequired())
    return None if strange else asking


def same_origin(websocket: WebSocket) -> bool:
    """Return whether the page that opens it is ours: same scheme, host and port (RFC 6454, section 5)."""
    scheme = {"wss": "https"}.get(websocket.scope.get("scheme", "ws"), "http")
    host, page = websocket.headers.get("host"), urlsplit(websocket.headers.get("origin", ""))
    return bool(host) and (page.scheme, page.netloc) == (scheme, host)


async def _authenticate(connection: HTTPConnection, cache: SessionCache | None = None) -> Principal | None:
    """Return the principal of a request, from the cache if it is there."""
    token, by_cookie = _session_token(connection)
    if not token:
        return None
    context = context_of(connection.app)
    now, name = context.now(), f"{by_cookie} {token}"
    asking = cache.get(name, now) if cache else None
    if asking is None:
        asking = await sessions.authenticate_token(
            context.engine,
            context.cipher,
            context.campaign,
            token,
            by_cookie=by_cookie,
            second_factor_roles=context.second_factor_roles,
            now=now,
        )
        if asking is not None and cache:
            cache.put(name, asking, now)
    return asking


def _session_token(connection: HTTPConnection) -> tuple[str, bool]:
    """Return the token, and whether the cookie carried it."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip(), False
    return connection.cookies.get(COOKIE, ""), True


class Guard:
    """ASGI middleware around an application."""

    def __init__(self, app: ASGIApp, application: FastAPI, clock: Callable[[], float] = time.monotonic) -> None:
        """Wrap `app`; `application` holds the routes to guard, `clock` times the rate limits."""
        self._app = app
        self._application = application
        self._routes: Mapping[str, tuple[BaseRoute, ...]] = {}
        self._plain: Mapping[str, str] = {}
        self._needed: Mapping[str, str] = {}
        self._recent = SessionCache()
        self._clock = clock
        self._budget = RateLimiter(context_of(application).requests_per_s)
        self._strangers = RateLimiter(ANONYMOUS_REQUESTS_PER_S, ANONYMOUS_BURST_S)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an admitted request to the application, or answer with the refusal."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["app"] = self._application
        request = Request(scope, receive)
        on_response = None if request.method in _SAFE_METHODS else self._recent.clear
        headers = _default_headers(request.scope["path"], https=scope.get("scheme") == "https")
        sender = _with_headers(send, headers, on_response)
        try:
            await self._throttle_anonymous(request)
            most = await self._admit(request)
        except (ApiError, StorageError) as error:
            if isinstance(error, ApiError):
                metrics.count_refusal(context_of(self._application).access_counts, error)
            await problems.problem_response(request, error)(scope, receive, sender)
            return
        bounded = _BoundedBody(receive, most)
        await self._app(scope, bounded, sender)

    async def _admit(self, request: Request) -> int:
        """Return the maximum size of the body, in bytes, of an admitted request."""
        if not self._routes:
            self._routes = _routes_by_method(self._application)
            self._needed = self._application.state.permissions
            self._plain = {key: key for key in self._needed if "{" not in key}
        _refuse_query_parameters(request)
        path = request.scope["path"]  # the raw path; `request.url` depends on the Host header
        endpoint = f"{request.method} {path}"
        if path.startswith(API):
            self._spend_budget(request)
        key = self._plain.get(endpoint) or match_route(self._routes.get(request.method, ()), request.scope)
        if key is None:
            _refuse_method(self._application.router.routes, request.scope)
            return MAX_BODY_BYTES  # the application answers 404
        needed = self._needed.get(key) if path.startswith(API) else self._needed.get(key, PUBLIC)
        if needed == MONITORS:
            require_monitor(request)
        elif needed not in (PUBLIC, DISPLAYS):
            asking = await _authenticate(request, self._recent)
            if asking is None:
                raise SessionRequired
            _authorize(asking, key, needed, request)
            request.state.asking = asking
        elif key in _OPTIONAL_SESSION_ROUTES:
            request.state.asking = await _authenticate(request, self._recent)
        length = request.headers.get("content-length", "")
        most = LARGE_BODIES.get(key, MAX_BODY_BYTES)
        if length.isdecimal() and int(length) > most:
            raise BodyTooLarge(most // MAX_BODY_BYTES)
        if "\0" in unquote(f"{path}?{request.scope['query_string'].decode('latin-1')}"):
            raise BadQuery("path", "La dirección tiene un carácter nulo.")
        return most

    async def _throttle_anonymous(self, request: Request) -> None:
        """Delay a request without a token while its address sends many.

        Raises:
            TooManyRequests: the wait would be too long.
        """
        path = request.scope["path"]
        hurried = path in UNTHROTTLED or path.startswith(SIGNED_PREFIX) or is_monitor(request)
        if hurried or _session_token(request)[0]:
            return
        address = network_prefix(request.client.host) if request.client else ""
        wait_s = self._strangers.reserve(address, self._clock(), ANONYMOUS_MAX_WAIT_S)
        if wait_s is None:
            raise TooManyRequests(ANONYMOUS_MAX_WAIT_S)
        if wait_s:
            await asyncio.sleep(wait_s)

    def _spend_budget(self, request: Request) -> None:
        """Count a request that has a token, before any look-up for it.

        Raises:
            TooManyRequests: the token exceeds its rate.
        """
        token, _ = _session_token(request)
        if token and (wait_s := self._budget.acquire(token, self._clock())):
            raise TooManyRequests(wait_s)


def _refuse_query_parameters(request: Request) -> None:
    """Refuse query parameters that belong in a body: addresses end up in logs and browser histories.

    Raises:
        NotInAddress: a parameter is personal data or a secret.
    """
    if not request.scope["query_string"] or not request.scope["path"].startswith(API):
        return
    for name in request.query_params:
        if name in BODY_ONLY_PARAMETERS:
            raise NotInAddress(name)


def _refuse_method(routes: Iterable[BaseRoute], scope: Scope) -> None:
    """Refuse a method that the address does not have, and list those it has (RFC 9110, section 15.5.6).

    Raises:
        MethodNotAllowed: the address has other methods.
    """
    others = (route for route in leaf_routes(routes) if route.matches(scope)[0] is Match.PARTIAL)
    methods = {method for route in others for method in getattr(route, "methods", ())}
    if methods:
        raise MethodNotAllowed(methods)


def _authorize(asking: Principal, key: str, permission: str | None, request: Request) -> None:
    if asking.by_cookie and request.method not in _SAFE_METHODS and request.headers.get(CSRF_HEADER) != "1":
        raise CsrfHeaderMissing
    if asking.password_change_due and key not in _ALLOWED_BEFORE_PASSWORD_CHANGE:
        raise PasswordChangeDue
    if asking.second_factor_due and not asking.password_change_due and key not in _ALLOWED_BEFORE_SECOND_FACTOR:
        raise SecondFactorDue
    allowed = (
        asking.scopes is None
        if permission == SIGNED_IN
        else permission is not None and asking.has_permission(permission)
    )
    if not allowed:
        raise Forbidden


def leaf_routes(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Return every route, including those of included routers; our routers hold their own prefix."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from leaf_routes(included.routes)


def _routes_by_method(app: FastAPI) -> Mapping[str, tuple[BaseRoute, ...]]:
    """Group the routes by method; all are included before the first request."""
    routes: dict[str, tuple[BaseRoute, ...]] = {}
    for route in leaf_routes(app.router.routes):
        for method in getattr(route, "methods", None) or ():
            routes[method] = (*routes.get(method, ()), route)
    return routes


def match_route(routes: Iterable[BaseRoute], scope: Scope) -> str | None:
    """Return the permission key of the first route that matches a request; None if none does."""
    matches = (route for route in routes if route.matches(scope)[0] is Match.FULL)
    route = next(matches, None)
    return None if route is None else f"{scope['method']} {getattr(route, 'path_format', getattr(route, 'path', ''))}"


class _BoundedBody:
    """Cuts off a body without a Content-Length that exceeds the limit.

    It raises an HTTPException: FastAPI lets no other exception pass while it reads a body.
    """

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._most:
            raise HTTPException(BodyTooLarge.status)
        return message


def _default_headers(path: str, *, https: bool) -> Mapping[str, str]:
    """Return the headers that a response has unless its route sets them.

    API responses hold personal data, so no cache may store them (RFC 9111, section 5.2.2.5).
    """
    cache_headers = {"Cache-Control": "no-store"} if path.startswith(API) else {}
    return {**_HEADERS, **cache_headers, **({"Strict-Transport-Security": _HSTS} if https else {})}


def _with_headers(send: Send, defaults: Mapping[str, str], on_response: Callable[[], None] | None) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            if on_response is not None:
                on_response()  # before the client can send its next request
            headers = MutableHeaders(scope=message)
            for name, value in defaults.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
