"""The public pages of the API, its errors, and its answers when a server is down."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import msgspec
import pytest

from agent_api.access.guard import COOKIE
from agent_api.app.app import create_app
from call_router.service import CallRouter
from config.site.branding import Branding
from storage.postgres.engine import make_engine
from storage.valkey import connect
from tests.support.api.api_rig import ApiRig, MixedCalls

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (datetime(2026, 11, 27, 11, 59, tzinfo=UTC), "Cerrada: abre hoy a las 7:00 a. m."),
        (datetime(2026, 11, 27, 12, 0, tzinfo=UTC), "Abierta: cierra hoy a las 7:00 p. m."),
    ],
)
async def test_the_public_page_tells_lines_and_hours_and_nothing_else(
    rig: ApiRig, mixed_calls: MixedCalls, at: datetime, state: str
) -> None:
    """The page has each line's number, hours and state; no figure, call, queue, advisor, address or version."""
    await mixed_calls.make_calls()
    rig.now = at
    page = await rig.client.get("/estado", headers={"Authorization": ""})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script" not in page.headers["content-security-policy"]
    for line in rig.site.lines.values():
        assert line.name in page.text
    assert page.text.count(state) == len(rig.site.lines)
    assert '<a href="tel:6015550100">601 555 0100</a>' in page.text
    assert "Lunes a viernes</dt><dd>7:00 a. m. a 7:00 p. m." in page.text
    hidden = ("%", "sip:", "asesor", "cola", "/api", "/metrics", "atencion call", "PostgreSQL", rig.site.version)
    assert [each for each in hidden if each in page.text] == []


async def test_openapi_document_has_each_route_with_errors_as_problems(rig: ApiRig) -> None:
    """The OpenAPI document has each route, with errors as problems, and no 422 where there is no body."""
    document = (await rig.get("/api/openapi.json")).json()
    assert set(document["paths"]) >= {
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/v1/calls",
        "/api/v1/calls/{call_id}",
        "/api/v1/service-level",
    }
    for operations in document["paths"].values():
        assert all("requestBody" in each or "422" not in each["responses"] for each in operations.values())
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("POST", "/api/v1/calls", 405)])
async def test_unknown_address_or_method_is_problem_details_too(
    rig: ApiRig, method: str, path: str, status: int
) -> None:
    """An unknown address or method is problem details too."""
    answer = await rig.client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def visitor(rig: ApiRig, web: Path) -> httpx2.AsyncClient:
    """Open a client of an office whose screens lie in a folder."""
    app = create_app(replace(rig.context(), web_dist=web))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://api")


async def test_screens_have_the_look_of_the_entity(rig: ApiRig, tmp_path: Path) -> None:
    """The page says the name, and the logo and the colours are files of their own with the policy of the screens."""
    (tmp_path / "index.html").write_text("<head><title>Atención</title></head>")
    async with visitor(rig, tmp_path) as client:
        assert "<title>ICETEX · Atención</title>" in (await client.get("/")).text
        logo = await client.get("/logo.svg")
        assert (logo.status_code, logo.headers["content-type"]) == (200, "image/svg+xml")
        assert "default-src 'none'" in logo.headers["content-security-policy"]
        assert (await client.get("/colores.css")).status_code == 404
    rig.site = msgspec.structs.replace(rig.site, branding=Branding(band="#123456"))
    async with visitor(rig, tmp_path) as client:
        assert '<link rel="stylesheet" href="/colores.css" />' in (await client.get("/bandeja")).text
        assert "--rail:#123456;" in (await client.get("/colores.css")).text
        assert (await client.get("/logo.svg")).status_code == 404
        assert "/logo.svg" not in (public := (await client.get("/estado")).text)
    assert 'href="/colores.css"' in public


