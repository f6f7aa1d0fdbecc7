"""`atencion customers …` over real servers: a file, its output, and the report that it leaves."""

import base64
import csv
from pathlib import Path

import pytest

from agent_api.customers.domain.import_rows import COLUMNS
from atencion.cli.app import run_cli

pytestmark = pytest.mark.integration
FILE = """tipo_documento,numero_documento,nombre,telefono,deudor_solidario_de,credito
CC,52900101,Ana Sofía Beltrán,3001112201,,CR-1
CC,41900113,Rosa Elena Beltrán,,52900101,CR-1
CC,0,,123,,
"""


@pytest.fixture(autouse=True)
def isolated_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> None:
    """Start a separate database, and set the key."""
    monkeypatch.setenv("ATENCION_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ATENCION_DATABASE_URL", postgres_url)
    monkeypatch.setenv("ATENCION_REDIS_URL", "redis://127.0.0.1:1")
    monkeypatch.setenv("ATENCION_DATA_KEY", base64.b64encode(bytes(range(32))).decode())


def order(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run a command; return its exit code and the end of its output."""
    code = run_cli(["customers", *words])
    output = capsys.readouterr()
    assert "Traceback" not in output.err
    return code, output.out.strip() or output.err.strip()


def test_a_file_is_checked_imported_and_imported_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run stores nothing, an import adds, a repeat finds all unchanged, and each leaves the report."""
    path = tmp_path / "clientes.csv"
    path.write_text(FILE)
    code, output = order(capsys, "import", str(path), "--dry-run")
    assert (code, "sin guardar nada: 2 filas buenas. 1 filas rechazadas" in output) == (0, True)
    code, output = order(capsys, "import", str(path))
    assert (code, output.startswith("2 clientes nuevos, 0 actualizados, 0 ya estaban así; 1 vínculos")) == (0, True)
    code, output = order(capsys, "import", str(path))
    assert (code, output.startswith("0 clientes nuevos, 0 actualizados, 2 ya estaban así; 0 vínculos")) == (0, True)
    with (tmp_path / "clientes.rechazadas.csv").open(encoding="utf-8-sig") as report:
        rows = list(csv.reader(report))
    assert rows[0] == ["fila", "columna", "motivo"]
    assert {tuple(row[:2]) for row in rows[1:]} == {("4", "numero_documento"), ("4", "telefono"), ("4", "nombre")}


def test_template_has_every_column_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The template has every column in one line; a file with it alone is valid and empty."""
    code, output = order(capsys, "template")
    assert (code, output.split(",")) == (0, list(COLUMNS))
    path = tmp_path / "vacio.csv"
    path.write_text(output + "\n")
    assert order(capsys, "import", str(path), "--dry-run")[0] == 0


def test_a_file_that_cannot_be_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file and one with a wrong heading are refused."""
    code, output = order(capsys, "import", str(tmp_path / "nada.csv"))
    assert (code, "No se puede abrir" in output) == (1, True)
    path = tmp_path / "otro.csv"
    path.write_text("a,b\n")
    code, output = order(capsys, "import", str(path))
    assert (code, "le falta «tipo_documento»" in output) == (1, True)
