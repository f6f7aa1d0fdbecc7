"""``/api/v1/calls/{id}/pop``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.customers.domain.masking import mask_name
from agent_api.dispositions.ownership import find_own_call
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.screen_pop.schemas import ScreenPop, SuggestedCustomer, SuggestedCustomerList
from agent_api.screen_pop.service import build_screen_pop, list_possible_customers

router = APIRouter(prefix="/api/v1/calls", tags=["llamadas"])


@router.get("/{call_id}/pop", responses=responses(404), summary="La pantalla emergente de una llamada")
@requires("desk.use")
async def tell_pop(context: ContextDep, principal: CurrentPrincipal, call_id: CallId) -> ScreenPop:
    """Para el asesor que tiene la llamada o la tuvo hoy."""
    now = context.now()
    call = await find_own_call(context.router, context.journal, principal.user, call_id, now)
    site = await context.load_site_version(call.site_version)
    return await build_screen_pop(
        context.engine,
        context.cipher,
        site,
        call_id,
        call,
        viewer=principal.actor,
        numbers=caller_numbers_of(context),
        with_number=principal.has_permission("number.read"),
        now=now,
    )


@router.post(
    "/{call_id}/possible-customers", responses=responses(404), summary="Los clientes que tienen el número que llama"
)
@requires("identity.verify")
async def find_possible_customers(
    context: ContextDep, principal: CurrentPrincipal, call_id: CallId
) -> SuggestedCustomerList:
    """Solo iniciales, para pedir las preguntas de uno sin escribir el documento. Queda en el registro, como buscar."""
    now = context.now()
    call = await find_own_call(context.router, context.journal, principal.user, call_id, now)
    author = principal.author(at=now, site_version=call.site_version, call_id=call_id)
    found = await list_possible_customers(
        context.engine, context.cipher, context.campaign, call, author=author, numbers=caller_numbers_of(context)
    )
    return SuggestedCustomerList(customers=[SuggestedCustomer(id=each.id, name=mask_name(each.name)) for each in found])
