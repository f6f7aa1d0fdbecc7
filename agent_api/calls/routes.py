"""``/api/v1/calls``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.calls import service
from agent_api.calls.schemas import Call, CallDetail, CallPage, CallQuery, call_fields
from agent_api.calls.store import CallFilter, find_calls
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1/calls", tags=["llamadas"])


@router.get("", summary="Llamadas recientes")
@requires("calls.read")
async def list_calls(context: ContextDep, query: Annotated[CallQuery, Query()]) -> CallPage:
    """Las últimas que ingresaron primero."""
    running = query.outcome == "in_progress"
    criteria = CallFilter(
        line=query.line,
        outcome=None if query.outcome == "in_progress" else query.outcome,
        in_progress=running,
        begins=query.begins,
        ends=query.ends,
        set_aside=query.set_aside,
        without_talk=query.without_talk or False,
    )
    records, more = await find_calls(
        context.engine, context.campaign, criteria, query.limit, parse_cursor(query.cursor)
    )
    return CallPage(
        calls=[Call.model_construct(**call_fields(record)) for record in records],  # our own rows need no validation
        next=more.encode() if more else None,
    )


@router.get("/{call_id}", responses=responses(404), summary="Una llamada con su historia")
@requires("calls.read")
async def tell_call(context: ContextDep, principal: CurrentPrincipal, call_id: CallId) -> CallDetail:
    """El resumen de la llamada y cada hecho suyo, en orden, con una frase que lo cuenta.

    El nombre completo del cliente verificado exige poder leer clientes sin llamada, y queda en el registro.
    """
    return await service.read_call(context, principal, call_id, context.now())
