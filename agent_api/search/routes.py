"""``/api/v1/search``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.search import service
from agent_api.search.presenters import present_results
from agent_api.search.schemas import SearchForm, SearchResults

router = APIRouter(prefix="/api/v1/search", tags=["búsqueda"])


@router.post("", summary="Buscar en todo lo que usted puede ver")
@requires("search.use")
async def search_everything(context: ContextDep, principal: CurrentPrincipal, form: SearchForm) -> SearchResults:
    """Por radicado, documento, teléfono, nombre aunque esté mal escrito, palabras de una petición, o un usuario.

    Lo que usted no puede ver no sale, ni se dice cuánto es. Si lo escrito puede ser dato de una persona, queda en el
    registro quién buscó, por qué clase de dato y cuántos vio; nunca lo que escribió.
    """
    return await present_results(context, principal, form, await service.search(context, principal, form))
