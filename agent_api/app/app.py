"""The HTTP application: all routes, over the context of the composition root.

Owns how the parts are assembled. It opens no server and no port: `atencion` does, by default on 127.0.0.1.
`agent_api.access` controls access.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial
from http import HTTPStatus

from fastapi import FastAPI

from agent_api.access.guard import Guard, handle_forbidden
from agent_api.access.principal import Forbidden
from agent_api.access.user_names import find_names
from agent_api.app.openapi import load_parameters, openapi_document, set_operation_ids
from agent_api.app.openapi_routes import render_document_file
from agent_api.app.request_middleware import RequestMetricsMiddleware
from agent_api.app.routing import ROUTERS, ROUTES
from agent_api.app.single_flight import SingleFlight
from agent_api.desk.domain.entities import ScreenPopEntity
from agent_api.desk.hub import FindScreenPop, Hub
from agent_api.desk.screen_pops import pop_of
from agent_api.kit import problems
from agent_api.kit.context import ApiContext
from agent_api.kit.deps import context_of
from agent_api.screens.routes import not_found_page
from agent_api.system.metrics import render_metrics
from agent_api.system.routes import readiness
from call_router.acts import CallCard
from config.site.model import Site
from eventlog.stream import Stream

TITLE = "Atención"
VERSION = "1"


def create_app(context: ApiContext, *, pop: FindScreenPop | None = None) -> FastAPI:
    """Build the ASGI application; `pop` replaces the standard screen pop of a call."""
    app = create_unbound_app()
    app.state.context = context

    async def find_pop(call_id: str, card: CallCard, advisor: str, now: datetime) -> ScreenPopEntity:
        return await pop_of(context_of(app), call_id, card, advisor, now)

    async def load_names(logins: Collection[str] | None = None) -> dict[str, str]:
        return await find_names(context.engine, context_of(app).site, context.cipher, logins)

    app.state.watch = Hub(
        Stream(context.redis, context.campaign),
        context.journal,
        context.router,
        lambda: context_of(app).site,
        find_pop=pop or find_pop,
        load_names=load_names,
        now=context.now,
    )
    app.state.document = SingleFlight(partial(render_document_file, app))
    app.state.figures = SingleFlight(lambda: render_metrics(context_of(app).for_metrics))
    app.state.readiness = SingleFlight(lambda: readiness(context_of(app)))
    app.add_middleware(Guard, application=app)
    app.add_middleware(RequestMetricsMiddleware, requests=context.http_metrics)
    return app


def change_site(app: FastAPI, site: Site) -> None:
    """Use another version of the site for the requests that come now; each request keeps the one it began with."""
    app.state.context = replace(context_of(app), site=site)
    app.state.watch.change_site()


def create_unbound_app() -> FastAPI:
    """Build the routes and their OpenAPI document without a context: it cannot answer requests."""
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        openapi_url=None,  # its own route serves it, written once, with an ETag
        docs_url=None,  # its pages load scripts from another host
        redoc_url=None,
        telemetry={"auto_configure": False},
    )
    app.state.permissions = ROUTES
    problems.install_error_handlers(app)
    app.add_exception_handler(HTTPStatus.NOT_FOUND, not_found_page)
    app.add_exception_handler(Forbidden, handle_forbidden)  # type: ignore[arg-type]
    for routes in ROUTERS:
        app.router.routes.extend(set_operation_ids(routes))  # routes already have prefix and tags: no include_router
    load_parameters(app)
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]
    return app