async def test_the_page_tells_the_browser_what_its_screen_needs_first(rig: ApiRig, tmp_path: Path) -> None:
    """The board's page names its files and the session, and with a session the labels; the list is not served."""
    (tmp_path / "index.html").write_text("<head><title>Atención</title></head>")
    (tmp_path / "pantallas.json").write_text('{"/tablero": {"scripts": ["assets/board-1.js"], "styles": []}}')
    async with visitor(rig, tmp_path) as client:
        board, inbox = await client.get("/tablero"), await client.get("/bandeja")
        assert '<link rel="modulepreload" crossorigin href="/assets/board-1.js">' in board.text
        assert 'href="/api/v1/session"' in board.text
        assert "board-1" not in inbox.text
        assert inbox.headers["etag"] != board.headers["etag"]
        assert "/api/v1/labels" not in board.text
        assert 'href="/api/v1/labels"' in (await client.get("/tablero", headers={"Cookie": f"{COOKIE}=x"})).text
        assert (await client.get("/pantallas.json")).status_code == 404


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


async def test_the_page_of_the_verifier_is_sandboxed_or_said_to_be_missing(rig: ApiRig, tmp_path: Path) -> None:
    """Anybody may download it; the answer's policy allows no connection. Without the file, a sentence says so."""
    async with visitor(rig, tmp_path) as client:
        missing = await client.get("/comprobador.html")
        assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
        assert "no trae el comprobador" in missing.json()["detail"]
        (tmp_path / "comprobador.html").write_text("<!doctype html>")
        page = await client.get("/comprobador.html")
    assert page.text == "<!doctype html>"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = dict(each.strip().partition(" ")[::2] for each in page.headers["content-security-policy"].split(";"))
    assert policy["sandbox"] == "allow-scripts allow-downloads"
    assert policy["default-src"] == "'none'"
    assert "connect-src" not in policy


async def test_browser_gets_404_even_with_cached_page(rig: ApiRig, tmp_path: Path) -> None:
    """A browser gets 404 even with a cached page; programs, the API, files and unbuilt screens get a problem."""
    (tmp_path / "index.html").write_text("<p>Atención")
    async with visitor(rig, tmp_path) as client:
        for etag in ("", (await client.get("/")).headers["etag"]):
            page = await client.get("/nada/de/nada", headers={"Accept": BROWSER, "If-None-Match": etag})
            assert (page.status_code, page.text) == (404, "<p>Atención")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["vary"] == "Accept-Encoding, Accept"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        for method, path, accept in (
            ("GET", "/nada", "*/*"),
            ("GET", "/nada", "application/json"),
            ("POST", "/nada", BROWSER),
            ("GET", "/api", BROWSER),
            ("GET", "/api/v1/nada", BROWSER),
            ("GET", "/api/v1/customers/x/nada", BROWSER),
            ("GET", "/assets/nada.js", BROWSER),
        ):
            answer = await client.request(method, path, headers={"Accept": accept})
            body = answer.headers["content-type"], answer.status_code, answer.json()["code"]
            assert body == ("application/problem+json", 404, "not_found"), path
    async with visitor(rig, tmp_path / "nowhere") as client:
        answer = await client.get("/nada", headers={"Accept": BROWSER})
        assert answer.headers["content-type"] == "application/problem+json"


async def test_readiness_names_missing_servers(rig: ApiRig) -> None:
    """Without Valkey and PostgreSQL: 503 with the code, unready by name, alive, a page, and the remaining metrics."""
    nowhere = connect("unix:///nowhere/valkey.sock")
    engine = make_engine("postgresql://nobody@127.0.0.1:1/nothing")
    context = replace(rig.context(), redis=nowhere, router=CallRouter(nowhere, "bogota"), engine=engine)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(create_app(context)), base_url="http://api") as client:
        client.headers["Authorization"] = rig.client.headers["Authorization"]
        assert (await client.get("/api/v1/service-level")).json()["code"] == "database_away"
        metrics = await client.get("/metrics")
        assert metrics.status_code == 200
        assert "acd_calls_ingressed_total" not in metrics.text
        for name in ("postgresql", "valkey", "recorder"):
            assert f'dependency_up{{dependency="{name}"}} 0.0' in metrics.text
        answer = (await client.get("/readyz")).json()
        assert [each["state"] for each in answer["dependencies"]] == ["away", "away", "away"]
        assert (await client.get("/healthz")).status_code == 200
        assert "Línea Bogotá" in (await client.get("/estado")).text
    await nowhere.aclose()
    await engine.dispose()
