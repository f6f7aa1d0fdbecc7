"""``/``, the paths of the screens, the built files, and the page for unknown paths."""

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from agent_api.access.guard import API, COOKIE
from agent_api.kit import problems
from agent_api.kit.context import ApiContext
from agent_api.kit.deps import ContextDep, context_of
from agent_api.kit.errors import NoSuchAddress, NotFound
from agent_api.kit.permissions import PUBLIC, requires
from agent_api.kit.ports.browser_phone import BrowserPhone
from agent_api.screens.branded_files import LOGO, STYLE, build_branded_files
from agent_api.screens.preloads import (
    FILES,
    NO_FILES,
    ScreenFiles,
    add_preloads,
    find_screen,
    first_answers,
    read_screen_files,
)
from agent_api.screens.static_files import (
    POLICY,
    POLICY_WITH_TWILIO,
    VERIFIER,
    VERIFIER_POLICY,
    WEB_DIST,
    WebFile,
    accepts_html,
    build_reply,
    load_files,
    new_file,
)
from config.site.branding import Branding

router = APIRouter(include_in_schema=False)
PAGES = (
    *("/", "/ingreso", "/escritorio", "/tablero", "/usuarios", "/cuenta"),
    *("/puestos", "/ausencias", "/anuncios"),
    *("/llamadas", "/llamadas/{call_id}", "/mensajes", "/mensajes/{recording_id}"),
    *("/bandeja", "/bandeja/{number}", "/radicar", "/clientes", "/clientes/{customer_id}", "/escalamientos"),
    *("/indicadores", "/cifras", "/sellos", "/informes", "/informes/{report_id}"),
    *("/mis-informes", "/mis-informes/{own_report_id}"),
    *("/incidentes", "/incidentes/{incident_id}", "/observaciones", "/observaciones/{observation_id}"),
    *("/calidad/muestras", "/calidad/muestras/{sample_id}", "/calidad/semillas", "/calidad/semillas/{week}"),
    *("/calidad/calibraciones", "/calidad/calibraciones/{calibration_id}", "/calidad/acuerdo"),
    *("/calidad/evaluaciones", "/calidad/evaluaciones/{evaluation_id}"),
    *("/calidad/refutaciones", "/calidad/refutaciones/{evaluation_id}"),
    *("/calidad/acompanamientos", "/calidad/acompanamientos/{coaching_id}"),
    *("/calidad/mis-evaluaciones", "/calidad/mis-evaluaciones/{evaluation_id}"),
    *("/calidad/mis-acompanamientos", "/calidad/mis-acompanamientos/{coaching_id}"),
    "/calidad/resultados",
    *("/calidad/hallazgos", "/calidad/hallazgos/{finding_id}", "/calidad/visitas", "/calidad/visitas/{visit_id}"),
    *("/calidad/informes", "/calidad/informes/{finding_report_id}"),
    *("/personal", "/personal/{user}"),
    *("/conocimiento", "/conocimiento/{article_id}"),
    *("/grandes-clientes", "/grandes-clientes/{client_id}", "/novedades", "/novedades/{novelty_id}"),
    *("/bitacora", "/bitacora/revisiones", "/bitacora/revisiones/{review_id}", "/identidad"),
    "/practica",
    "/primeros-pasos",
    *("/sitio", "/sitio/publicaciones/{publication_id}", "/sitio/borradores/{draft_id}"),
    "/simulador",
    *("/pantallas", "/pared"),
    "/voces",
    *("/capacitacion/cronograma", "/capacitacion/cronograma/{session_id}", "/capacitacion/temas"),
    "/capacitacion/exigencias",
    *("/capacitacion/propuestas", "/capacitacion/propuestas/{proposal_id}", "/capacitacion/asesores"),
    *("/capacitacion/mia", "/capacitacion/mia/{subject}"),
    *("/revision-de-cuentas", "/revision-de-cuentas/{review_id}"),
    *("/ayuda", "/ayuda/{guide}"),
)
"""Paths that the page itself routes (web/src/routes.ts)."""
UNBUILT_PAGE = """<!doctype html>
<html lang="es-CO"><head><meta charset="utf-8"><title>Atención</title></head>
<body><h1>Las pantallas no están construidas</h1>
<p>El servicio atiende llamadas, pero a esta instalación le faltan los archivos de la web.
Quien la administra los construye así: <code>make web</code>, y luego reinicia el servicio.</p>
<p>Mientras tanto: <a href="/estado">las líneas y sus horarios</a>.</p></body></html>
"""


@cache
def _files(folder: Path | None) -> Mapping[str, WebFile]:
    return load_files(folder or WEB_DIST)


@cache
def _branded_files(folder: Path | None, branding: Branding) -> Mapping[str, WebFile]:
    index = _files(folder).get("index.html")
    return build_branded_files(branding, index) if index else {}


@cache
def _screen_files(folder: Path | None) -> Mapping[str, ScreenFiles]:
    file = _files(folder).get(FILES)
    return read_screen_files(file.bodies["identity"]) if file else {}


