"""Pictures of rare moments over the built files and an invented day, to look at while designing.

Owns which moments are worth a look: a lost link, a locked door, five hundred advisors. It starts its own `vite preview`
on a free port and ends it; it never talks to a real server. What people are shown is `web/scripts/screenshots.py`'s.
"""

import argparse
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

WEB = Path(__file__).resolve().parents[1]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
PETITION = (
    "Pagó la cuota de octubre el 28 en un corresponsal y en su estado de cuenta sigue pendiente. "
    "Tiene el comprobante y pide que se aplique el pago y se retire el interés de mora."
)


def sign_in(page: Page, base: str, own: str, user: str = "asesor1", **more: Any) -> None:
    """Open the first screen as somebody, at a stage of the call."""
    fake(page, base, user=user, forget=True)
    fake(page, base, own=own, **more)
    page.goto(base)
    page.wait_for_load_state("networkidle")


def fake(page: Page, base: str, **body: Any) -> None:
    """Move the invented day."""
    page.request.post(f"{base}/__fake", data=body)


def topic(page: Page, words: str) -> None:
    """Choose what the call was about, by typing."""
    page.locator("#tipificacion").fill(words)
    page.locator("[data-combobox-selected]").wait_for()
    page.keyboard.press("Enter")


def door(page: Page, base: str) -> None:
    """Sign-in."""
    fake(page, base, user="", forget=True)
    page.goto(base)
    page.get_by_label("Usuario").fill("asesor1")


def door_locked(page: Page, base: str) -> None:
    """Sign-in after too many failures."""
    door(page, base)
    for _ in range(5):
        page.get_by_label("Contraseña").first.fill("otra")
        page.get_by_role("button", name="Ingresar").click()
        page.wait_for_timeout(150)
    page.get_by_text("bloqueado").wait_for()


def idle(page: Page, base: str) -> None:
    """The desk between calls."""
    sign_in(page, base, "idle", waiting=3)


def offered(page: Page, base: str) -> None:
    """The screen-pop, before the phone is answered."""
    sign_in(page, base, "idle")
    fake(page, base, own="offered")
    page.get_by_text("Llamada entrante").first.wait_for()
    page.wait_for_timeout(2500)


def talking(page: Page, base: str) -> None:
    """In talk, with the form half filled."""
    sign_in(page, base, "offered")
    fake(page, base, own="talking")
    topic(page, "pago no")
    page.get_by_label("Qué pide quien llama").fill(PETITION)
    page.wait_for_timeout(1500)


def choosing(page: Page, base: str) -> None:
    """Finding the theme by typing."""
    sign_in(page, base, "talking")
    page.locator("#tipificacion").fill("de")
    page.wait_for_timeout(300)


def filed(page: Page, base: str) -> None:
    """The number to read aloud."""
    talking(page, base)
    page.keyboard.press("Control+Enter")
    page.get_by_text("Léale a quien llama").wait_for()
    page.wait_for_timeout(600)


def held(page: Page, base: str) -> None:
    """On hold, microphone off, no network."""
    talking(page, base)
    page.keyboard.press("Alt+r")
    page.wait_for_timeout(600)
    fake(page, base, away=True)
    page.get_by_text("Reintentar ya").wait_for()


def wrap_up(page: Page, base: str) -> None:
    """The wrap-up."""
    filed(page, base)
    fake(page, base, own="wrap_up")
    page.get_by_text("La llamada terminó").first.wait_for()
    page.wait_for_timeout(6000)


def keys(page: Page, base: str) -> None:
    """The shortcuts."""
    sign_in(page, base, "paused")
    page.keyboard.press("Alt+y")
    page.wait_for_timeout(200)


def board(page: Page, base: str) -> None:
    """The board of a small campaign."""
    sign_in(page, base, "talking", user="supervisor", advisors=24, waiting=4)
    page.goto(f"{base}/tablero")
    page.wait_for_timeout(1500)


def board_500(page: Page, base: str) -> None:
    """The board of five hundred advisors."""
    sign_in(page, base, "talking", user="supervisor", advisors=500, waiting=40)
    page.goto(f"{base}/tablero")
    page.wait_for_timeout(1500)
    fake(page, base, advisors=24)


def came_from(page: Page, base: str) -> None:
    """A call that another advisor handed on, and that has waited since long before."""
    sign_in(page, base, "idle")
    fake(page, base, own="offered")
    fake(
        page,
        base,
        call={"transferred_by": "asesor4", "transferred_by_name": "Jorge Iván Palacios", "first_at": _ago(312)},
    )
    page.get_by_text("La transfirió").wait_for()
    page.wait_for_timeout(600)


def call_back(page: Page, base: str) -> None:
    """A call-back that is accepted by answering."""
    sign_in(page, base, "idle")
    fake(page, base, own="offered")
    fake(page, base, call={"kind": "call_back", "attempt": 1, "arrived_at": _ago(2700), "first_at": _ago(2760)})
    page.get_by_text("Devolución pedida").wait_for()
    page.wait_for_timeout(600)


