"""Presence of advisors: available, paused or off duty, set by themselves or by a supervisor.

Owns the preconditions: a pause reason of the site, queues that the advisor serves, a registered phone. The router
decides when it takes effect: during a call, after its end.
"""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access import sessions
from agent_api.advisors.schemas import Presence, PresenceDetail
from agent_api.kit.context import PhoneAddressLookup
from agent_api.kit.errors import ApiError
from call_router.acts import AdvisorPhone
from call_router.errors import RouterError
from call_router.service import CallRouter
from config.schema.short_forms import Levels
from config.site.calls.pauses import NO_ANSWER
from config.site.model import Site
from storage.postgres.engine import read_connection

log = structlog.get_logger(__name__)


class PhoneNotRegistered(ApiError):
    """The advisor's phone is not registered."""

    status = 409
    code = "phone_not_registered"


class NoQueues(ApiError):
    """The site's list of advisors assigns the advisor no queue."""

    status = 409
    code = "no_queues"


class PauseReasonUnknown(ApiError):
    """The site lacks this pause reason, or only the system may use it."""

    status = 400
    code = "pause_reason_unknown"


async def change_presence(
    router: CallRouter,
    site: Site,
    advisor: str,
    form: Presence,
    *,
    phone_of: PhoneAddressLookup,
    actor: str,
    without_queues: str,
    without_phone: str,
) -> PresenceDetail:
    """Change an advisor's presence; during a call the change waits for the call's end.

    `without_queues` and `without_phone` are the messages of the two refusals, in Spanish.

    Returns:
        The presence from now on.

    Raises:
        PauseReasonUnknown: the site lacks the reason, or only the system may use it.
        NoQueues: the advisor serves no queue.
        PhoneNotRegistered: the advisor's phone is not registered.
    """
    if form.state == "available":
        if not queues_of(site, advisor):
            raise NoQueues(without_queues)
        phone = await _phone(phone_of, site, advisor, without_phone)
        return PresenceDetail(state=await router.ready(phone, actor))
    if form.state == "offline":
        return PresenceDetail(state=await router.go_offline(advisor, actor))
    if form.reason not in site.pauses or form.reason == NO_ANSWER:
        raise PauseReasonUnknown("Escoja un motivo de pausa de la lista.")
    return PresenceDetail(state=await router.pause(advisor, str(form.reason), actor))


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


async def _phone(phone_of: PhoneAddressLookup, site: Site, advisor: str, without_phone: str) -> AdvisorPhone:
    address = await phone_of(advisor)
    if address is None:
        raise PhoneNotRegistered(without_phone)
    return AdvisorPhone(id=advisor, address=address, queues=queues_of(site, advisor))


def queues_of(site: Site, advisor: str) -> Levels:
    """Return an advisor's queues with their levels from the site's list; empty if not listed."""
    return next((each.queues for each in site.sample_advisors if each.id == advisor), {})
