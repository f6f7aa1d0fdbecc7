"""``/api/v1/terms``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import ApiError
from agent_api.kit.permissions import SIGNED_IN, requires
from agent_api.terms.schemas import Terms, TermsQuery, present_terms
from config.law.loader import load_law
from config.law.regimes import NoRegimeInForce
from config.law.terms import TermRefused

router = APIRouter(prefix="/api/v1/terms", tags=["términos"])


class TermUnknown(ApiError):
    """No term applies to that petition."""

    status = 400
    code = "term_unknown"


@router.get("", summary="Término legal de una petición")
@requires(SIGNED_IN)
async def get_terms(context: ContextDep, query: Annotated[TermsQuery, Query()]) -> Terms:
    """Último día para responder, base legal vigente al recibirla y cuenta día por día. No guarda nada."""
    try:
        return present_terms(load_law(), context.site.terms, query, context.now())
    except (NoRegimeInForce, TermRefused) as error:
        raise TermUnknown(str(error)) from error
