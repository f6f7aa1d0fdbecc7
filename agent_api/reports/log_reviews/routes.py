"""``/api/v1/access-log-comparisons`` and ``/api/v1/access-log-reviews``."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.exports.schemas import file_headers, file_response
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.reports.domain.file_names import FilePart, file_stem, media_type_of
from agent_api.reports.log_reviews import service
from agent_api.reports.log_reviews.schemas import (
    AccessComparison,
    AccessComparisonForm,
    LogReviewDetail,
    LogReviewForm,
    LogReviewId,
    LogReviewPage,
    LogReviewQuery,
)
from agent_api.tickets.schemas import IdempotencyKey

router = APIRouter(prefix="/api/v1", tags=["bitácora"])


def _file_response(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {**file_response("La revisión, tal como se firmó", media_type), **responses(404, 409)}


@router.post("/access-log-comparisons", responses=responses(400, 409), summary="Comparar con la lista de la entidad")
@requires("access_log.review")
async def compare_access_log(
    context: ContextDep, principal: CurrentPrincipal, form: AccessComparisonForm
) -> AccessComparison:
    """Lo que diría la revisión del período. No guarda nada: ni la lista, ni el resultado."""
    return await service.compare(context, principal, form)


@router.get("/access-log-reviews", responses=responses(400), summary="Revisiones de la bitácora")
@requires("access_log.read")
async def list_log_reviews(context: ContextDep, query: Annotated[LogReviewQuery, Query()]) -> LogReviewPage:
    """Primero la última que se firmó, y los períodos que faltan por firmar."""
    return await service.list_reviews(context, query, parse_cursor(query.cursor))


@router.post("/access-log-reviews", status_code=201, responses=responses(400, 409), summary="Firmar una revisión")
@requires("access_log.review")
async def sign_log_review(
    context: ContextDep,
    principal: CurrentPrincipal,
    form: LogReviewForm,
    idempotency_key: Annotated[IdempotencyKey, Header()],
    response: Response,
) -> LogReviewDetail:
    """Cuenta y resume las filas del período, compara las cuentas y deja la firma en el registro. No se cambia después.

    La cuenta de quien revisa se compara como las demás y queda señalada. Con la misma clave, la misma revisión, 200. El
    PDF y las hojas se preparan después de la firma: los tiene cuando `pdf_digest` ya no es null.
    """
    id_, is_new = await service.sign_review(context, principal, form, idempotency_key)
    if not is_new:
        response.status_code = 200
    return await service.read_review(context, id_)


@router.get("/access-log-reviews/{review_id}", responses=responses(404), summary="Una revisión de la bitácora")
@requires("access_log.read")
async def get_log_review(context: ContextDep, review_id: LogReviewId) -> LogReviewDetail:
    """Con sus diferencias, su nota y su firma."""
    return await service.read_review(context, review_id)


@router.get(
    "/access-log-reviews/{review_id}/content",
    response_class=Response,
    responses={**file_response("El contenido firmado", "application/json"), **responses(404)},
    summary="El contenido firmado de una revisión",
)
@requires("access_log.read")
async def get_log_review_content(context: ContextDep, review_id: LogReviewId) -> Response:
    """El SHA-256 de este archivo es la firma."""
    content = await service.read_review_file(context, review_id, None)
    return Response(
        content, media_type="application/json", headers=file_headers(file_stem("log_review", review_id), "json")
    )


@router.get(
    "/access-log-reviews/{review_id}/pdf",
    response_class=Response,
    responses=_file_response(media_type_of("pdf")),
    summary="Una revisión en PDF",
)
@requires("access_log.read")
async def get_log_review_pdf(context: ContextDep, review_id: LogReviewId) -> Response:
    """Etiquetado para lectores de pantalla (PDF/UA-1)."""
    return await _download_part(context, review_id, "pdf")


@router.get(
    "/access-log-reviews/{review_id}/xlsx",
    response_class=Response,
    responses=_file_response(media_type_of("xlsx")),
    summary="Una revisión en hoja de cálculo",
)
@requires("access_log.read")
async def get_log_review_xlsx(context: ContextDep, review_id: LogReviewId) -> Response:
    """Una hoja por sección."""
    return await _download_part(context, review_id, "xlsx")


@router.get(
    "/access-log-reviews/{review_id}/csv",
    response_class=Response,
    responses=_file_response(media_type_of("csv")),
    summary="Una revisión en CSV",
)
@requires("access_log.read")
async def get_log_review_csv(context: ContextDep, review_id: LogReviewId) -> Response:
    """Un valor por línea."""
    return await _download_part(context, review_id, "csv")


async def _download_part(context: ContextDep, review_id: str, part: FilePart) -> Response:
    content = await service.read_review_file(context, review_id, part)
    return Response(
        content, media_type=media_type_of(part), headers=file_headers(file_stem("log_review", review_id), part)
    )
