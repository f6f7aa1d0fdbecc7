"""``/api/v1/terms``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.kit.deps import Given
from agent_api.kit.errors import ApiError
from agent_api.terms.schemas import Terms, TermsQuery, terms_of
from config.law.loader import law_of_colombia
from config.law.regimes import LawSilent
from config.law.terms import TermRefused

router = APIRouter(prefix="/api/v1/terms", tags=["términos"])


class TermUnknown(ApiError):
    """No term can be told for that petition."""

    status = 400
    code = "term_unknown"


@router.get("", summary="Término legal de una petición")
async def tell_terms(deps: Given, query: Annotated[TermsQuery, Query()]) -> Terms:
    """Último día para responder, base legal vigente al recibirla y cuenta día por día. No guarda nada."""
    try:
        return terms_of(law_of_colombia(), deps.site.terms, query, deps.now())
    except (LawSilent, TermRefused) as error:
        raise TermUnknown(str(error)) from error
