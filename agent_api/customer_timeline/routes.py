"""``/api/v1/customers/{customer_id}/timeline``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.customer_timeline import service
from agent_api.customer_timeline.domain.merge import TimelinePosition
from agent_api.customer_timeline.schemas import CustomerTimelinePage, CustomerTimelineQuery
from agent_api.customers.schemas import CustomerId
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import BadQuery
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1/customers", tags=["clientes"])


@router.get("/{customer_id}/timeline", responses=responses(404, 409), summary="La historia de un cliente")
@requires("customer.read")
async def list_customer_timeline(
    context: ContextDep,
    principal: CurrentPrincipal,
    customer_id: CustomerId,
    query: Annotated[CustomerTimelineQuery, Query()],
) -> CustomerTimelinePage:
    """Sus tickets, llamadas, correos, cartas, grabaciones, verificaciones, cambios y avisos, lo último primero.

    Con la identidad verificada en esta llamada; sin ella, 403 `identity_required`. De los tickets, solo los que usted
    puede ver. Cada lectura queda en el registro.
    """
    after = _decode_cursor(query.cursor)
    return await service.read_timeline(context, principal, customer_id, query, after=after, now=context.now())


def _decode_cursor(cursor: str | None) -> TimelinePosition | None:
    try:
        return TimelinePosition.decode(cursor) if cursor else None
    except ValueError as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
