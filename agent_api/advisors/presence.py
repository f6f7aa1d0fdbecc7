"""Presence of advisors: available, paused or off duty, set by themselves or by a supervisor.

Owns the preconditions: a pause reason of the site, queues that the advisor serves, a registered phone. The router
decides when it takes effect: during a call, after its end.
"""

from collections.abc import Iterable
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access import sessions
from agent_api.advisors.schemas import Presence, PresenceDetail
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import ApiError
from agent_api.roster.domain.merge import seeded_queues
from agent_api.roster.queries import restrictions_of
from agent_api.roster.router_queues import locked_queues
from call_router.acts import AdvisorPhone
from call_router.errors import RouterError
from call_router.service import CallRouter
from config.schema.short_forms import Levels
from config.site.calls.pauses import NO_ANSWER
from eventlog.facts import AdvisorState
from storage.errors import StorageError
from storage.postgres.engine import read_connection, unit_of_work

log = structlog.get_logger(__name__)


class PhoneNotRegistered(ApiError):
    """The advisor's phone is not registered."""

    status = 409
    code = "phone_not_registered"


class NoQueues(ApiError):
    """The roster assigns the advisor no queue, or none that they may serve now."""

    status = 409
    code = "no_queues"


class PauseReasonUnknown(ApiError):
    """The site lacks this pause reason, or only the system may use it."""

    status = 400
    code = "pause_reason_unknown"


async def change_presence(
    context: ApiContext, advisor: str, form: Presence, *, actor: str, without_queues: str, without_phone: str
) -> PresenceDetail:
    """Change an advisor's presence; during a call the change waits for the call's end.

    `without_queues` and `without_phone` are the messages of the two refusals, in Spanish; the reasons why the advisor
    may not serve queues now follow the first one.

    Returns:
        The presence from now on.

    Raises:
        PauseReasonUnknown: the site lacks the reason, or only the system may use it.
        NoQueues: the advisor serves no queue.
        PhoneNotRegistered: the advisor's phone is not registered.
    """
    if form.state == "available":
        return PresenceDetail(state=await _become_available(context, advisor, actor, without_queues, without_phone))
    if form.state == "offline":
        return PresenceDetail(state=await context.router.go_offline(advisor, actor))
    if form.reason not in context.site.pauses or form.reason == NO_ANSWER:
        raise PauseReasonUnknown("Escoja un motivo de pausa de la lista.")
    return PresenceDetail(state=await context.router.pause(advisor, str(form.reason), actor))


async def go_off_duty_after_sign_out(engine: AsyncEngine, router: CallRouter, advisor: str, now: datetime) -> None:
    """Set an advisor off duty after their last session ended; during a call, after its end.

    If the router is unavailable, the presence stays and the log records it.
    """
    async with read_connection(engine) as connection:
        others = (await connection.execute(sessions.open_sessions(advisor, now))).first()
    if others is not None:
        return
    try:
        await router.go_offline(advisor)
    except RouterError as error:
        log.warning("sign_out_left_presence", advisor=advisor, error=str(error))


async def _become_available(
    context: ApiContext, advisor: str, actor: str, without_queues: str, without_phone: str
) -> AdvisorState:
    """Put an advisor on duty in the queues that they may serve, which stay as they are until the router has them.

    While PostgreSQL is away, the queues that the router knows hold.
    """
    address = await context.find_phone_address(advisor)

    async def make_ready(queues: Levels, reasons: Iterable[str]) -> AdvisorState:
        if not queues:
            raise NoQueues(" ".join((without_queues, *reasons)))
        if address is None:
            raise PhoneNotRegistered(without_phone)
        return await context.router.ready(AdvisorPhone(id=advisor, address=address, queues=queues), actor)

    try:
        async with unit_of_work(context.engine) as connection:
            return await make_ready(*await _queues(connection, context, advisor))
    except StorageError as error:
        log.warning("queues_of_router_used", advisor=advisor, error=str(error))
    return await make_ready(await context.router.levels_of(advisor) or seeded_queues(context.site, advisor), ())


async def _queues(connection: AsyncConnection, context: ApiContext, advisor: str) -> tuple[Levels, Iterable[str]]:
    """Return an advisor's queues, locked; without any, the reasons why they may not serve theirs."""
    site, restrict, now = context.site, context.handlers.queue_restrictions, context.now()
    queues = await locked_queues(connection, site, restrict, advisor, now)
    reasons = {} if queues else await restrictions_of(connection, site, restrict, advisor, now)
    return queues, dict.fromkeys(reasons.values())
