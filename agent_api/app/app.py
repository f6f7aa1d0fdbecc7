"""The HTTP application: every route over what the composition root gives.

Owns how the parts are put together. It opens no server and listens on no port: `atencion` does, on 127.0.0.1 unless
told otherwise. Who may enter is `agent_api.access`'s.
"""

from functools import partial
from http import HTTPStatus

from fastapi import FastAPI

from agent_api.access.account_routes import router as own
from agent_api.access.guard import Guard, handle_forbidden
from agent_api.access.principal import Forbidden
from agent_api.access.user_names import find_names
from agent_api.advisors.routes import router as advisors
from agent_api.anchors.routes import router as day_heads
from agent_api.app.openapi import openapi_document, set_operation_ids
from agent_api.app.openapi_routes import render_document_file
from agent_api.app.openapi_routes import router as document
from agent_api.app.single_flight import SingleFlight
from agent_api.areas.routes import router as areas
from agent_api.calls.routes import router as calls
from agent_api.customers.municipality_routes import router as municipalities
from agent_api.customers.routes import router as customers
from agent_api.desk.control_routes import router as control
from agent_api.desk.hub import FindScreenPop, Hub
from agent_api.desk.routes import router as desk
from agent_api.desk.screen_pops import pop_of
from agent_api.desk.supervision_routes import router as supervision
from agent_api.dispositions.routes import router as dispositions
from agent_api.drafts.routes import router as drafts
from agent_api.erasure.routes import router as erasures
from agent_api.identity.routes import router as identity
from agent_api.incidents.routes import router as incidents
from agent_api.indicators.routes import router as indicators
from agent_api.kit import problems
from agent_api.kit.context import ApiContext
from agent_api.lines.routes import router as lines
from agent_api.lookups.routes import router as lookups
from agent_api.mail.demo_mailbox.routes import router as sample_mail
from agent_api.observations.routes import router as observations
from agent_api.own_calls.routes import router as own_calls
from agent_api.recordings.routes import router as recordings
from agent_api.reports.routes import router as reports
from agent_api.rights.request_routes import router as rights_requests
from agent_api.rights.token_routes import router as tokens
from agent_api.rights.user_routes import router as staff
from agent_api.screen_pop.routes import router as screen_pop
from agent_api.screens.routes import not_found_page
from agent_api.screens.routes import router as screens
from agent_api.sealed_periods.routes import router as sealed_periods
from agent_api.service_level.routes import router as service_level
from agent_api.status_page.routes import router as home
from agent_api.system.metrics import render_metrics
from agent_api.system.request_middleware import RequestMetricsMiddleware
from agent_api.system.routes import readiness
from agent_api.system.routes import router as system
from agent_api.terms.routes import router as terms
from agent_api.tickets.answers.routes import router as answers
from agent_api.tickets.attachments.routes import router as attachments
from agent_api.tickets.letters.routes import router as letters
from agent_api.tickets.lookups.routes import router as ticket_lookups
from agent_api.tickets.receipts.routes import router as receipts
from agent_api.tickets.routes import router as tickets
from agent_api.tickets.status.routes import router as ticket_status
from agent_api.typology.routes import router as typology
from agent_api.voice_messages.routes import router as voice_messages

TITLE = "Atención"
VERSION = "1"


_DESK_ROUTERS = (
    control,
    supervision,
    advisors,
    desk,
    screen_pop,
    dispositions,
    drafts,
    own_calls,
    tickets,
    ticket_status,
    identity,
    attachments,
    receipts,
    letters,
    indicators,
    lookups,
    ticket_lookups,
    typology,
    lines,
    municipalities,
    answers,
    areas,
)
_ROUTERS = (  # what is asked most, first
    calls,
    own,
    service_level,
    incidents,
    *_DESK_ROUTERS,
    terms,
    customers,
    erasures,
    recordings,
    voice_messages,
    reports,
    sealed_periods,
    day_heads,
    observations,
    staff,
    tokens,
    rights_requests,
    sample_mail,
    system,
    document,
    home,
    screens,
)


def create_app(deps: ApiContext, *, pop: FindScreenPop | None = None) -> FastAPI:
    """An ASGI application.

    Args:
        deps: what it is made over; they outlive it.
        pop: gives the screen-pop of a call; None for the system's own.
    """
    app = create_unbound_app()
    app.state.deps = deps
    app.state.watch = Hub(deps, pop or partial(pop_of, deps), partial(find_names, deps))
    app.state.document = SingleFlight(partial(render_document_file, app))
    app.state.figures = SingleFlight(lambda: render_metrics(app.state.deps.of_metrics))
    app.state.readiness = SingleFlight(lambda: readiness(app.state.deps))
    app.add_middleware(Guard, of=app)
    app.add_middleware(RequestMetricsMiddleware, requests=deps.requests)
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
    problems.install_error_handlers(app)
    app.add_exception_handler(HTTPStatus.NOT_FOUND, not_found_page)
    app.add_exception_handler(Forbidden, handle_forbidden)  # type: ignore[arg-type]
    for routes in _ROUTERS:
        app.router.routes.extend(set_operation_ids(routes))  # each bears its prefix and tags: nothing is to be included
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]
    return app
