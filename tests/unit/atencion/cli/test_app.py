"""The Spanish command line, which tells usage errors apart from failed orders."""

import re

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from atencion.cli.app import app, run_cli

COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]
OF_USERS = sorted(get_command(app).commands["user"].commands)  # type: ignore[attr-defined]
ENGLISH = re.compile(
    r"\b(usage|options|arguments|commands|default|required|show this|exit|error|invalid|missing|str|bool|int|float)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "command",
    [
        "",
        *COMMANDS,
        *(f"user {order}" for order in OF_USERS),
        "asterisk config",
        "asterisk health",
        "recordings rotate",
        "data-key new",
        "data-key rotate",
        *(f"twilio {order}" for order in ("setup", "status", "undo", "fallback")),
    ],
)
def test_the_help_is_in_spanish(command: str) -> None:
    """No help text contains the library's English words."""
    output = CliRunner().invoke(app, [*command.split(), "--help"]).output
    assert "Muestra esta ayuda y termina." in output
    assert ENGLISH.findall(output) == []


def test_without_an_order_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The program name alone, or a command group alone, prints the help and is no error."""
    for words, commands in (([], COMMANDS), (["user"], OF_USERS)):
        assert run_cli(words) == 0
        captured = capsys.readouterr()
        assert all(command in captured.out for command in commands)
        assert captured.err == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nada"], "No se entiende la orden: vea la ayuda con --help."),
        (["user", "nada"], "No se entiende la orden: vea la ayuda con --help."),
        (["user", "list", "--x"], "No se entiende la opción --x, o el valor que lleva: vea la ayuda con --help."),
        (["user", "add"], "Falta USUARIO: vea la ayuda con --help."),
        (["user", "grant", "ana"], "Falta --role: vea la ayuda con --help."),
        (["backup"], "Falta ARCHIVO: vea la ayuda con --help."),
        (["call", "uno"], "No se entiende la orden: vea la ayuda con --help."),
        (["demo", "--x"], "No se entiende la opción --x, o el valor que lleva: vea la ayuda con --help."),
        (
            ["call", "--seconds", "x"],
            "No se entiende la opción --seconds, o el valor que lleva: vea la ayuda con --help.",
        ),
        (["call", "--port", "0"], "No se entiende la opción --port, o el valor que lleva: vea la ayuda con --help."),
        (["call", "--line"], "No se entiende la opción --line, o el valor que lleva: vea la ayuda con --help."),
    ],
)
def test_a_mistake_in_writing_is_named(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A usage error is named in one Spanish sentence, with exit code 2."""
    assert run_cli(words) == 2
    assert capsys.readouterr().err.strip() == message


def test_valid_order_that_fails_ends_with_exit_code_1_and_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """A valid order that fails ends with exit code 1 and one sentence."""
    assert run_cli(["call", "--digits", "?"]) == 1
    assert capsys.readouterr().err == "En un teléfono no hay tecla «?»: las teclas son 0123456789*#ABCD.\n"
