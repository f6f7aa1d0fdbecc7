"""``/api/v1/customers``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.access.principal import Principal
from agent_api.customers import presenters, service
from agent_api.customers.authorization import WITHOUT_CALL
from agent_api.customers.registration import service as registration
from agent_api.customers.schemas import (
    CustomerChangeList,
    CustomerDetail,
    CustomerForm,
    CustomerId,
    CustomerMatchList,
    CustomerQuery,
    CustomerRegistration,
    CustomerSearch,
    MergedRecordList,
    MergeForm,
    MergePreviewDetail,
    MergeQuery,
    ServingCallQuery,
    SimilarCustomerList,
    UnmergeForm,
)
from agent_api.kit.context import ApiContext
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1/customers", tags=["clientes"])


@router.get("", summary="Buscar un cliente por su número")
@requires("customer.search")
async def find_customer_by_number(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[CustomerQuery, Query()]
) -> CustomerMatchList:
    """Por su número en la entidad; por documento, nombre o teléfono, `POST /api/v1/customers/search`."""
    return await _search(context, principal, CustomerSearch(number=query.number, limit=query.limit))


@router.post("/search", responses=responses(400), summary="Buscar clientes por documento, nombre o teléfono")
@requires("customer.search")
async def find_customers(context: ContextDep, principal: CurrentPrincipal, form: CustomerSearch) -> CustomerMatchList:
    """Por documento, número, nombre o teléfono, uno solo. Quién buscó, por qué y cuántos halló queda en el registro.

    En una llamada se ven solo iniciales, salvo el cliente cuya titularidad ya verificó esa llamada.
    """
    return await _search(context, principal, form)


@router.post("/similar", responses=responses(400), summary="Clientes que se parecen al que se va a registrar")
@requires("customer.register")
async def find_similar_customers(
    context: ContextDep, principal: CurrentPrincipal, form: CustomerRegistration
) -> SimilarCustomerList:
    """Los que tienen el mismo documento, el mismo teléfono o un nombre que suena igual. No guarda nada."""
    similar = await registration.find_similar(context, principal, form, context.now())
    return SimilarCustomerList(customers=[presenters.present_similar(each.customer, each.same) for each in similar])


@router.post("", status_code=201, responses=responses(400, 409), summary="Registrar un cliente")
@requires("customer.register")
async def register_customer(
    context: ContextDep, principal: CurrentPrincipal, form: CustomerRegistration
) -> CustomerDetail:
    """Si hay clientes parecidos, 409 `customer_similar` hasta que `distinct_from` diga que son otras personas.

    Dos clientes nunca tienen el mismo documento: 409 `document_taken`.
    """
    now = context.now()
    customer_id = await registration.register_customer(context, principal, form, now)
    customer, ties = await service.read_customer(context, principal, customer_id, None, now)
    return presenters.present_customer(customer, ties)


async def _search(context: ApiContext, principal: Principal, form: CustomerSearch) -> CustomerMatchList:
    customers, verified = await service.find_customers(context, principal, form, context.now())
    has_full_access = principal.has_permission(WITHOUT_CALL)
    return CustomerMatchList(
        customers=[
            presenters.present_found(each, masked=not has_full_access and each.id != verified) for each in customers
        ]
    )


@router.get("/{customer_id}", responses=responses(404, 409), summary="Los datos de un cliente")
@requires("customer.read")
async def tell_customer(
    context: ContextDep,
    principal: CurrentPrincipal,
    customer_id: CustomerId,
    query: Annotated[ServingCallQuery, Query()],
) -> CustomerDetail:
    """Con la titularidad verificada en esta llamada; sin ella, 403 `identity_required`. Queda en el registro."""
    customer, ties = await service.read_customer(context, principal, customer_id, query.call_id, context.now())
    return presenters.present_customer(customer, ties)


@router.patch("/{customer_id}", responses=responses(404, 409), summary="Actualizar los datos de un cliente")
@requires("customer.change")
async def change_customer(
    context: ContextDep, principal: CurrentPrincipal, customer_id: CustomerId, form: CustomerForm
) -> CustomerDetail:
    """Lo que no viene queda como está. Cada cambio guarda el valor anterior, quién, cuándo y en qué llamada."""
    now = context.now()
    await service.change_customer(context, principal, customer_id, form, now)
    customer, ties = await service.read_customer(context, principal, customer_id, form.call_id, now)
    return presenters.present_customer(customer, ties)


@router.get("/{customer_id}/changes", responses=responses(404), summary="Lo que se ha cambiado de un cliente")
@requires("customer.read")
async def list_customer_changes(
    context: ContextDep,
    principal: CurrentPrincipal,
    customer_id: CustomerId,
    query: Annotated[ServingCallQuery, Query()],
) -> CustomerChangeList:
    """Lo último primero, con el valor anterior y el nuevo; también lo de los registros que se le unieron."""
    changes = await service.read_changes(context, principal, customer_id, query.call_id, context.now())
    return CustomerChangeList(changes=[presenters.present_change(each) for each in changes])


@router.post("/{customer_id}/merge", responses=responses(404, 409), summary="Unir dos registros de un cliente")
@requires("customer.merge")
async def merge_customers(
    context: ContextDep, principal: CurrentPrincipal, customer_id: CustomerId, form: MergeForm
) -> CustomerDetail:
    """El otro deja de encontrarse y apunta a este, que gana sus datos y vínculos; nada se borra."""
    now = context.now()
    await service.merge_customers(context, principal, customer_id, form, now)
    customer, ties = await service.read_customer(context, principal, customer_id, None, now)
    return presenters.present_customer(customer, ties)


@router.get("/{customer_id}/merge", responses=responses(404, 409), summary="Qué pasaría al unir otro registro a este")
@requires("customer.merge")
async def foretell_customer_merge(
    context: ContextDep, principal: CurrentPrincipal, customer_id: CustomerId, query: Annotated[MergeQuery, Query()]
) -> MergePreviewDetail:
    """Los dos registros con sus tickets, y cómo quedaría este. No une nada; queda en el registro que se leyeron."""
    return presenters.present_preview(
        await service.preview_merge(context, principal, customer_id, query.other, context.now())
    )


@router.get("/{customer_id}/merges", responses=responses(404, 409), summary="Los registros que se unieron a un cliente")
@requires("customer.merge")
async def list_customer_merges(
    context: ContextDep, principal: CurrentPrincipal, customer_id: CustomerId
) -> MergedRecordList:
    """El último primero, con lo que impide separarlo si algo lo impide. Queda en el registro que se leyó."""
    customer, merges = await service.read_merges(context, principal, customer_id, context.now())
    return MergedRecordList(version=customer.version, merges=[presenters.present_merge(each) for each in merges])


@router.post("/{customer_id}/separate", responses=responses(404, 409), summary="Separar dos registros que se unieron")
@requires("customer.merge")
async def separate_customers(
    context: ContextDep, principal: CurrentPrincipal, customer_id: CustomerId, form: UnmergeForm
) -> CustomerDetail:
    """El otro vuelve a estar como estaba, con los tickets y vínculos que traía; lo posterior queda en este.

    Si habría que adivinar qué es de quién, 409 `not_separable` dice por qué, y nada cambia.
    """
    now = context.now()
    await service.unmerge_customers(context, principal, customer_id, form, now)
    customer, ties = await service.read_customer(context, principal, customer_id, None, now)
    return presenters.present_customer(customer, ties)
