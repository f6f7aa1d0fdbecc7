"""``/api/v1/me/calls`` and ``/api/v1/me/day``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.own_calls.day_figures import read_own_day
from agent_api.own_calls.schemas import OwnCalls, OwnDay
from agent_api.own_calls.service import read_own_calls

router = APIRouter(prefix="/api/v1/me", tags=["llamadas"])


@router.get("/calls", summary="Las propias llamadas de hoy")
@requires("desk.use")
async def list_own_calls(context: ContextDep, principal: CurrentPrincipal) -> OwnCalls:
    """Las que usted contestó hoy y las de días anteriores que quedaron sin tipificar, la última primero."""
    return await read_own_calls(
        context.engine,
        context.cipher,
        context.campaign,
        principal,
        load_site_version=context.load_site_version,
        numbers=caller_numbers_of(context),
        now=context.now(),
    )


@router.get("/day", summary="Las propias cifras de hoy y de ayer")
@requires("desk.use")
async def tell_own_day(context: ContextDep, principal: CurrentPrincipal) -> OwnDay:
    """Las mismas que ve su supervisor en la tabla por asesor. Su adherencia está en `/api/v1/me/states`."""
    return await read_own_day(context.engine, context.campaign, principal.user, context.now())
