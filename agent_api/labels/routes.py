"""``/api/v1/labels``: the Spanish labels of lines and values."""

import hashlib
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import SIGNED_IN, requires
from agent_api.labels.schemas import Labels, labels_of

router = APIRouter(prefix="/api/v1", tags=["sitio"])


@router.get("/labels", summary="Los rótulos en español", response_model=Labels)
@requires(SIGNED_IN)
async def get_labels(request: Request, context: ContextDep) -> Response:
    """Las líneas del sitio con su nombre y sus números, y el rótulo de cada valor que la API escribe en inglés.

    Trae `ETag`: quien la repite en `If-None-Match` recibe 304 mientras nada cambie.
    """
    body = labels_of(context.site).model_dump_json().encode()
    headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"', "Cache-Control": "private, no-cache"}
    etags = (each.strip() for each in request.headers.get("if-none-match", "").split(","))
    if headers["ETag"] in etags:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
