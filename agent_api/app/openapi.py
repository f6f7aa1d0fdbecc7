"""The OpenAPI document: the descriptions of the routes, and what all operations share.

Owns the security schemes, and the problems that the guard and the servers behind may answer with. A route declares only
its own problems.
"""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.utils import get_flat_params
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from agent_api.access.guard import API, COOKIE, CSRF_HEADER, LIVENESS
from agent_api.displays.schemas import COOKIE as DISPLAY_COOKIE
from agent_api.kit import problems
from agent_api.kit.permissions import DISPLAYS, MONITORS, PUBLIC, SIGNED_IN

SUMMARY = "La puerta telefónica de una entidad pública: llamadas, puestos, tickets e indicadores."
DESCRIPTION = """
Los errores son *problem details* (RFC 9457) con un `code` estable para programas. Lo vivo llega por el WebSocket
`/api/v1/desk`, que OpenAPI no sabe describir: está en `docs/desk-protocol.md`.
"""
TAGS = {
    "acceso": "Entrar, lo propio, los usuarios y los tokens de otros sistemas.",
    "llamadas": "Las llamadas y lo que se hace con cada una.",
    "asesores": "Lo que un supervisor hace con el estado de un asesor.",
    "puestos y ausencias": "Qué colas atiende cada asesor, dónde se sienta, quién está ausente y quién suple.",
    "supervisión": "Escuchar una conversación, susurrar al asesor o intervenir; cada vez queda en el registro.",
    "puesto del asesor": "Lo que un asesor pide durante la llamada y después.",
    "avisos": "Lo que le concierne a cada usuario: leído o sin leer.",
    "ayuda": "Lo que cada usuario ya vio de la ayuda: el recorrido de su rol y lo nuevo de la versión.",
    "anuncios y mensajes": "Lo que la supervisión les escribe a los asesores y al personal, y quién lo leyó.",
    "tickets": "Radicar peticiones y encontrarlas.",
    "vistas": "Filtros, orden y columnas de una lista, guardados con un nombre.",
    "términos": "Hasta cuándo se puede responder una petición, y por qué.",
    "titularidad": "Verificar en la llamada quién es, con preguntas al azar; sin eso no se abren datos de un cliente.",
    "consultas": "Lo que otros sistemas saben del cliente de una llamada; cada vez queda en el registro.",
    "clientes": "Encontrar clientes, leer y actualizar sus datos con la titularidad verificada, y unir duplicados.",
    "grabaciones": "Oír lo que se habló; cada vez queda en el registro.",
    "mensajes de voz": "Los que dejó quien llamó a una línea cerrada, hasta que cada uno termina en una petición.",
    "indicadores": "Las cifras del contrato.",
    "informes": "El informe diario de presidencia y el mensual de gestión, como se hicieron.",
    "informes propios": "Los que cada usuario compone con las cifras del catálogo, guarda, envía y programa.",
    "incidentes": "Lo que falló y su efecto, la disponibilidad de cada sistema y los vacíos de datos.",
    "interventoría": "Lo que la interventoría observa y lo que la coordinación le responde.",
    "calidad": "Las muestras semanales y su número, las evaluaciones, las visitas, los hallazgos y sus informes.",
    "personal": "Quién trabaja en la campaña: ingresos, traslados, salidas y los derechos que terminan con ellas.",
    "grandes clientes": "El registro de grandes clientes y las novedades de su canal.",
    "conocimiento": "Los artículos que leen los asesores: sus versiones, su vigencia, y si sirvieron.",
    "tablero": "Las cifras de hoy por media hora, el día de cada asesor, los equipos y los umbrales de las colas.",
    "contingencia": "Los mensajes aprobados que una línea dice ahora, antes del menú o en su lugar.",
    "simulador": "Llamadas de prueba al sitio, sin teléfonos y sin escribir nada.",
    "voces": "La voz de cada mensaje que oye quien llama: grabada, sintetizada o por grabar.",
    "pantallas": "Los televisores que muestran las cifras de ahora, sin datos personales, y lo que leen.",
    "sellos": "Meses cerrados que cualquiera puede comprobar en otra máquina, y la cabeza de la cadena de cada día.",
    "capacitación": "Los cursos, el cronograma, la asistencia y las notas de los asesores.",
    "práctica": "Las prácticas de los asesores con llamadas y clientes inventados.",
    "bitácora": "Los movimientos de cuentas y quién leyó a qué cliente, y las revisiones firmadas de cada período.",
    "búsqueda": "Una sola búsqueda de todo lo que usted puede ver; queda en el registro, sin lo que escribió.",
    "sitio": "Las palabras del sitio para los formularios, sus versiones y borradores, y lo que regía cada día.",
    "demostración": "Solo en la demostración: lo que su servidor de correo recibió.",
    "sistema": "El estado del proceso y de aquello de lo que depende.",
}
SESSION_SCHEMES = ("sesion", "token")
SCHEMES = {
    "sesion": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": f"La de POST /api/v1/session. Lo que cambia algo necesita además «{CSRF_HEADER}: 1».",
    },
    "pantalla": {
        "type": "apiKey",
        "in": "cookie",
        "name": DISPLAY_COOKIE,
        "description": "La de POST /api/v1/wall/pairing. No sirve para nada distinto de GET /api/v1/wall.",
    },
    "token": {"type": "http", "scheme": "bearer", "description": "El de una sesión o el de un servicio."},
}


