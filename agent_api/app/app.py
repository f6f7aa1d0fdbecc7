"""The HTTP application: every route over what the composition root gives.

Owns how the parts are put together. It opens no server and listens on no port: `atencion` does, on 127.0.0.1 unless
told otherwise. Who may enter is `agent_api.access`'s.
"""

from functools import partial
from http import HTTPStatus

from fastapi import FastAPI

from agent_api.access.guard import Guard, handle_forbidden
from agent_api.access.principal import Forbidden
from agent_api.access.user_names import find_names
from agent_api.app.openapi import openapi_document, set_operation_ids
from agent_api.app.openapi_routes import render_document_file
from agent_api.app.request_middleware import RequestMetricsMiddleware
from agent_api.app.routing import ROUTERS, ROUTES
from agent_api.app.single_flight import SingleFlight
from agent_api.desk.hub import FindScreenPop, Hub
from agent_api.desk.screen_pops import pop_of
from agent_api.kit import problems
from agent_api.kit.context import ApiContext
from agent_api.kit.deps import context_of
from agent_api.screens.routes import not_found_page
from agent_api.system.metrics import render_metrics
from agent_api.system.routes import readiness
from eventlog.stream import Stream

TITLE = "Atención"
VERSION = "1"


def create_app(context: ApiContext, *, pop: FindScreenPop | None = None) -> FastAPI:
    """An ASGI application.

    Args:
        context: what it is made over; they outlive it.
        pop: gives the screen-pop of a call; None for the system's own.
    """
    app = create_unbound_app()
    app.state.context = context
    app.state.watch = Hub(
        Stream(context.redis, context.campaign),
        context.journal,
        context.router,
        context.site,
        find_pop=pop or partial(pop_of, context),
        load_names=partial(find_names, context.engine, context.site, context.cipher),
        now=context.now,
    )
    app.state.document = SingleFlight(partial(render_document_file, app))
    app.state.figures = SingleFlight(lambda: render_metrics(context_of(app).for_metrics))
    app.state.readiness = SingleFlight(lambda: readiness(context_of(app)))
    app.add_middleware(Guard, application=app)
    app.add_middleware(RequestMetricsMiddleware, requests=context.http_metrics)
    return app


def create_unbound_app() -> FastAPI:
    """Every route and the document that describes them, with nothing behind: it answers no request."""
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        openapi_url=None,  # its own route serves it, written once, with an ETag
        docs_url=None,  # its pages fetch their scripts from another host
        redoc_url=None,
        telemetry={"auto_configure": False},
    )
    app.state.permissions = ROUTES
    problems.install_error_handlers(app)
    app.add_exception_handler(HTTPStatus.NOT_FOUND, not_found_page)
    app.add_exception_handler(Forbidden, handle_forbidden)  # type: ignore[arg-type]
    for routes in ROUTERS:
        app.router.routes.extend(set_operation_ids(routes))  # each bears its prefix and tags: nothing is to be included
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]
    return app
