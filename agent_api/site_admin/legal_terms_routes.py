"""``/api/v1/site/legal-terms``."""

from fastapi import APIRouter

from agent_api.kit.dates import local_date
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import SIGNED_IN, requires
from agent_api.site_admin.law_schemas import LegalTerms, present_legal_terms
from config.law.loader import load_law

router = APIRouter(prefix="/api/v1/site", tags=["sitio"])


@router.get("/legal-terms", summary="Términos que fija la ley")
@requires(SIGNED_IN)
async def list_legal_terms(context: ContextDep) -> LegalTerms:
    """Los de las peticiones que se reciben hoy, cada uno con su fuente. Son de la ley: ningún sitio los cambia."""
    return present_legal_terms(load_law(), local_date(context.now()))
