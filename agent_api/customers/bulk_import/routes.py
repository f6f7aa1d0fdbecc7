"""``/api/v1/customer-imports``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.customers.bulk_import import service
from agent_api.customers.bulk_import.schemas import CustomerImportColumns, CustomerImportForm, CustomerImportResult
from agent_api.customers.domain.import_rows import COLUMNS, REQUIRED_COLUMNS
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1", tags=["clientes"])


@router.get("/customer-imports", summary="Las columnas de un archivo de clientes")
@requires("customer.import")
async def get_customer_import_columns() -> CustomerImportColumns:
    """En el orden en que las escribe `atencion customers template`; solo unas son obligatorias."""
    return CustomerImportColumns(columns=list(COLUMNS), required=list(REQUIRED_COLUMNS))


@router.post("/customer-imports", responses=responses(400), summary="Importar un archivo de clientes")
@requires("customer.import")
async def import_customers(
    context: ContextDep, principal: CurrentPrincipal, form: CustomerImportForm
) -> CustomerImportResult:
    """Con `apply: false` solo lo revisa: cuántas filas sirven, y por qué no las otras. Con `true` importa las buenas.

    El cliente es el mismo si su documento es el mismo, así que repetirlo no cambia nada. Los archivos más grandes se
    importan en el servidor, con `atencion customers import`.
    """
    return await service.import_customers(context, principal, form)
