"""``/api/v1/customers/{customer_id}/erasure``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.customers.schemas import CustomerId
from agent_api.erasure import service
from agent_api.erasure.presenters import present_erasure
from agent_api.erasure.schemas import ErasureForm, ErasureQuery, ErasureReport
from agent_api.erasure.service import ErasureContext, ErasureOrder, ErasureTarget
from agent_api.kit.context import ApiContext
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1/customers", tags=["clientes"])


@router.get("/{customer_id}/erasure", responses=responses(404, 409), summary="Qué se suprimiría de un cliente y qué no")
@requires("customer.erase")
async def preview_customer_erasure(
    context: ContextDep, principal: CurrentPrincipal, customer_id: CustomerId, query: Annotated[ErasureQuery, Query()]
) -> ErasureReport:
    """Todo lo que se guarda de la persona, contado: lo que se suprimiría y lo que la ley obliga a conservar."""
    target = ErasureTarget(customer_id=customer_id)
    return present_erasure(await service.preview(_context(context), target, query.request, query.credit, context.now()))


@router.post(
    "/{customer_id}/erasure", responses=responses(404, 409), summary="Suprimir los datos de un cliente que lo pidió"
)
@requires("customer.erase")
async def erase_customer(
    context: ContextDep, principal: CurrentPrincipal, customer_id: CustomerId, form: ErasureForm
) -> ErasureReport:
    """Ley 1581 de 2012, artículos 8 y 15. No se puede deshacer.

    Repetirla suprime lo que ya se pueda suprimir; si no queda nada, dice qué se hizo.
    """
    order = ErasureOrder(
        request=form.request,
        act=form.act,
        reason=form.reason,
        credit=form.credit,
        actor=principal.actor,
        decided_by=principal.user,
    )
    return present_erasure(
        await service.erase(_context(context), ErasureTarget(customer_id=customer_id), order, context.now())
    )


def _context(context: ApiContext) -> ErasureContext:
    return ErasureContext(
        engine=context.engine,
        cipher=context.cipher,
        site=context.site,
        attachment_vault=context.attachment_vault,
        recording_vault=context.recording_vault,
        redis=context.redis,
    )
