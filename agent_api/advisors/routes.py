"""``/api/v1/me/presence`` and ``/api/v1/advisors/{advisor}/presence``: an advisor's state."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access import users
from agent_api.access.guard import CurrentPrincipal
from agent_api.access.principal import Forbidden
from agent_api.access.users import USERNAME
from agent_api.advisors.presence import change_presence
from agent_api.advisors.schemas import Presence, PresenceDetail
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import NotFound
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from config.site.model import Site
from storage.postgres.engine import read_connection

router = APIRouter(prefix="/api/v1")


@router.put(
    "/me/presence",
    tags=["acceso"],
    responses=responses(400, 409),
    summary="Quedar disponible, en pausa o desconectado",
)
@requires("presence.set")
async def set_presence(context: ContextDep, principal: CurrentPrincipal, presence: Presence) -> PresenceDetail:
    """Durante una llamada, la pausa y la salida se cumplen cuando termine."""
    if principal.scopes is not None:
        raise Forbidden
    queues = "Usted no atiende ahora ninguna cola: pida a su coordinador que se la asigne en «Puestos y colas»."
    phone = "Su teléfono no está registrado: enciéndalo y vuelva a intentarlo."
    return await change_presence(
        context,
        principal.user,
        presence,
        actor=f"advisor:{principal.user}",
        without_queues=queues,
        without_phone=phone,
    )


@router.put(
    "/advisors/{advisor}/presence",
    tags=["asesores"],
    responses=responses(404, 409),
    summary="Dejar a un asesor disponible, en pausa o fuera de turno",
)
@requires("presence.force")
async def force_presence(
    context: ContextDep, principal: CurrentPrincipal, advisor: Annotated[str, Path(pattern=USERNAME)], form: Presence
) -> PresenceDetail:
    """Lo que el asesor habría pedido, pedido por su supervisor: queda escrito quién fue.

    Si tiene una llamada, la pausa y la salida se cumplen cuando termine.
    """
    if principal.scopes is not None:
        raise Forbidden
    if not await _is_advisor(context.engine, context.site, context.now(), advisor):
        raise NotFound(f"No hay ningún asesor «{advisor}» en esta campaña.")
    queues = "Ese asesor no atiende ahora ninguna cola: asígnesela antes en «Puestos y colas»."
    phone = "El teléfono de ese asesor no está registrado: debe encenderlo antes de quedar disponible."
    return await change_presence(
        context,
        advisor,
        form,
        actor=f"user:{principal.user}",
        without_queues=queues,
        without_phone=phone,
    )


async def _is_advisor(engine: AsyncEngine, site: Site, now: datetime, name: str) -> bool:
    """Return whether the name is a user with the role today, or one of the site's sample advisors."""
    if any(each.id == name for each in site.sample_advisors):
        return True
    async with read_connection(engine) as connection:
        return "asesor" in await users.roles_of(connection, name, site.campaign, now)
