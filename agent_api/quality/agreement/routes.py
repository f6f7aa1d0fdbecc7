"""``/api/v1/quality/agreement``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.quality.agreement import service
from agent_api.quality.agreement.schemas import AgreementQuery, EvaluatorAgreement

router = APIRouter(prefix="/api/v1/quality", tags=["calidad"])


@router.get("/agreement", summary="Concordancia entre evaluadores")
@requires("evaluation.read")
async def get_agreement(context: ContextDep, query: Annotated[AgreementQuery, Query()]) -> EvaluatorAgreement:
    """De lo que dos personas evaluaron en la muestra: su primera firma, que cada una dio sin conocer la otra."""
    return await service.read_agreement(context, query)
