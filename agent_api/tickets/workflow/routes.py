"""``/api/v1/filing-preview``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.tickets.schemas import FilingPreview, FilingPreviewQuery
from agent_api.tickets.workflow import filing_preview

router = APIRouter(prefix="/api/v1", tags=["tickets"])


@router.get("/filing-preview", responses=responses(404), summary="Recibo y término que tendría una petición")
@requires("ticket.file")
async def preview_filing(context: ContextDep, query: Annotated[FilingPreviewQuery, Query()]) -> FilingPreview:
    """Desde cuándo cuenta y el último día para responder, antes de radicar. No guarda nada."""
    return await filing_preview.preview_filing(context, query, context.now())
