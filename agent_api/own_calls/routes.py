"""``/api/v1/me/calls``."""

from fastapi import APIRouter

from agent_api.access.guard import Who
from agent_api.given import Given
from agent_api.own_calls.schemas import OwnCalls
from agent_api.own_calls.service import calls_of_today

router = APIRouter(prefix="/api/v1/me/calls", tags=["llamadas"])


@router.get("", summary="Las propias llamadas de hoy")
async def list_own_calls(deps: Given, who: Who) -> OwnCalls:
    """Las que usted contestó hoy, la última primero."""
    return OwnCalls(calls=await calls_of_today(deps, who, deps.now()))
