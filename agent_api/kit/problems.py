"""Errors as RFC 9457 problem details, each with a stable `code`.

Owns the form of every HTTP error. A malformed body is 422; any other fault of a request is 400. Titles and details are
Spanish (RFC 9457 §4.2.1 lets the title be localised); programs read the code.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from agent_api.kit.errors import ApiError, BodyTooLarge, BodyUnreadable, NoSuchAddress
from call_router.errors import RouterError
from eventlog.errors import EventlogError
from storage.errors import StorageError

MEDIA_TYPE = "application/problem+json"
TITLES: dict[int, str] = {
    400: "Solicitud incorrecta",
    401: "Sin sesión",
    403: "No permitido",
    404: "No existe",
    405: "Método no permitido",
    409: "No se puede ahora",
    413: "Demasiado grande",
    429: "Demasiados intentos",
    410: "Ya no existe",
    416: "Parte inexistente",
    422: "Cuerpo mal formado",
    500: "Falla interna",
    503: "No disponible por ahora",
}
VALIDATION_MESSAGES: dict[str, str] = {
    "missing": "Falta.",
    "extra_forbidden": "No existe ese parámetro.",
    "literal_error": "No es uno de los valores posibles: {expected}.",
    "int_parsing": "Debe ser un número entero.",
    "greater_than_equal": "Debe ser al menos {ge}.",
    "less_than_equal": "Debe ser a lo sumo {le}.",
    "string_too_long": "Es demasiado largo: a lo sumo {max_length}.",
    "string_too_short": "Es demasiado corto: al menos {min_length}.",
    "too_long": "Son demasiados: a lo sumo {max_length}.",
    "too_short": "Son muy pocos: al menos {min_length}.",
    "string_pattern_mismatch": "No tiene la forma esperada.",
    "json_invalid": "No es JSON.",
}

RETRY_AFTER = {"Retry-After": "1"}
"""Headers of every 503 (RFC 9110, section 10.2.3); a server restarts in about a second."""

log = structlog.get_logger(__name__)


class Complaint(BaseModel):
    """The fault of one field of a request."""

    field: str
    detail: str


class Problem(BaseModel):
    """Problem details (RFC 9457 §3.1); `type` is about:blank, because `code` identifies the problem."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(description="Nombre estable del problema, para programas.")
    errors: list[Complaint] | None = None


_FRAMEWORK_ERRORS: Mapping[int, Callable[[], ApiError]] = {
    400: BodyUnreadable,
    404: NoSuchAddress,
    413: BodyTooLarge,
}
"""Our errors for the statuses that FastAPI itself answers with."""


def install_error_handlers(app: FastAPI) -> None:
    """Return every error of an application as problem details."""
    handlers: dict[type[Exception], Callable[[Request, Any], Awaitable[JSONResponse]]] = {
        ApiError: _handle_api_error,
        RequestValidationError: _handle_validation_error,
        HTTPException: _handle_http_error,
        RouterError: _handle_dependency_error,
        StorageError: _handle_dependency_error,
        EventlogError: _handle_dependency_error,
        Exception: _handle_unexpected_error,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe problems for OpenAPI."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {status: {"description": TITLES[status], "content": {MEDIA_TYPE: schema}} for status in statuses}


def problem_schemas() -> dict[str, Any]:
    """Return the schemas that `responses` refers to."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), "Problem": schema}


def _problem_json(
    request: Request,
    status: int,
    code: str,
    detail: str,
    errors: Sequence[Complaint] | None = None,
    *,
    extension: Mapping[str, Any] = MappingProxyType({}),
) -> JSONResponse:
    title = TITLES.get(status) or HTTPStatus(status).phrase
    problem = Problem(
        title=title,
        status=status,
        detail=detail,
        instance=request.scope["path"],
        code=code,
        errors=list(errors) if errors else None,
    )
    headers = RETRY_AFTER if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return JSONResponse({**problem.model_dump(exclude_none=True), **extension}, status, headers, MEDIA_TYPE)


def problem_response(request: Request, error: ApiError | RouterError | StorageError | EventlogError) -> JSONResponse:
    """Return the response for one of our errors."""
    if not isinstance(error, ApiError):
        return _dependency_problem(request, error)
    errors = [Complaint(field=field, detail=detail) for field, detail in error.faults]
    answer = _problem_json(request, error.status, error.code, str(error), errors, extension=error.extension)
    answer.headers.update(error.headers)
    return answer


async def _handle_api_error(request: Request, error: ApiError) -> JSONResponse:
    return problem_response(request, error)


async def _handle_validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
    complaints = [_complaint(each) for each in error.errors()]
    if any(each["loc"][0] == "body" for each in error.errors()):
        return _problem_json(request, 422, "malformed_body", "El cuerpo de la solicitud está mal formado.", complaints)
    return _problem_json(request, 400, "bad_query", "Algún parámetro de la solicitud no se puede usar.", complaints)


def _complaint(error: dict[str, Any]) -> Complaint:
    """Return the fault in our words; only our own ValueError brings its own sentence."""
    context = {name: str(value).replace(" or ", " o ") for name, value in error.get("ctx", {}).items()}
    own = context.get("error", "") if error["type"] == "value_error" else ""
    detail = own or VALIDATION_MESSAGES.get(error["type"], "No es un valor válido.").format(**context)
    where, *path = map(str, error["loc"])
    return Complaint(field=where if error["type"] == "json_invalid" else ".".join(path) or where, detail=detail)


async def _handle_http_error(request: Request, error: HTTPException) -> JSONResponse:
    problem_type = _FRAMEWORK_ERRORS.get(error.status_code)
    if problem_type is not None:
        return problem_response(request, problem_type())
    answer = _problem_json(request, error.status_code, "http_error", "La solicitud no se puede atender.")
    answer.headers.update(error.headers or {})
    return answer


async def _handle_dependency_error(request: Request, error: RouterError | StorageError | EventlogError) -> JSONResponse:
    return _dependency_problem(request, error)


def _dependency_problem(request: Request, error: RouterError | StorageError | EventlogError) -> JSONResponse:
    """Answer 503 if the server is away for a moment, since the same request may work later; else 500."""
    log.warning("api.dependency_failed", path=request.scope["path"], code=error.code)
    if error.retryable:
        return _problem_json(request, 503, error.code, "Un servidor del que depende la respuesta no está disponible.")
    return _problem_json(request, 500, error.code, "Algo nuestro falló; quedó en el registro.")


async def _handle_unexpected_error(request: Request, error: Exception) -> JSONResponse:
    log.error("api.failed", path=request.scope["path"], exc_info=error)
    return _problem_json(request, 500, ApiError.code, "Algo nuestro falló; quedó en el registro.")
