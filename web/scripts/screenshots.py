"""Takes the pictures of docs/pictures from the real system during real calls.

Owns the choice of the pictures. It runs its own demos on free ports, with data folders that it removes. In the first
demo it calls a line by SIP, and serves the call by keyboard in Chromium. Three demos have past calls: for the screens
of the contract, of the quality, and of the office. In the last one every line is closed, and callers leave messages; it
runs on Asterisk, the only gateway that records messages. Run it with `make screens`.
"""

import csv
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from config.settings import SAMPLE_SITE
from config.timezone import COLOMBIA

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
ATENCION = ROOT / ".venv" / "bin" / "atencion"
FLAGS = [
    "--lang=es-CO",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZE: ViewportSize = {"width": 1366, "height": 768}
TELEVISION: ViewportSize = {"width": 1920, "height": 1080}
PASSWORD = secrets.token_urlsafe(12)
READY_S = 120
CALL_S = 75
MESSAGES_MS = 180_000
VERIFICATION_MS = 300_000
KNOWN = "3001112203"  # a number of the sample customers
OTHERS = (("nacional", "3001112206"), ("quejas", "3001112207"), ("nacional", "3001112204"), ("bogota", "3001112201"))
PETITION = (
    "Pagó la cuota de octubre el 28 en un corresponsal y en su estado de cuenta sigue pendiente. "
    "Tiene el comprobante y pide que se aplique el pago y se retire el interés de mora."
)
WRITTEN = (
    ("solicitud", "estado_cuenta", "certificado_tributario", "Pide el certificado tributario de 2025.", 1),
    ("solicitud", "renovacion", "aplazamiento", "Quiere aplazar el semestre: está en licencia médica.", 9),
    ("reclamo", "cobro", "cobro_ya_pagado", "Le cobran una cuota que pagó el 3 de octubre.", 12),
    ("queja", "demora_atencion", "espera_oficina", "Esperó tres horas en la oficina y no la atendieron.", 20),
)
"""Written petitions: kind, theme, sub-theme, text, and how many days ago each was received."""
LEFT = (("bogota", KNOWN, 62), ("nacional", "3001112206", 75), ("bogota", "3001112207", 54))
"""Callers who leave a message: line, number and length of the call in seconds."""
TWICE = (
    {"nombre": "María Elvira Restrepo", "numero_documento": "43211001", "correo": "maria.restrepo@ejemplo.com"},
    {"nombre": "María E. Restrepo Cano", "numero_documento": "43211010", "direccion": "Calle 10 # 4-25, apto 302"},
)
"""Two records of the same person."""
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OUTAGE = "El operador no entrega las llamadas de la línea nacional"
QUESTION = "Ese día quedó lejos de la meta. ¿Qué pasó, y qué se hizo para que no se repita?"
ANSWER = "Faltó un asesor toda la mañana. Desde el lunes hay uno de respaldo en ese turno."


def free_port(kind: socket.SocketKind) -> int:
    """Return a free port."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def closed_site(folder: Path) -> Path:
    """Copy the sample site with every line closed now and for two hours more."""
    site = folder / "site"
    shutil.copytree(SAMPLE_SITE, site)
    calendars = yaml.safe_load((site / "calendars.yaml").read_text())
    hours = "14:00-20:00" if datetime.now(COLOMBIA).hour < 12 else "0:00-9:00"
    closed = {"timezone": "America/Bogota", "holidays": "none", "week": {day: [hours] for day in WEEK}}
    (site / "calendars.yaml").write_text(json.dumps(dict.fromkeys(calendars, closed)))
    return site


@contextmanager
def demo(*, past: bool = False, closed: bool = False) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Run a demo; yield its base URL, its SIP port and its settings."""
    folder = Path(tempfile.mkdtemp(prefix="atn-"))
    folder.chmod(0o711)
    web, sip = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_DGRAM)
    own = {
        "ATENCION_HTTP_PORT": str(web),
        "ATENCION_SIP_PORT": str(sip),
        "ATENCION_RTP_PORTS": "42000-42399",
        "ATENCION_DATA_DIR": str(folder / "data"),
        "ATENCION_DEMO_PASSWORD": PASSWORD,
        "ATENCION_DEMO_TRAFFIC": "0.1" if past else "0",
    }
    if closed:
        own |= {"ATENCION_GATEWAY": "asterisk", "ATENCION_DEMO_HOURS": "site"}
        own["ATENCION_SITE"] = str(closed_site(folder))
    running = subprocess.Popen([ATENCION, "demo"], cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{web}"
        wait_until_ready(base)
        yield base, sip, own
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(base: str) -> None:
    """Wait until every part of the system is ready."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("El sistema de las fotos no estuvo listo.")


class Studio:
    """A browser, and the users of its pages."""

    def __init__(self, browser: Browser, base: str, sip: int) -> None:
        self._browser, self._base, self._sip = browser, base, sip

    def blank_page(self, size: ViewportSize = SIZE) -> Page:
        """Open an empty page in a new browser context."""
        page = self._browser.new_context(viewport=size, locale="es-CO", timezone_id="America/Bogota").new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: print(error, file=sys.stderr))
        return page

    def page(self, user: str = "") -> Page:
        """Open a page in a new browser context, signed in as a user; without a user, the sign-in page."""
        page = self.blank_page()
        page.goto(self._base)
        page.get_by_label("Usuario").fill(user or "asesor1")
        if user:
            page.get_by_label("Contraseña").first.fill(PASSWORD)
            page.keyboard.press("Enter")
            page.get_by_role("navigation", name="Pantallas").wait_for()
            self._skip_tours(page)
        return page

    def _skip_tours(self, page: Page) -> None:
        """Mark the tours of the user as seen before the first one begins, so that no picture has it."""
        request = page.context.request
        for role in request.get(f"{self._base}/api/v1/session").json()["account"]["roles"]:
            request.put(f"{self._base}/api/v1/me/help/tours/{role}", headers={"X-Atencion": "1"})
        page.reload()
        page.get_by_role("navigation", name="Pantallas").wait_for()

    def wish(self, users: tuple[str, ...], **presence: str) -> None:
        """Set the presence of some advisors."""
        for name in users:
            self.ask(name, "PUT", "me/presence", presence)

    def ask(self, user: str, method: str, path: str, body: object) -> None:
        """Send a request to the API as a user, without a page."""
        request = self._browser.new_context().request
        request.post(f"{self._base}/api/v1/session", data={"username": user, "password": PASSWORD})
        headers = {"X-Atencion": "1", "Idempotency-Key": str(uuid.uuid4())}
        answer = request.fetch(f"{self._base}/api/v1/{path}", method=method, data=body, headers=headers)
        if not answer.ok:
            print(f"{method} {path}: {answer.status} {answer.text()}", file=sys.stderr)

    def call(self, line: str, number: str, seconds: int = CALL_S, digits: str = "1") -> None:
        """Call a line and press digits, by default to choose an advisor; a closed line ignores them."""
        arguments = ["--line", line, "--from", number, "--digits", digits, "--seconds", str(seconds)]
        subprocess.Popen([ATENCION, "call", *arguments, "--port", str(self._sip)], cwd=ROOT, stdout=subprocess.DEVNULL)


def shoot(page: Page, name: str, *, dark: bool = False) -> None:
    """Save a picture in light colours and, with ``dark``, another one in dark colours."""
    for scheme in ("light", "dark") if dark else ("light",):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(300)
        path = PICTURES / (f"{name}.png" if scheme == "light" else f"{name}-oscuro.png")
        page.screenshot(path=path)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")
    page.emulate_media(color_scheme="light")


def attend(studio: Studio, desk: Page, board: Page) -> None:
    """Serve a whole call by keyboard, with the board open in another page."""
    studio.wish(("asesor2", "asesor3"), state="paused", reason="almuerzo")
    studio.call("bogota", KNOWN)
    desk.get_by_text("Posible cliente").first.wait_for(timeout=60_000)
    shoot(desk, "escritorio-timbra")
    desk.get_by_role("group", name="Control de la llamada").wait_for(timeout=30_000)
    studio.wish(("asesor2", "asesor3"), state="available")
    for line, number in OTHERS:
        studio.call(line, number)
    desk.keyboard.type("pago no")
    desk.locator("[data-combobox-selected]").wait_for()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Alt+t")
    desk.keyboard.type(PETITION)
    desk.get_by_text("Guardado", exact=True).wait_for()
    shoot(desk, "escritorio-llamada", dark=True)
    board.get_by_text("En conversación").nth(2).wait_for(timeout=60_000)
    shoot(board, "tablero", dark=True)
    desk.keyboard.press("Control+Enter")
    desk.get_by_text("Frase para leer a quien llama").wait_for()
    desk.get_by_text("Guardado", exact=True).wait_for()
    shoot(desk, "escritorio-radicado")
    desk.keyboard.press("Alt+c")
    desk.keyboard.press("Alt+c")
    desk.get_by_text("La llamada terminó").first.wait_for()
    shoot(desk, "escritorio-tipifica")
    desk.keyboard.press("Control+Enter")


def story(page: Page) -> None:
    """Show the last answered call, fact by fact."""
    page.get_by_role("link", name="Llamadas").click()
    page.get_by_label("Resultado").select_option("answered")
    page.locator("tbody a").first.click()
    page.get_by_text("Entró una llamada").wait_for()
    shoot(page, "llamada")


def inbox(studio: Studio) -> None:
    """Show the inbox of written petitions by due date, with one of them open."""
    today = datetime.now(COLOMBIA).date()
    for kind, theme, subtheme, text, days_ago in WRITTEN:
        topic = {"kind": kind, "theme": theme, "subtheme": subtheme, "text": text}
        origin = {"channel": "written", "email": "persona@correo.example"}
        studio.ask(
            "escrita1", "POST", "tickets", topic | origin | {"received_on": str(today - timedelta(days=days_ago))}
        )
    page = studio.page("escrita1")
    page.get_by_role("link", name="Bandeja").click()
    page.locator("main a[href^='/bandeja/']").first.click()
    page.wait_for_timeout(1_500)
    shoot(page, "bandeja")


def registered_twice(own: dict[str, str]) -> None:
    """Import one person with two documents."""
    columns = ("tipo_documento", "numero_documento", "nombre", "direccion", "municipio", "telefono", "correo")
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        rows = csv.DictWriter(file, columns, restval="")
        rows.writeheader()
        for each in TWICE:
            shared = {"tipo_documento": "CC", "municipio": "05001", "telefono": "3002220011"}
            rows.writerow(shared | each | ({} if "direccion" in each else {"municipio": ""}))
        file.flush()
        order = [ATENCION, "customers", "import", file.name]
        subprocess.run(order, cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL, check=True)


def merging(studio: Studio, own: dict[str, str]) -> None:
    """Show two records of one person, side by side."""
    registered_twice(own)
    page = studio.page("coordinador")
    page.get_by_role("link", name="Bandeja").click()
    page.get_by_role("button", name="Unir registros").click()
    for each in TWICE:
        page.get_by_label("Buscar al cliente").fill(each["numero_documento"])
        page.keyboard.press("Enter")
        page.get_by_role("button", name=each["numero_documento"]).click()
    page.get_by_role("radio", checked=True).wait_for()
    shoot(page, "unir-registros")


def messages(studio: Studio) -> None:
    """Show messages left on closed lines, with one of them open and half filed."""
    page = studio.page("escrita1")
    page.get_by_role("link", name="Mensajes").click()
    for line, number, seconds in LEFT:
        studio.call(line, number, seconds, digits="")
    page.get_by_role("row").nth(len(LEFT)).wait_for(timeout=MESSAGES_MS)
    page.wait_for_timeout(1_000)
    page.get_by_role("table").get_by_role("link").first.click()
    page.locator("#tipificacion").fill("pago no")
    page.locator("[data-combobox-selected]").wait_for()
    page.keyboard.press("Enter")
    page.get_by_label("Petición de quien dejó el mensaje").fill(PETITION)
    shoot(page, "mensajes")


def figures(overseer: Page, base: str) -> None:
    """Show last month by day, the calls of a day that missed its target, and an observation about it."""
    overseer.get_by_role("button", name="Mes pasado").click()
    overseer.get_by_role("button", name="Día", exact=True).click()
    overseer.locator("figure svg").first.wait_for()
    shoot(overseer, "contrato-indicadores", dark=True)
    missed = overseer.locator("tr", has_text="no cumple").first
    missed.get_by_role("button").click()
    overseer.locator("main ol a").first.wait_for()
    shoot(overseer, "contrato-llamadas")
    overseer.get_by_role("button", name="Escribir una observación").click()
    overseer.locator("dialog textarea:visible").first.fill(QUESTION)
    overseer.get_by_role("button", name="Enviar").click()
    overseer.get_by_role("button", name="Entendido").click()
    overseer.goto(f"{base}/indicadores?vista=sensibilidad")
    overseer.get_by_text("la del contrato").first.wait_for()
    shoot(overseer, "contrato-sensibilidad")


def answered(coordinator: Page, overseer: Page, base: str) -> None:
    """Answer an observation, and show it with its answer."""
    coordinator.goto(f"{base}/observaciones")
    coordinator.locator("main ol a").first.click()
    coordinator.get_by_label("Respuesta").fill(ANSWER)
    coordinator.get_by_role("button", name="Responder", exact=True).click()
    coordinator.get_by_text(ANSWER).last.wait_for()
    overseer.goto(f"{base}/observaciones")
    overseer.locator("main ol a").first.click()
    overseer.get_by_text(ANSWER).first.wait_for()
    shoot(overseer, "contrato-observaciones")


def contract(studio: Studio, base: str) -> None:
    """Show a past month of the contract to its overseer, after the coordinator has closed and sealed it."""
    now = datetime.now(UTC)
    month = str((now.astimezone(COLOMBIA).replace(day=1) - timedelta(days=1)).date())[:7]
    studio.ask("coordinador", "POST", "periods", {"month": month})
    studio.ask("coordinador", "POST", "sealed-periods", {"month": month})
    outage = {"system": "operador", "kind": "outage", "title": OUTAGE, "note": "Caso abierto con el operador: 4471."}
    began = (now - timedelta(minutes=35)).replace(microsecond=0)
    studio.ask("coordinador", "POST", "incidents", outage | {"began_at": began.isoformat()})
    coordinator, overseer = studio.page("coordinador"), studio.page("interventoria")
    figures(overseer, base)
    answered(coordinator, overseer, base)
    for path, link in (("informes", "main ol a"), ("incidentes", "main ol a")):
        overseer.goto(f"{base}/{path}")
        overseer.locator(link).first.click()
        overseer.wait_for_timeout(1_500)
        shoot(overseer, f"contrato-{path}")
    overseer.goto(f"{base}/sellos")
    overseer.get_by_role("link", name="Descargar el sello").wait_for()
    shoot(overseer, "contrato-sellos")
    verification(overseer, base)


def quality(studio: Studio, base: str) -> None:
    """Show the work on quality: a sample, an evaluation beside its recording, the results, and a report of findings."""
    professional = studio.page("calidad")
    for path, name in (("muestras", "calidad-muestra"), ("informes", "calidad-informe")):
        professional.goto(f"{base}/calidad/{path}")
        drawn = professional.get_by_role("row").filter(has_text="Sorteada") if path == "muestras" else professional
        drawn.locator(f"a[href^='/calidad/{path}/']").first.click()
        professional.wait_for_timeout(1_500)
        shoot(professional, name)
    professional.goto(f"{base}/calidad/resultados")
    professional.get_by_role("button", name="Mes pasado").click()
    professional.get_by_role("region", name="Resultados del canal").wait_for()
    shoot(professional, "calidad-resultados")
    professional.goto(f"{base}/calidad/calibraciones")
    professional.locator("main a[href^='/calidad/calibraciones/']").first.click()
    professional.get_by_role("button", name="Evaluar").first.click()
    player = professional.get_by_role("button", name="Reproducir")
    for _ in range(30):  # the recordings are made in the background
        professional.wait_for_timeout(4_000)
        if player.count():
            break
        professional.reload()
    player.wait_for()
    professional.wait_for_timeout(1_500)
    shoot(professional, "calidad-evaluacion", dark=True)
    advisor = studio.page("asesor1")
    advisor.goto(f"{base}/calidad/mis-evaluaciones")
    advisor.locator("main a[href^='/calidad/mis-evaluaciones/']").first.click()
    advisor.wait_for_timeout(1_500)
    shoot(advisor, "calidad-propia")


def charts(coordinator: Page, base: str) -> None:
    """Show a figure over last month with another one below it, and an own report while it is composed."""
    coordinator.goto(f"{base}/cifras")
    coordinator.get_by_role("button", name="Mes pasado").click()
    coordinator.get_by_role("button", name="Día", exact=True).click()
    coordinator.get_by_label("Junto con").select_option(label="Abandono en cola")
    coordinator.locator("figure svg").nth(0).wait_for()
    coordinator.wait_for_timeout(1_500)
    coordinator.locator("figure").first.scroll_into_view_if_needed()
    shoot(coordinator, "cifras")
    coordinator.goto(f"{base}/mis-informes")
    coordinator.get_by_role("button", name="Nuevo informe").click()
    coordinator.get_by_label("Título").fill("Llamadas de la semana pasada, día por día")
    coordinator.get_by_label("Período").select_option(label="La semana pasada, de lunes a domingo")
    coordinator.get_by_label("Filas").first.select_option(label="Por día")
    for figure in ("Ingresadas", "Contestadas", "Nivel de servicio 80/20"):
        coordinator.get_by_role("checkbox", name=figure, exact=True).check()
    coordinator.get_by_role("table").first.wait_for()
    coordinator.get_by_label("Filas").first.scroll_into_view_if_needed()
    shoot(coordinator, "mis-informes")


def office(studio: Studio, base: str) -> None:
    """Show the screens of a supervisor beside the calls: voices, simulator, shifts, articles, training and help."""
    supervisor = studio.page("supervisor")
    for path, name in (("puestos", "puestos"), ("capacitacion/cronograma", "capacitacion")):
        supervisor.goto(f"{base}/{path}")
        supervisor.get_by_role("row").nth(1).wait_for()
        shoot(supervisor, name)
    supervisor.goto(f"{base}/conocimiento")
    supervisor.locator("main a[href^='/conocimiento/']").first.click()
    supervisor.get_by_role("heading", name="Versiones").wait_for()
    shoot(supervisor, "conocimiento")
    supervisor.goto(f"{base}/voces")
    supervisor.get_by_role("button", name="Grabar aviso_grabacion").click()
    supervisor.get_by_role("dialog").wait_for()
    supervisor.wait_for_timeout(1_000)
    shoot(supervisor, "voces")
    simulated_call(supervisor, base)
    writer = studio.page("escrita1")
    writer.goto(f"{base}/bandeja")
    writer.get_by_role("row").nth(1).wait_for()
    writer.get_by_role("button", name="Ayuda").click()
    writer.get_by_role("complementary", name="Ayuda de esta pantalla").get_by_role("heading").first.wait_for()
    writer.wait_for_timeout(1_000)
    shoot(writer, "ayuda")
    charts(studio.page("coordinador"), base)
    television(studio, supervisor, base)


def simulated_call(supervisor: Page, base: str) -> None:
    """Show a simulated call that waits in a full queue."""
    supervisor.goto(f"{base}/simulador")
    supervisor.get_by_label("Hora", exact=True).fill("10:00")
    supervisor.get_by_label("Asesores y colas").select_option("full")
    supervisor.get_by_role("button", name="Llamar", exact=True).click()
    telephone = supervisor.get_by_role("region", name="Teléfono")
    telephone.get_by_role("button", name="1", exact=True).click()
    supervisor.get_by_role("region", name="Lo que se oye").get_by_text("Marca 1").wait_for()
    telephone.get_by_role("button", name="Oír hasta el final").click()
    telephone.scroll_into_view_if_needed()
    supervisor.wait_for_timeout(1_000)
    shoot(supervisor, "simulador")


def television(studio: Studio, supervisor: Page, base: str) -> None:
    """Show a panel of a television that a supervisor has just given its permission."""
    supervisor.goto(f"{base}/pantallas")
    supervisor.get_by_role("button", name="Nueva pantalla").click()
    dialog = supervisor.get_by_role("dialog", name="Nueva pantalla")
    dialog.get_by_label("Nombre").fill("Sala norte")
    dialog.get_by_label("Dónde está").fill("Piso 3")
    dialog.get_by_role("button", name="Crear y ver el código").click()
    code = supervisor.get_by_role("dialog", name="Código de «Sala norte»").get_by_role("img").inner_text()
    wall = studio.blank_page(TELEVISION)
    wall.goto(f"{base}/pared?paneles=asesores&segundos=120")
    wall.get_by_label("Código de vinculación").fill(code)
    wall.keyboard.press("Enter")
    wall.locator("[data-figure]").first.wait_for()
    shoot(wall, "pared")


def verification(overseer: Page, base: str) -> None:
    """Check the sealed month by the verifier's page."""
    seal = overseer.request.get(f"{base}/api/v1/sealed-periods").json()["periods"][0]
    file = overseer.request.get(f"{base}/api/v1/sealed-periods/{seal['month']}/file").body()
    name = f"sello-icetex-{seal['month']}.tar"
    overseer.goto(f"{base}/comprobador.html")
    overseer.get_by_label("Mes sellado").set_input_files({"name": name, "mimeType": "", "buffer": file})
    overseer.get_by_label("Llave pública").fill(seal["public_key"])
    overseer.get_by_label("Cabezas que usted guardó").fill(f"{seal['last']}:{seal['head']}")
    overseer.get_by_role("button", name="Comprobar", exact=True).click()
    overseer.locator("#result").wait_for(timeout=VERIFICATION_MS)
    overseer.screenshot(path=PICTURES / "comprobador.png", full_page=True)


def main(parts: list[str]) -> None:
    """Take the pictures of some demos: ``calls``, ``contract``, ``messages``, ``office``, ``quality``."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        if "contract" in parts:
            with demo(past=True) as (base, sip, _):
                contract(Studio(browser, base, sip), base)
        if "quality" in parts:
            with demo(past=True) as (base, sip, _):
                quality(Studio(browser, base, sip), base)
        if "office" in parts:
            with demo(past=True) as (base, sip, _):
                office(Studio(browser, base, sip), base)
        if "messages" in parts:
            with demo(closed=True) as (base, sip, _):
                messages(Studio(browser, base, sip))
        if "calls" in parts:
            with demo() as (base, sip, own):
                studio = Studio(browser, base, sip)
                shoot(studio.page(), "ingreso")
                desk, board = studio.page("asesor1"), studio.page("supervisor")
                attend(studio, desk, board)
                story(board)
                inbox(studio)
                merging(studio, own)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:] or ["calls", "contract", "messages", "office", "quality"])
