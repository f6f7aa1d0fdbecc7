"""The command line: `atencion …`. Messages in Spanish; exit code 1 with one clear sentence when a command fails.

Owns arguments and messages. The work of each command is in another module, which is imported when the command runs, so
that placing a call does not load the database library.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from atencion import INTERRUPTED
from atencion.cli.attachments import attachments
from atencion.cli.customers import customers
from atencion.cli.data_keys import data_key
from atencion.cli.mail import mail
from atencion.cli.notices import notices
from atencion.cli.quality import quality
from atencion.cli.reports import report
from atencion.cli.sites.check import check_site_folder
from atencion.cli.sites.publications import compare_site_folder, export_site_folder, import_site_folder
from atencion.cli.sites.schemas import write_site_schema
from atencion.cli.sites.start import create_site_folder
from atencion.cli.sites.tries import run_site_tries
from atencion.cli.spanish import SpanishCommand, SpanishGroup, usage_error
from atencion.cli.terms import term
from atencion.cli.twilio import twilio
from atencion.cli.users import user
from atencion.cli.verify import verify
from atencion.runtime.logging.configuration import configure_logging, configure_process_logging
from atencion.runtime.logging.rotation import log_file
from atencion.runtime.terminal import echo as _say
from atencion.runtime.terminal import fail as _fail
from atencion.runtime.terminal import run as _run
from atencion.runtime.terminal import settings_or_fail as _settings
from config.os_errors import describe_os_error
from config.settings import SAMPLE_CALL_S, Settings

ALL_ROLES = "recorder,worker,router,api,gateway"
PHONE_KEYS = "0123456789*#ABCD"
_MAX_NUMBER_DIGITS = 15  # ITU-T E.164

app = typer.Typer(
    cls=SpanishGroup,
    help="Atención: la línea de servicio de una entidad pública.",
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.command(cls=SpanishCommand)
def demo() -> None:
    """Arranca todo el sistema con datos y asesores de muestra."""
    settings = _start()
    from atencion.commands.demo import run_demo

    _run(run_demo(settings))


@app.command(cls=SpanishCommand)
def serve(
    only: Annotated[
        str | None, typer.Option(metavar="PROCESO", help="Un solo proceso: recorder, worker, router, api o gateway.")
    ] = None,
    roles: Annotated[
        str, typer.Option(metavar="PROCESOS", help="Los que corren en este nodo, separados por comas.")
    ] = ALL_ROLES,
) -> None:
    """Arranca el sistema, o los procesos que le tocan a este nodo."""
    if only is not None:
        _serve_only(only)
        return
    own_roles = _parse_roles(roles)
    settings = _start()
    from atencion.commands.serve import run_serve

    _run(run_serve(settings, own_roles))


@app.command(cls=SpanishCommand)
def health(
    roles: Annotated[
        str, typer.Option(metavar="PROCESOS", help="Por cuáles se pregunta, separados por comas.")
    ] = ALL_ROLES,
) -> None:
    """Dice si los procesos de este nodo funcionan."""
    role_names = _parse_roles(roles)
    settings = _settings()
    from atencion.runtime.health import run_health

    if not _run(run_health(settings, role_names)):
        raise typer.Exit(1)


@app.command(cls=SpanishCommand)
def call(
    *,
    line: Annotated[str, typer.Option(metavar="LÍNEA", help="Línea o número que se marca.")] = "bogota",
    digits: Annotated[str, typer.Option(metavar="TECLAS", help="Teclas que se pulsan, una tras otra.")] = "1",
    seconds: Annotated[
        float, typer.Option(metavar="SEGUNDOS", help="Tiempo en la línea antes de colgar.", min=0.1, max=3600)
    ] = SAMPLE_CALL_S,
    pause: Annotated[
        float, typer.Option(metavar="SEGUNDOS", help="Espera antes de cada tecla.", min=0.0, max=60)
    ] = 2.0,
    caller: Annotated[str, typer.Option("--from", metavar="NÚMERO", help="El número que llama.")] = "3001234567",
    host: Annotated[
        str | None, typer.Option(metavar="DIRECCIÓN", help="La de la central; si falta, ATENCION_BIND.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(metavar="PUERTO", help="El de SIP; si falta, ATENCION_SIP_PORT.", min=1, max=65535)
    ] = None,
) -> None:
    """Hace una llamada SIP real y cuenta qué pasó y cuándo."""
    settings = _settings()
    if wrong := set(digits) - set(PHONE_KEYS):
        _fail(f"En un teléfono no hay tecla «{min(wrong)}»: las teclas son {PHONE_KEYS}.")
    if not (caller.isascii() and caller.isdigit() and len(caller) <= _MAX_NUMBER_DIGITS):
        _fail(f"«{caller}» no es un número: escriba hasta {_MAX_NUMBER_DIGITS} cifras, sin espacios.")
    from atencion.cli.call import run_call

    uri = f"sip:{line}@{host or settings.bind}:{port or settings.sip_port}"
    if not _run(run_call(uri, digits, seconds, pause, caller)):
        raise typer.Exit(1)


app.command(cls=SpanishCommand)(term)


@app.command(cls=SpanishCommand)
def migrate() -> None:
    """Lleva la base de datos al esquema de esta versión."""
    from atencion.runtime.servers import migrate_database

    _run(migrate_database(_settings()))
    print("La base de datos está al día.")


app.command(cls=SpanishCommand)(verify)


@app.command(cls=SpanishCommand)
def backup(
    file: Annotated[Path, typer.Argument(metavar="ARCHIVO", help="Dónde queda la copia; no debe existir.")],
    *,
    with_key: Annotated[bool, typer.Option("--with-key", help="Incluye la llave; la copia queda sin cifrar.")] = False,
) -> None:
    """Guarda en un archivo todo lo que no se puede volver a hacer; el sistema puede seguir en servicio."""
    settings = _settings()
    from atencion.backup.create import run_backup

    _run(run_backup(settings, file, with_key=with_key))


@app.command(cls=SpanishCommand)
def restore(
    file: Annotated[Path, typer.Argument(metavar="ARCHIVO", help="La copia que se restaura.")],
    *,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="También una copia sin cifrar ni firmar.")] = False,
) -> None:
    """Restaura una copia en un sistema vacío y verifica su cadena de hechos."""
    from atencion.backup.restore import run_restore

    if not _run(run_restore(_settings(), file, unsigned=unsigned)):
        raise typer.Exit(1)


app.add_typer(twilio, name="twilio")
app.add_typer(data_key, name="data-key")
_NOUNS = {
    "attachments": attachments,
    "customers": customers,
    "mail": mail,
    "notices": notices,
    "quality": quality,
    "report": report,
}
for _name, _orders in _NOUNS.items():
    app.add_typer(_orders, name=_name)
site = typer.Typer(cls=SpanishGroup, help="El sitio: su carpeta y sus llamadas de prueba.")
app.add_typer(site, name="site")
_SITE_COMMANDS: dict[str, Callable[..., None]] = {
    "check": check_site_folder,
    "diff": compare_site_folder,
    "export": export_site_folder,
    "import": import_site_folder,
    "new": create_site_folder,
    "schema": write_site_schema,
    "try": run_site_tries,
}
for _name, _command in _SITE_COMMANDS.items():
    site.command(_name, cls=SpanishCommand)(_command)
asterisk = typer.Typer(cls=SpanishGroup, help="Nodos de Asterisk: el motor de voz de producción.")
app.add_typer(asterisk, name="asterisk")


@asterisk.command("config", cls=SpanishCommand)
def write_asterisk_config(
    *,
    folder: Annotated[Path, typer.Option(metavar="CARPETA", help="La del nodo; se crea si falta.")],
    run: Annotated[bool, typer.Option("--run", help="Y arranca Asterisk con ella, en lugar de esta orden.")] = False,
) -> None:
    """Escribe la configuración y los sonidos de un nodo de Asterisk con lo que dicen el sitio y las variables."""
    from atencion.asterisk.config_files import run_config

    _run(asyncio.to_thread(run_config, _settings(), folder, run=run))


@asterisk.command("health", cls=SpanishCommand)
def asterisk_health() -> None:
    """Pregunta a Asterisk, por ARI, si funciona; si no, termina con 1."""
    from atencion.asterisk.config_files import check_node

    raise typer.Exit(not _run(check_node(_settings())))


app.add_typer(user, name="user")
recordings = typer.Typer(cls=SpanishGroup, help="Grabaciones: las llaves que las cifran.")
app.add_typer(recordings, name="recordings")


@recordings.command("rotate", cls=SpanishCommand)
def rotate_recordings() -> None:
    """Envuelve las llaves de las grabaciones con la primera llave maestra del archivo; los sonidos no se tocan."""
    from atencion.cli.recordings import run_rotate

    print(_run(run_rotate(_settings())))


def run_cli(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; without arguments, print the help.

    The code is 0, 1 on failure, 2 for a usage error, 130 after Ctrl-C.
    """
    try:
        return app(list(arguments), prog_name="atencion", standalone_mode=False) or 0
    except typer.TyperException as error:
        print(usage_error(error), file=sys.stderr)
        return 2
    except typer.Abort:
        return INTERRUPTED


