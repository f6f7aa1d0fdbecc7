"""The page of the command line, in Spanish as the commands' own help is."""

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from atencion.cli.app import app
from scripts.documentation.reference.markdown import code, table

HEAD = """# Línea de órdenes

Cada orden se ejecuta como `atencion ORDEN`; desde una copia del código, como `.venv/bin/atencion ORDEN`. Con `--help` \
muestra su ayuda. Termina con 0 si todo salió bien, con 1 si algo falló (y lo dice en una frase), con 2 si está mal \
escrita y con 130 si se interrumpe con Ctrl-C. Las variables de entorno están en [Settings](../settings.md). Esta \
página se genera con la ayuda de las órdenes.
"""


def commands(command: Any, path: str = "atencion") -> Iterator[tuple[str, Any]]:
    """Yield each command and group below a group, by its full name."""
    for name, each in sorted(getattr(command, "commands", {}).items()):
        full = f"{path} {name}"
        yield full, each
        yield from commands(each, full)


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(_section(path, each) for path, each in commands(get_command(app)))])


def _section(path: str, command: Any) -> str:
    """Return the section of a command; of a group, its help alone."""
    text = " ".join((command.help or "").split())
    if getattr(command, "commands", None):
        return f"## {path}\n\n{text}\n"
    depth = "##" if path.count(" ") == 1 else "###"
    params = [each for each in command.params if not getattr(each, "hidden", False)]
    usage = " ".join([path, *map(_usage, params)])
    rows = [(code(", ".join(_names(each))), _default(each), each.help or "") for each in params]
    options = table(("argumento u opción", "si falta", "qué dice"), rows) if rows else ""
    return f"{depth} {path}\n\n{text}\n\n```text\n{usage}\n```\n\n{options}"


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _names(param: Any) -> list[str]:
    """Return a parameter's spellings: of an argument, its metavariable."""
    return [_metavar(param)] if _is_argument(param) else [*param.opts, *param.secondary_opts]


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _usage(param: Any) -> str:
    """Return a parameter as a usage line shows it."""
    longest = max(param.opts, key=len)
    flag = getattr(param, "is_flag", False)
    text = _metavar(param) if _is_argument(param) else longest if flag else f"{longest} {_metavar(param)}"
    repeated = f"{text} …" if getattr(param, "multiple", False) or param.nargs == -1 else text
    return repeated if param.required else f"[{repeated}]"


def _default(param: Any) -> str:
    """Return the default in words."""
    if param.required:
        return "es obligatorio"
    plain = not getattr(param, "is_flag", False) and isinstance(param.default, str | int | float)
    return code(param.default) if plain and param.default != "" else ""
