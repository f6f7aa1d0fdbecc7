"""``/api/v1/access-reviews``."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from agent_api.access.account_routes import client_address, sign_in_of
from agent_api.access.guard import CurrentPrincipal
from agent_api.access.step_up import step_up
from agent_api.access_reviews import decisions, executions, lists
from agent_api.access_reviews.schemas import (
    AccessReviewDetail,
    AccessReviewId,
    AccessReviewPage,
    AccessReviewQuery,
    AccountDecisionForm,
    ExecutionForm,
    ReviewedAccountPage,
    ReviewedAccountQuery,
)
from agent_api.exports.schemas import file_headers, file_response
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1/access-reviews", tags=["acceso"])
_JSON = "application/json"
_FILE = {**file_response("El contenido sellado", _JSON), **responses(404, 409)}


@router.get("", summary="Revisiones de cuentas")
@requires("access_review.read")
async def list_access_reviews(context: ContextDep, query: Annotated[AccessReviewQuery, Query()]) -> AccessReviewPage:
    """Primero la última, con su avance."""
    return await lists.list_page(context, query, parse_cursor(query.cursor))


@router.post("", status_code=201, responses=responses(409), summary="Empezar la revisión de este período")
@requires("access_review.decide")
async def begin_access_review(context: ContextDep, principal: CurrentPrincipal) -> AccessReviewDetail:
    """Con la foto de las cuentas en este momento. La de cada período empieza sola, si nadie la empezó antes."""
    return await lists.read_review(context, principal, await decisions.begin_by_hand(context, principal))


@router.get("/{review_id}", responses=responses(404), summary="Una revisión de cuentas")
@requires("access_review.read")
async def get_access_review(
    context: ContextDep, principal: CurrentPrincipal, review_id: AccessReviewId
) -> AccessReviewDetail:
    """Con su avance, sus sellos y lo que usted puede hacer."""
    return await lists.read_review(context, principal, review_id)


@router.get("/{review_id}/accounts", responses=responses(404, 409), summary="Las cuentas de una revisión")
@requires("access_review.read")
async def list_reviewed_accounts(
    context: ContextDep,
    principal: CurrentPrincipal,
    review_id: AccessReviewId,
    query: Annotated[ReviewedAccountQuery, Query()],
) -> ReviewedAccountPage:
    """Como estaban al empezar, con lo que se observó y lo que se decidió; por usuario."""
    return await lists.list_reviewed_accounts(context, principal, review_id, query)


@router.get(
    "/{review_id}/snapshot", response_class=Response, responses=_FILE, summary="La foto de las cuentas de una revisión"
)
@requires("access_review.read")
async def get_access_review_snapshot(context: ContextDep, review_id: AccessReviewId) -> Response:
    """El SHA-256 de este archivo es el que quedó en el registro al empezar."""
    return Response(
        await lists.read_snapshot(context, review_id),
        media_type=_JSON,
        headers=file_headers(f"cuentas-{review_id}", "json"),
    )


@router.get(
    "/{review_id}/decisions",
    response_class=Response,
    responses=_FILE,
    summary="Las decisiones firmadas de una revisión",
)
@requires("access_review.read")
async def get_access_review_decisions(context: ContextDep, review_id: AccessReviewId) -> Response:
    """El SHA-256 de este archivo es el que quedó en el registro al firmar."""
    return Response(
        await lists.read_signed_decisions(context, review_id),
        media_type=_JSON,
        headers=file_headers(f"decisiones-{review_id}", "json"),
    )


@router.post("/{review_id}/decisions", responses=responses(404, 409), summary="Decidir sobre cuentas de una revisión")
@requires("access_review.decide")
async def decide_reviewed_accounts(
    context: ContextDep, principal: CurrentPrincipal, review_id: AccessReviewId, form: AccountDecisionForm
) -> AccessReviewDetail:
    """Una decisión para una o varias cuentas; hasta la firma se puede cambiar. Nadie decide sobre la suya."""
    await decisions.decide_accounts(context, principal, review_id, form)
    return await lists.read_review(context, principal, review_id)


@router.post("/{review_id}/signature", responses=responses(404, 409), summary="Firmar una revisión de cuentas")
@requires("access_review.decide")
async def sign_access_review(
    context: ContextDep, principal: CurrentPrincipal, review_id: AccessReviewId
) -> AccessReviewDetail:
    """Cuando todas las cuentas tienen decisión. Firmada no cambia."""
    await decisions.sign_review(context, principal, review_id)
    return await lists.read_review(context, principal, review_id)


@router.post(
    "/{review_id}/executions",
    responses=responses(404, 409, 429),
    summary="Hacer en las cuentas lo que se decidió",
)
@requires("access_review.execute")
async def execute_review_decisions(
    context: ContextDep,
    principal: CurrentPrincipal,
    request: Request,
    *,
    review_id: AccessReviewId,
    form: ExecutionForm,
) -> AccessReviewDetail:
    """Cada cuenta cambia o se inhabilita. Si el sitio pide dos personas, queda por aprobar en «Usuarios»."""
    await step_up(sign_in_of(context), principal, form.proof, client_address(request))
    await executions.execute_decisions(context, principal, review_id, form.users)
    return await lists.read_review(context, principal, review_id)