@cache
def _page_of(folder: Path | None, branding: Branding, screen: str, answers: tuple[str, ...]) -> WebFile | None:
    index = _branded_files(folder, branding).get("index.html")
    if index is None:
        return None
    files = _screen_files(folder).get(screen, NO_FILES)
    return new_file(index.media_type, add_preloads(index.bodies["identity"].decode(), files, answers))


@requires(PUBLIC)
async def page(request: Request, context: ContextDep) -> Response:
    """Return the page of all screens, or a sentence that says how to build it.

    It names the files of the screen at its address and the first answers of the API.
    """
    screen = find_screen(_screen_files(context.web_dist), request.scope["path"])
    answers = first_answers(screen, has_session=COOKIE in request.cookies)
    if context.numbers_practice:  # the API of a practice has another address
        answers = ()
    index = _page_of(context.web_dist, context.site.branding, screen, answers)
    if index is None:
        return Response(
            UNBUILT_PAGE, 503, {"Content-Security-Policy": "default-src 'none'; style-src 'self'"}, "text/html"
        )
    return _answer(request, context.browser_phone, index)


for path in PAGES:
    router.add_api_route(path, page, methods=["GET"])


async def not_found_page(request: Request, error: Exception) -> Response:
    """Return the page to a browser, which shows that the path does not exist, and a problem to a program."""
    context = context_of(request.app)
    index = _branded_files(context.web_dist, context.site.branding).get("index.html")
    wants_page = request.method == "GET" and accepts_html(request.headers.get("accept", ""))
    if index is None or not wants_page or f"{request.scope['path']}/".startswith(API):
        answer: Response = problems.problem_response(request, NoSuchAddress())
    else:
        answer = _answer(request, context.browser_phone, index, lost=True)
    answer.headers.add_vary_header("Accept")
    return answer


@router.get("/assets/{name}")
@requires(PUBLIC)
async def asset(name: str, request: Request, context: ContextDep) -> Response:
    """A built file, whose name changes with its content."""
    return _answer(request, context.browser_phone, _find_file(context.web_dist, f"assets/{name}"))


@router.get("/marca.svg")
@requires(PUBLIC)
async def mark(request: Request, context: ContextDep) -> Response:
    """The icon."""
    return _answer(request, context.browser_phone, _find_file(context.web_dist, "marca.svg"))


@router.get(f"/{LOGO}")
@requires(PUBLIC)
async def logo(request: Request, context: ContextDep) -> Response:
    """The logo of the entity."""
    return _answer(request, context.browser_phone, _find_branded_file(context, LOGO))


@router.get(f"/{STYLE}")
@requires(PUBLIC)
async def colours(request: Request, context: ContextDep) -> Response:
    """The style sheet with the colours of the entity."""
    return _answer(request, context.browser_phone, _find_branded_file(context, STYLE))


@router.get("/estado.css")
@requires(PUBLIC)
async def public_style(request: Request, context: ContextDep) -> Response:
    """The style of the public page of the lines, which has no script."""
    return _answer(request, context.browser_phone, _find_file(context.web_dist, "estado.css"))


@router.get("/licencias.txt")
@requires(PUBLIC)
async def licences(request: Request, context: ContextDep) -> Response:
    """The licences of others whose work the screens contain, the letters among them."""
    return _answer(request, context.browser_phone, _find_file(context.web_dist, "licencias.txt"))


@router.get("/comprobador.json")
@requires(PUBLIC)
async def verifier_description(request: Request, context: ContextDep) -> Response:
    """The name, size in bytes and SHA-256 of the page that verifies a sealed month."""
    return _answer(request, context.browser_phone, _find_file(context.web_dist, "comprobador.json"))


@router.get("/comprobador.html")
@requires(PUBLIC)
async def verifier(context: ContextDep) -> Response:
    """The page that verifies a sealed month, which also works as a downloaded file without a network."""
    file = (context.web_dist or WEB_DIST) / VERIFIER
    if not file.is_file():
        raise NotFound("Esta instalación no trae el comprobador de meses sellados. Pídalo al administrador.")
    headers = {"Content-Security-Policy": VERIFIER_POLICY, "Cache-Control": "no-cache"}
    return FileResponse(file, headers=headers, media_type="text/html; charset=utf-8")


def _find_branded_file(context: ApiContext, name: str) -> WebFile:
    return _require_file(_branded_files(context.web_dist, context.site.branding).get(name))


def _find_file(folder: Path | None, name: str) -> WebFile:
    return _require_file(_files(folder).get(name))


def _require_file(file: WebFile | None) -> WebFile:
    if file is None:
        raise NotFound("No existe ese archivo. Si acaba de actualizarse el servicio, vuelva a cargar la página.")
    return file


def _answer(request: Request, browser_phone: BrowserPhone | None, file: WebFile, *, lost: bool = False) -> Response:
    policy = POLICY if browser_phone is None else POLICY_WITH_TWILIO
    headers = request.headers
    etag = "" if lost else headers.get("if-none-match", "")
    reply = build_reply(file, headers.get("accept-encoding", ""), etag, policy)
    return Response(reply.body, HTTPStatus.NOT_FOUND if lost else reply.status, dict(reply.headers))