def handing_on(page: Page, base: str) -> None:
    """To whom a call is handed."""
    talking(page, base)
    page.keyboard.press("Alt+o")
    page.get_by_text("Asesores en turno").wait_for()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)


def consulting(page: Page, base: str) -> None:
    """Asking another advisor while the caller waits."""
    talking(page, base)
    fake(
        page,
        base,
        call={"consulted": "asesor7", "consulted_name": "Luz Dary Mosquera", "consulted_talks": True, "held": True},
    )
    page.get_by_text("Consultando a").wait_for()
    page.wait_for_timeout(600)


def refused(page: Page, base: str) -> None:
    """What was asked for cannot be."""
    talking(page, base)
    fake(page, base, refused="No se pudo poner la llamada en espera: el sistema no respondió a tiempo.")
    page.get_by_text("No se pudo poner").wait_for()
    page.wait_for_timeout(300)


def handed_on(page: Page, base: str) -> None:
    """The wrap-up of a call that goes on with somebody else."""
    handing_on(page, base)
    page.keyboard.press("Enter")
    page.get_by_text("La llamada pasó a otro").first.wait_for()
    page.wait_for_timeout(600)


def forcing(page: Page, base: str) -> None:
    """One advisor, and what a supervisor may make of them."""
    board(page, base)
    page.get_by_role("region", name="Asesores por estado").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.wait_for_timeout(300)


def forcing_off(page: Page, base: str) -> None:
    """Off duty asks twice."""
    forcing(page, base)
    page.get_by_role("button", name="Fuera de turno").click()
    page.wait_for_timeout(300)


def releasing(page: Page, base: str) -> None:
    """A customer is found as initials, and released for a reason."""
    board(page, base)
    page.get_by_role("button", name="Liberar a un cliente").click()
    page.keyboard.type("Beltrán")
    page.keyboard.press("Enter")
    page.get_by_role("list", name="Clientes hallados").wait_for()
    page.wait_for_timeout(300)


def released(page: Page, base: str) -> None:
    """What came of it."""
    releasing(page, base)
    page.keyboard.press("Enter")
    page.keyboard.type("Mostró su cédula por videollamada.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Ya se le pueden hacer").wait_for()
    page.wait_for_timeout(300)


def _ago(seconds: float) -> str:
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def calls(page: Page, base: str) -> None:
    """The calls."""
    sign_in(page, base, "idle", user="supervisor")
    page.goto(f"{base}/llamadas")
    page.wait_for_timeout(600)


def story(page: Page, base: str) -> None:
    """One call, fact by fact."""
    calls(page, base)
    page.locator("tbody a").first.click()
    page.get_by_text("Entró una llamada").wait_for()
    page.wait_for_timeout(300)


MOMENTS: dict[str, Callable[[Page, str], None]] = {
    "ingreso": door,
    "ingreso-bloqueado": door_locked,
    "escritorio-libre": idle,
    "escritorio-entrante": offered,
    "escritorio-en-llamada": talking,
    "escritorio-tema": choosing,
    "escritorio-ticket": filed,
    "escritorio-sin-conexion": held,
    "escritorio-tipificando": wrap_up,
    "escritorio-transferida": came_from,
    "escritorio-devolucion": call_back,
    "escritorio-transferir": handing_on,
    "escritorio-consulta": consulting,
    "escritorio-negado": refused,
    "escritorio-paso-a-otro": handed_on,
    "atajos": keys,
    "tablero": board,
    "tablero-500": board_500,
    "tablero-asesor": forcing,
    "tablero-asesor-fuera": forcing_off,
    "liberar": releasing,
    "liberado": released,
    "llamadas": calls,
    "llamada": story,
}


@contextmanager
def preview() -> Iterator[str]:
    """The built screens over the invented day, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["npx", "vite", "preview", "--port", str(port), "--strictPort"]
    served = subprocess.Popen(command, cwd=WEB, stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait()


def main() -> None:
    """Take them all, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="moments, without size or scheme; none: all")
    parser.add_argument("--to", type=Path, required=True, help="folder")
    parser.add_argument("--sizes", nargs="*", default=list(SIZES))
    parser.add_argument("--schemes", nargs="*", default=["light", "dark"])
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    with preview() as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for size in asked.sizes:
            for scheme in asked.schemes:
                width, height = SIZES[size]
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    locale="es-CO",
                    timezone_id="America/Bogota",
                )
                for name in asked.names or MOMENTS:
                    page = context.new_page()
                    page.on("console", lambda message: message.type == "error" and print(message.text, file=sys.stderr))
                    page.on("pageerror", lambda error: print(error, file=sys.stderr))
                    fake(page, base, away=False)
                    MOMENTS[name](page, base)
                    page.screenshot(path=asked.to / f"{name}-{scheme}-{size}.png")
                    page.close()
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