def set_operation_ids(routes: APIRouter) -> list[BaseRoute]:
    """Return the routes of a router, with each function's name as its stable operation id."""
    for route in routes.routes:
        if isinstance(route, APIRoute):
            route.unique_id = route.name
    return routes.routes


def load_parameters(app: FastAPI) -> None:
    """Read the fields of all parameters before the first request.

    FastAPI keeps them in a cache. A thread that builds the document while a request fills this cache sees two
    fields for one parameter, and the document fails with KeyError.
    """
    for route in app.routes:
        if isinstance(route, APIRoute):
            get_flat_params(route.dependant)


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """Return the document of an application; build it at the first call."""
    if app.openapi_schema is None:
        app.openapi_schema = _build_document(app)
    return app.openapi_schema


def _build_document(app: FastAPI) -> dict[str, Any]:
    tags = [{"name": name, "description": description} for name, description in TAGS.items()]
    document = get_openapi(
        title=app.title, version=app.version, summary=SUMMARY, description=DESCRIPTION, routes=app.routes, tags=tags
    )
    components = document.setdefault("components", {})
    components["securitySchemes"] = SCHEMES
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= problems.problem_schemas()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete_operation(operation, path, app.state.permissions[f"{method.upper()} {path}"])
    return document


def _complete_operation(operation: dict[str, Any], path: str, permission: str) -> None:
    """Add to an operation its security and the shared responses."""
    operation["security"] = [{name: []} for name in _schemes_of(permission)]
    if permission not in (PUBLIC, MONITORS, DISPLAYS, SIGNED_IN):
        operation["description"] = f"{operation.get('description', '')}\n\nPermiso: `{permission}`.".strip()
    answers = operation["responses"]
    answers.pop("422", None)  # FastAPI's own; ours follows
    for status, answer in problems.responses(*_shared_statuses(operation, path, permission)).items():
        answers.setdefault(str(status), answer)


def _schemes_of(permission: str) -> tuple[str, ...]:
    """Return the security schemes by which a client may authenticate; empty if it need not."""
    if permission in (PUBLIC, MONITORS):
        return ()
    return ("pantalla",) if permission == DISPLAYS else SESSION_SCHEMES


def _shared_statuses(operation: dict[str, Any], path: str, permission: str) -> list[int]:
    """Return the statuses that routes need not declare."""
    has_body, needs_session = "requestBody" in operation, permission not in (PUBLIC, MONITORS)
    when = {
        400: bool(operation.get("parameters")),
        401: needs_session,
        403: needs_session and permission != DISPLAYS,
        413: has_body,
        422: has_body,
        429: path != LIVENESS,
        503: path.startswith(API) and needs_session,
    }
    return [status for status, holds in when.items() if holds]
