"""Takes the pictures of docs/pictures from the real system, in a real call.

Owns which moments people are shown. It runs a demo of its own on free ports, with a data folder that it removes, calls
a line by SIP, and attends the call by keyboard in Chromium. Run it by `make screens`.
"""

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
ATENCION = ROOT / ".venv" / "bin" / "atencion"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZE = {"width": 1366, "height": 768}
PASSWORD = secrets.token_urlsafe(12)
READY_S = 120
CALL_S = 75
KNOWN = "3001112203"  # of the sample customers
OTHERS = (("nacional", "3001112206"), ("quejas", "3001112207"), ("nacional", "3001112204"), ("bogota", "3001112201"))
PETITION = (
    "Pagó la cuota de octubre el 28 en un corresponsal y en su estado de cuenta sigue pendiente. "
    "Tiene el comprobante y pide que se aplique el pago y se retire el interés de mora."
)


def free_port(kind: socket.SocketKind) -> int:
    """A port that nobody holds now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo() -> Iterator[tuple[str, int]]:
    """A demo of our own: the address of its web and its SIP port."""
    folder = Path(tempfile.mkdtemp(prefix="atn-"))
    folder.chmod(0o711)
    web, sip = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_DGRAM)
    own = {
        "ATENCION_HTTP_PORT": str(web),
        "ATENCION_SIP_PORT": str(sip),
        "ATENCION_RTP_PORTS": "42000-42399",
        "ATENCION_DATA_DIR": str(folder / "data"),
        "ATENCION_DEMO_PASSWORD": PASSWORD,
        "ATENCION_DEMO_TRAFFIC": "0",
    }
    running = subprocess.Popen([ATENCION, "demo"], cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{web}"
        wait_until_ready(base)
        yield base, sip
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(base: str) -> None:
    """Until every part says that it works."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("El sistema de las fotos no estuvo listo.")


class Studio:
    """A browser in front of the system, and who is at each screen."""

    def __init__(self, browser: Browser, base: str, sip: int) -> None:
        self._browser, self._base, self._sip = browser, base, sip

    def page(self, user: str = "") -> Page:
        """A browser of their own for somebody who signs in; for nobody, the door."""
        page = self._browser.new_context(viewport=SIZE, locale="es-CO", timezone_id="America/Bogota").new_page()
        page.on("pageerror", lambda error: print(error, file=sys.stderr))
        page.goto(self._base)
        page.get_by_label("Usuario").fill(user or "asesor1")
        if user:
            page.get_by_label("Contraseña").first.fill(PASSWORD)
            page.keyboard.press("Enter")
            page.get_by_text("En línea").wait_for()
        return page

    def wish(self, users: tuple[str, ...], **presence: str) -> None:
        """Have some advisors available or away."""
        for name in users:
            asked = self._browser.new_context().request
            asked.post(f"{self._base}/api/v1/session", data={"username": name, "password": PASSWORD})
            asked.put(f"{self._base}/api/v1/me/presence", data=presence, headers={"X-Atencion": "1"})

    def call(self, line: str, number: str) -> None:
        """Somebody dials a line and chooses an advisor."""
        asked = ["--line", line, "--from", number, "--digits", "1", "--seconds", str(CALL_S), "--port", str(self._sip)]
        subprocess.Popen([ATENCION, "call", *asked], cwd=ROOT, stdout=subprocess.DEVNULL)


def shoot(page: Page, name: str, *, dark: bool = False) -> None:
    """One picture in light colours and, when asked, another in dark ones."""
    for scheme in ("light", "dark") if dark else ("light",):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(300)
        path = PICTURES / (f"{name}.png" if scheme == "light" else f"{name}-oscuro.png")
        page.screenshot(path=path)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")
    page.emulate_media(color_scheme="light")


def attend(studio: Studio, desk: Page, board: Page) -> None:
    """A whole attention by keyboard, with the board beside it."""
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
    desk.get_by_text("Léale a quien llama").wait_for()
    desk.get_by_text("Guardado", exact=True).wait_for()
    shoot(desk, "escritorio-radicado")
    desk.keyboard.press("Alt+c")
    desk.keyboard.press("Alt+c")
    desk.get_by_text("La llamada terminó").first.wait_for()
    shoot(desk, "escritorio-tipifica")
    desk.keyboard.press("Control+Enter")


def story(page: Page) -> None:
    """The last answered call, fact by fact."""
    page.get_by_role("link", name="Llamadas").click()
    page.get_by_label("Resultado").select_option("answered")
    page.locator("tbody a").first.click()
    page.get_by_text("Entró una llamada").wait_for()
    shoot(page, "llamada")


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as (base, sip), sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        studio = Studio(browser, base, sip)
        shoot(studio.page(), "ingreso")
        desk, board = studio.page("asesor1"), studio.page("supervisor")
        attend(studio, desk, board)
        story(board)
        browser.close()


if __name__ == "__main__":
    main()
