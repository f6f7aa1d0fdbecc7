"""`atencion site try`: one line for each try, the differences, and an exit status for scripts."""

from pathlib import Path

from typer.testing import CliRunner

from atencion.cli.app import app
from tests.support.site_folders import FILES, read_sample_file


def test_tries_are_run_and_the_exit_status_says_whether_they_pass(tmp_path: Path) -> None:
    """The sample's tries pass; with another expectation one fails, with the difference, and the status is 1."""
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "logo.svg").write_bytes(read_sample_file("logo.svg") or b"")
    sound = CliRunner().invoke(app, ["site", "try", "--site", str(tmp_path)])
    assert (sound.exit_code, "pruebas salen bien" in sound.output) == (0, True)
    changed = FILES["tries.yaml"].decode().replace("menu: bogota_pagos", "menu: nacional")
    (tmp_path / "tries.yaml").write_text(changed)
    failed = CliRunner().invoke(app, ["site", "try", "--site", str(tmp_path)])
    assert failed.exit_code == 1
    assert "se esperaba el menú «nacional» y se llegó a «bogota_pagos»" in failed.output
