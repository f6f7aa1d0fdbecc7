"""The shared errors of this room, each with its HTTP status and a stable `code`.

Owns the errors that several nouns share, and their root. `agent_api.kit.problems` turns them into HTTP responses, so
that processes without HTTP need not load the web framework.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from types import MappingProxyType
from typing import Any, ClassVar, Final


class ApiError(Exception):
    """Root of the errors of this room; its text is one Spanish sentence for people.

    Attributes:
        code: a stable name for programs.
        retryable: whether the same request may work later.
        extension: further members of the problem (RFC 9457 §3.2).
        faults: the fault of each field of the request, in Spanish, by the field's path.
        headers: extra headers of the response.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    retryable: ClassVar[bool] = False
    extension: Mapping[str, Any] = MappingProxyType({})
    faults: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = MappingProxyType({})


class BadQuery(ApiError):
    """A request parameter has an unusable value."""

    status = 400
    code = "bad_query"

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field
        self.faults = ((field, detail),)


BODY_ONLY_PARAMETERS: Final = MappingProxyType(
    {
        "document": "POST /api/v1/customers/search",
        "name": "POST /api/v1/customers/search",
        "phone": "POST /api/v1/customers/search",
        "code": "DELETE /api/v1/me/second-factor",
        "email": "",
        "password": "",
        "token": "",
    }
)
"""Parameters that no URL may contain, with the request that takes them in its body; empty if there is none."""


class NotInAddress(ApiError):
    """A URL contains personal data or a secret, which would stay in logs and histories."""

    status = 400
    code = "not_in_address"

    def __init__(self, name: str) -> None:
        instead = BODY_ONLY_PARAMETERS[name]
        way = f" Envíelo en el cuerpo de {instead}." if instead else ""
        super().__init__(f"«{name}» no va en la dirección, porque las direcciones quedan escritas en registros.{way}")


class NotFound(ApiError):
    """The requested resource does not exist."""

    status = 404
    code = "not_found"


class MethodNotAllowed(ApiError):
    """The path exists but does not support the method."""

    status = 405
    code = "method_not_allowed"

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__("Esta dirección no admite ese método; el encabezado Allow dice cuáles sí.")
        self.headers = {"Allow": ", ".join(sorted(allowed))}


class BodyTooLarge(ApiError):
    """The request body exceeds the size limit."""

    status = 413
    code = "body_too_large"

    def __init__(self, max_mib: int = 1) -> None:
        super().__init__(f"El cuerpo de la solicitud pasa de {max_mib} MiB.")


class TooManyRequests(ApiError):
    """A session or token exceeds its request rate."""

    status = 429
    code = "too_many_requests"
    retryable = True

    def __init__(self, wait_s: float) -> None:
        seconds = max(ceil(wait_s), 1)
        super().__init__(f"Hace demasiadas solicitudes: espere {seconds} s y continúe más despacio.")
        self.headers = {"Retry-After": str(seconds)}


class NoSuchAddress(NotFound):
    """No route has this path."""

    def __init__(self) -> None:
        super().__init__("Esta dirección no existe.")


class BodyUnreadable(ApiError):
    """The body is not text, so it cannot be JSON."""

    status = 422
    code = "malformed_body"

    def __init__(self) -> None:
        super().__init__("El cuerpo de la solicitud está mal formado: no es JSON en UTF-8.")
