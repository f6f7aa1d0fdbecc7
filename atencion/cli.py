"""The command line: `atencion …`. Words for people in Spanish, exit code 1 with one clear sentence when it cannot be.

Owns arguments and words. Each command's work is another module's.
"""

import logging
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn

import structlog
import typer
import uvloop

from config.errors import ConfigError
from config.settings import Settings, load_settings

app = typer.Typer(
    help="Atención: la línea de servicio de una entidad pública.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.command()
def demo() -> None:
    """Arranca todo el sistema con datos y asesores de muestra."""
    from atencion.demo import run_demo

    settings = _settings()
    _log_to(settings.data_dir / "logs" / "supervisor.log")
    _run(run_demo(settings))


@app.command()
def serve(
    only: Annotated[str | None, typer.Option(help="Un solo proceso: recorder, router, api o gateway.")] = None,
) -> None:
    """Arranca el sistema, o uno solo de sus procesos."""
    settings = _settings()
    if only is None:
        from atencion.demo import run_serve

        _run(run_serve(settings))
        return
    from atencion.roles import ROLES, run_role

    if only not in ROLES:
        _fail(f"No existe el proceso «{only}»: escoja uno de {', '.join(ROLES)}.")
    _run(run_role(settings, only, os.environ.get("ATENCION_SITE_VERSION", "")))


@app.command()
def call(
    *,
    line: Annotated[str, typer.Option(help="Línea o número que se marca.")] = "bogota",
    digits: Annotated[str, typer.Option(help="Teclas que se pulsan, una tras otra.")] = "1",
    seconds: Annotated[float, typer.Option(help="Segundos en la línea antes de colgar.", min=0.1, max=3600)] = 20.0,
    pause: Annotated[float, typer.Option(help="Segundos antes de cada tecla.", min=0.0, max=60)] = 2.0,
    host: Annotated[str | None, typer.Option(help="Dirección de la central; por defecto la de ATENCION_BIND.")] = None,
    port: Annotated[int | None, typer.Option(help="Puerto SIP; por defecto el de ATENCION_SIP_PORT.")] = None,
) -> None:
    """Hace una llamada SIP real y cuenta qué pasó y cuándo."""
    from telephony.pyvoip.phone import Caller, Press

    settings = _settings()
    uri = f"sip:{line}@{host or settings.bind}:{port or settings.sip_port}"
    presses = [Press(digit, pause) for digit in digits]
    print(f"Llamada a {uri}", flush=True)
    caller = Caller()
    caller.phone.told = lambda happened: print(f"  {happened}", flush=True)
    report = _run(caller.place(uri, presses, seconds))
    if not report.answered:
        raise typer.Exit(1)


@app.command()
def migrate() -> None:
    """Lleva la base de datos al esquema de esta versión."""
    from atencion.serve import migrate_only

    _run(migrate_only(_settings()))
    print("La base de datos está al día.")


@app.command()
def verify() -> None:
    """Recorre la cadena de hechos y dice si está íntegra."""
    from atencion.verifying import run_verify

    if not _run(run_verify(_settings())):
        raise typer.Exit(1)


def _settings() -> Settings:
    try:
        return load_settings()
    except ConfigError as error:
        _fail(str(error))


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end; what our rooms complain of is one sentence, never a traceback."""
    from agent_api.problems import ApiError
    from atencion.demo import NotReady
    from call_router.acts import RouterError
    from eventlog.errors import EventlogError
    from storage.errors import StorageError
    from telephony.port import TelephonyError

    try:
        return uvloop.run(work)
    except (ConfigError, StorageError, RouterError, TelephonyError, EventlogError, ApiError, NotReady) as error:
        _fail(str(error))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)


def _log_to(path: Path) -> None:
    """The supervisor's own words go to a file: the terminal is for the person."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        _fail(f"No se puede escribir en {path.parent} ({error.strerror}): escoja otra carpeta con ATENCION_DATA_DIR.")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file))
    logging.basicConfig(stream=file, level=logging.WARNING)
