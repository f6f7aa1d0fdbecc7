"""`atencion site import`, `export`, `diff` and `check` over a real PostgreSQL: a folder goes there and back."""

import base64
import shutil
from pathlib import Path

import pytest

from atencion.cli.app import run_cli
from config.settings import SAMPLE_SITE

pytestmark = pytest.mark.integration
SATURDAY = "saturday: [8:00-13:00]"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> Path:
    """Start a separate database, and make the sample site the folder of the installation."""
    site = tmp_path / "site"
    shutil.copytree(SAMPLE_SITE, site)
    monkeypatch.setenv("ATENCION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ATENCION_SITE", str(site))
    monkeypatch.setenv("ATENCION_DATABASE_URL", postgres_url)
    monkeypatch.setenv("ATENCION_REDIS_URL", "redis://127.0.0.1:1")
    monkeypatch.setenv("ATENCION_DATA_KEY", base64.b64encode(bytes(range(32))).decode())
    return site


def order(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run a command; return its exit code and its output."""
    code = run_cli(["site", *words])
    output = capsys.readouterr()
    assert "Traceback" not in output.err
    return code, output.out.strip() or output.err.strip()


def test_a_folder_is_published_compared_and_exported(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A change is described in words, published with a reason, and exported with its schemas to an equal folder."""
    assert "Todavía no rige ningún sitio" in order(capsys, "diff")[1]
    code, output = order(capsys, "import", "--reason", "Primera carpeta", "--yes")
    assert (code, "rige en todos los nodos" in output) == (0, True), output
    assert "Son iguales." in order(capsys, "diff")[1]
    calendars = folder / "calendars.yaml"
    calendars.write_text(calendars.read_text().replace(SATURDAY, "saturday: [8:00-14:00]", 1))
    assert "el sábado se abre de 8:00 a 14:00 (antes, de 8:00 a 13:00)" in order(capsys, "diff")[1]
    assert order(capsys, "import", "--reason", "Jornada larga", "--yes")[0] == 0
    out = tmp_path / "exported"
    assert order(capsys, "export", str(out))[0] == 0
    assert (out / "schemas" / "menus.json").exists()
    assert (out / "logo.svg").read_bytes() == (folder / "logo.svg").read_bytes()
    assert order(capsys, "check", str(out))[0] == 0
    assert "Son iguales." in order(capsys, "diff", str(out))[1]
    code, output = order(capsys, "export", str(out))
    assert (code, "no está vacía" in output) == (1, True), output


def test_a_folder_with_an_error_is_not_published(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The complaint names file and line, and no publication follows."""
    menus = folder / "menus.yaml"
    menus.write_text(menus.read_text().replace("queue: credito", "queue: creditos", 1))
    code, output = order(capsys, "import", "--reason", "Con un error", "--yes")
    assert (code, "menus.yaml:" in output, "¿quiso decir «credito»?" in output) == (1, True, True), output
    assert "Todavía no rige ningún sitio" in order(capsys, "export", str(folder.parent / "out"))[1]
