"""Terminal output of a command, also on a full disk."""

import errno
import io
from pathlib import Path

import pytest
import typer

from atencion.runtime.terminal import command_name, echo, report_errors


class Full(io.StringIO):
    """A file on a full disk."""

    def write(self, _: str) -> int:
        """Fail."""
        raise OSError(errno.ENOSPC, "No space left on device")


def test_an_output_on_a_full_disk_ends_nothing() -> None:
    """Output that cannot be written is lost, and the command continues."""
    full = Full()
    echo("Atención está lista", full)
    assert full.getvalue() == ""


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_error_names_file_that_could_not_be_written_with_exit_code_1(
    number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error names the file that could not be written, with exit code 1."""
    with pytest.raises(typer.Exit) as ended, report_errors():
        raise OSError(number, "full", "/datos/addresses.json")
    assert ended.value.exit_code == 1
    message = "No queda espacio en el disco (/datos/addresses.json): haga espacio y repita la orden.\n"
    assert capsys.readouterr().err == message


def test_another_failure_of_the_system_is_not_hidden() -> None:
    """Any other operating-system error keeps its traceback."""
    with pytest.raises(PermissionError), report_errors():
        raise PermissionError(errno.EACCES, "denied", "/datos")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (".venv/bin/atencion", ".venv/bin/atencion"),
        ("{path}/atencion", "atencion"),
        ("/opt/otro/bin/atencion", "/opt/otro/bin/atencion"),
        ("/opt/otro/atencion/__main__.py", "atencion"),
    ],
)
def test_printed_commands_begin_as_the_person_typed(
    typed: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A printed command begins with the program's name if PATH finds it, else with its path."""
    program = tmp_path / "atencion"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.argv", [typed.format(path=tmp_path), "demo"])
    assert command_name() == name
