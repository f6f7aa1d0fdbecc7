"""``/api/v1/tickets/{number}/receipt``."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.tickets.receipts.service import receipt_for

MEDIA_TYPE = "application/pdf"
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"description": "La constancia", "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
    **responses(404),
}
router = APIRouter(prefix="/api/v1/tickets/{number}/receipt", tags=["tickets"])


@router.get("", response_class=Response, responses=_PDF, summary="Constancia de radicación de un ticket, en PDF")
@requires("ticket.read")
async def get_receipt(
    context: ContextDep, principal: CurrentPrincipal, number: Annotated[str, Path(max_length=40)]
) -> Response:
    """Con lo que pide el Decreto 1166 de 2016 para una petición verbal; quien la presentó tiene derecho a una copia."""
    ticket_number, pdf = await receipt_for(context, principal, number)
    headers = {"Content-Disposition": f'inline; filename="constancia-{ticket_number}.pdf"', "Cache-Control": "no-store"}
    return Response(pdf, media_type=MEDIA_TYPE, headers=headers)
