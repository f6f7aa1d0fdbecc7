"""`atencion twilio …`: the account's numbers at Twilio.

Owns the options and the confirmation. The work is in `atencion.twilio.setup` and `atencion.twilio.fallback`.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from atencion.cli.spanish import SpanishCommand, SpanishGroup
from atencion.runtime.terminal import fail, report_errors, settings_or_fail

_ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")

twilio = typer.Typer(cls=SpanishGroup, help="Twilio: los números que llegan aquí por la nube.")
Yes = Annotated[bool, typer.Option("--yes", help="No pregunta: lo hace.")]


@twilio.command("setup", cls=SpanishCommand)
def point_numbers(
    *,
    number: Annotated[
        list[str] | None,
        typer.Option("--number", metavar="NÚMERO[=LÍNEA]", help="Solo este, y de qué línea es; se puede repetir."),
    ] = None,
    fallback_url: Annotated[
        str | None,
        typer.Option(metavar="DIRECCIÓN", help="La carpeta donde están publicados los documentos de «fallback»."),
    ] = None,
    unchecked: Annotated[bool, typer.Option("--unchecked", help="No mira si la dirección pública responde.")] = False,
    yes: Yes = False,
) -> None:
    """Apunta los números de la cuenta a este sistema, después de mostrar qué cambia; no compra ni suelta ninguno."""
    _check_address("--fallback-url", fallback_url)
    settings = settings_or_fail()
    from atencion.twilio.setup import SetupRequest, run_setup

    with report_errors():
        run_setup(
            settings,
            SetupRequest(numbers=tuple(number or ()), fallback=fallback_url, unchecked=unchecked),
            _confirmer(yes),
        )


@twilio.command("status", cls=SpanishCommand)
def show_numbers() -> None:
    """Dice a dónde llega cada número de la cuenta, y si la dirección pública responde."""
    settings = settings_or_fail()
    from atencion.twilio.setup import run_status

    with report_errors():
        run_status(settings)


@twilio.command("undo", cls=SpanishCommand)
def restore_numbers(*, yes: Yes = False) -> None:
    """Devuelve a cada número lo que tenía antes de «setup»."""
    settings = settings_or_fail()
    from atencion.twilio.setup import run_undo

    with report_errors():
        run_undo(settings, _confirmer(yes))


@twilio.command("fallback", cls=SpanishCommand)
def write_fallback(
    *,
    folder: Annotated[Path, typer.Option(metavar="CARPETA", help="Dónde quedan; se crea si falta.")],
    sounds_url: Annotated[
        str | None,
        typer.Option(metavar="DIRECCIÓN", help="La carpeta con las disculpas grabadas; si falta, las lee Twilio."),
    ] = None,
) -> None:
    """Escribe por cada línea un documento para publicar afuera: la disculpa, y la llamada al último recurso."""
    _check_address("--sounds-url", sounds_url)
    settings = settings_or_fail()
    from atencion.twilio.fallback import run_fallback

    with report_errors():
        run_fallback(settings, folder, sounds_url)


def _check_address(option: str, address: str | None) -> None:
    if address is not None and _ADDRESS.fullmatch(address) is None:
        fail(f"«{address}» no sirve en {option}: se espera una dirección como https://contingencia.entidad.gov.co/voz.")


def _confirmer(yes: bool) -> Callable[[str], bool]:
    return _confirm_always if yes else _confirm_at_terminal


def _confirm_always(question: str) -> bool:
    return True


def _confirm_at_terminal(question: str) -> bool:
    """Ask at the terminal; only an explicit yes counts."""
    try:
        return input(f"{question} [s/N] ").strip().lower() in {"s", "si", "sí"}
    except EOFError:
        fail("No hay quien responda: si está de acuerdo con lo de arriba, repita la orden con --yes.")