def _serve_only(role: str) -> None:
    settings = _settings()
    from atencion.processes import DEMO_ROLES, ROLES, SITE_VERSION, run_role

    if role not in (*ROLES, *DEMO_ROLES):
        _fail(f"No existe el proceso «{role}»: escoja uno de {', '.join(ROLES)}.")
    _run(run_role(settings, role, os.environ.get(SITE_VERSION, "")))


def _parse_roles(text: str) -> tuple[str, ...]:
    from atencion.processes import ROLES

    names = [role.strip() for role in text.split(",")]
    for role in names:
        if role not in ROLES:
            _fail(f"No existe el proceso «{role}»: escoja entre {', '.join(ROLES)}.")
    return tuple(role for role in ROLES if role in names)


def _start() -> Settings:
    """Print that the system starts, and redirect the supervisor's log to where the settings want it."""
    settings = _settings()
    if settings.logs == "files":
        folder = settings.data_dir / "logs"
        try:
            configure_logging(log_file(folder, "supervisor").open("a"))
        except OSError as error:
            _fail(
                f"No se puede escribir en {folder} ({describe_os_error(error)}): escoja otra "
                "carpeta con ATENCION_DATA_DIR."
            )
    else:
        configure_process_logging(settings, "supervisor")
    if settings.logs == "json":
        sys.stdout = sys.stderr  # messages for people are not JSON, so they leave stdout to the log
    _say("Atención está arrancando…")
    return settings
