"""Spanish texts for what the command line library says in English: usage, options and errors.

The help of each command and option is in `atencion.cli.app`.
"""

from collections.abc import Iterable
from typing import Any

from typer import TyperException
from typer.core import TyperArgument, TyperCommand, TyperGroup

_USAGE = (("Usage:", "Uso:"), ("[OPTIONS]", "[OPCIONES]"), ("COMMAND [ARGS]...", "ORDEN …"))


class SpanishCommand(TyperCommand):
    """A command with its help in Spanish."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, without the names of Python's types."""
        _translate_help_titles()
        _without_types(self.get_params(ctx))
        super().format_help(ctx, formatter)

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line."""
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows the help."""
        return _translate_help_option(super().get_help_option(ctx))


class SpanishGroup(TyperGroup):
    """A group of commands with its help in Spanish; without a command, it shows that help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, without the names of Python's types."""
        _translate_help_titles()
        _without_types(self.get_params(ctx))
        super().format_help(ctx, formatter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; without any, show the help."""
        return super().parse_args(ctx, args or ["--help"])

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line."""
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows the help."""
        return _translate_help_option(super().get_help_option(ctx))


def usage_error(error: TyperException) -> str:
    """Return what is wrong with a command line, and where to read more."""
    param = getattr(error, "param", None)
    if type(error).__name__ == "MissingParameter" and param is not None:  # typer does not export it
        name = param.metavar if isinstance(param, TyperArgument) else next(iter(param.opts), "")
        return f"Falta {name}: vea la ayuda con --help."
    option = getattr(error, "option_name", None) or next(iter(getattr(param, "opts", ())), None)
    subject = f"la opción {option}, o el valor que lleva" if option else "la orden"
    return f"No se entiende {subject}: vea la ayuda con --help."


def _translate_help_titles() -> None:
    """Import `rich_utils` only to show the help: it is a third of what the command line loads."""
    from typer import rich_utils

    rich_utils.OPTIONS_PANEL_TITLE = "Opciones"
    rich_utils.COMMANDS_PANEL_TITLE = "Órdenes"
    rich_utils.ARGUMENTS_PANEL_TITLE = "Argumentos"
    rich_utils.REQUIRED_LONG_STRING = "[obligatorio]"
    rich_utils.DEFAULT_STRING = "[por defecto: {}]"


def _without_types(params: Iterable[Any]) -> None:
    for param in params:
        if isinstance(param, TyperArgument) or param.is_flag:
            param.display_type_rich = _no_type


def _no_type(ctx: Any) -> None:
    return None


def _usage(usage: str) -> str:
    for english, spanish in _USAGE:
        usage = usage.replace(english, spanish)
    return usage


def _translate_help_option(option: Any) -> Any:
    if option is not None:
        option.help = "Muestra esta ayuda y termina."
    return option
