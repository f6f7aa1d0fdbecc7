"""The command line's own words in Spanish: what its library says in English of usage, options and mistakes.

Owns these words only. What a command does, and the help of each option, is `atencion.cli`'s.
"""

from typing import Any

from typer import TyperException, rich_utils
from typer.core import TyperCommand, TyperGroup

_USAGE = (("Usage:", "Uso:"), ("[OPTIONS]", "[OPCIONES]"), ("COMMAND [ARGS]...", "ORDEN …"))

rich_utils.OPTIONS_PANEL_TITLE = "Opciones"
rich_utils.COMMANDS_PANEL_TITLE = "Órdenes"
rich_utils.DEFAULT_STRING = "[por defecto: {}]"


class SpanishCommand(TyperCommand):
    """A command that explains itself in Spanish."""

    def get_usage(self, ctx: Any) -> str:
        """How it is written."""
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """The option that shows the help."""
        return _explained(super().get_help_option(ctx))


class SpanishGroup(TyperGroup):
    """A program that explains itself in Spanish."""

    def get_usage(self, ctx: Any) -> str:
        """How it is written."""
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """The option that shows the help."""
        return _explained(super().get_help_option(ctx))


def misunderstood(error: TyperException) -> str:
    """What is wrong with how an order was written, and where to look."""
    options = getattr(getattr(error, "param", None), "opts", ())
    option = getattr(error, "option_name", None) or next(iter(options), None)
    what = f"la opción {option}, o el valor que lleva" if option else "la orden"
    return f"No se entiende {what}: vea la ayuda con --help."


def _usage(usage: str) -> str:
    for english, spanish in _USAGE:
        usage = usage.replace(english, spanish)
    return usage


def _explained(option: Any) -> Any:
    if option is not None:
        option.help = "Muestra esta ayuda y termina."
    return option


def grouped(number: int) -> str:
    """A number with a point between thousands."""
    return f"{number:,}".replace(",", ".")
