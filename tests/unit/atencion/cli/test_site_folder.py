"""`atencion site check` and `atencion site schema`: what is wrong in a folder, and what an editor needs."""

import json
from pathlib import Path

from typer.testing import CliRunner

import config.site
from atencion.cli.app import app
from config.site.documents.schema import schema_files
from tests.support.site_folders import FILES, read_sample_file

PUBLISHED = Path(config.site.__file__).parent / "schemas"


def test_a_folder_is_checked_whole(tmp_path: Path) -> None:
    """A sound folder is counted; one with faults is refused with file and line, its personal sections, too."""
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "logo.svg").write_bytes(read_sample_file("logo.svg") or b"")
    sound = CliRunner().invoke(app, ["site", "check", str(tmp_path)])
    assert (sound.exit_code, "El sitio está bien: 3 líneas, 8 menús, 4 colas." in sound.output) == (0, True)
    (tmp_path / "pauses.yaml").write_text("descanso: Descanso\n")
    faulty = CliRunner().invoke(app, ["site", "check", str(tmp_path)])
    assert (faulty.exit_code, "pauses.yaml:1: " in faulty.output) == (1, True)
    (tmp_path / "pauses.yaml").write_bytes(FILES["pauses.yaml"])
    (tmp_path / "sample_customers.yaml").write_text("a: {nombre: x}\n")
    personal = CliRunner().invoke(app, ["site", "check", str(tmp_path)])
    assert (personal.exit_code, "sample_customers.yaml:1: " in personal.output) == (1, True)


def test_schemas_are_printed_and_written(tmp_path: Path) -> None:
    """One schema is printed, all are written, and an unknown name gets a suggestion."""
    one = CliRunner().invoke(app, ["site", "schema", "pauses"])
    assert json.loads(one.output)["type"] == "object"
    written = CliRunner().invoke(app, ["site", "schema", "--write", str(tmp_path / "new" / "schemas")])
    assert written.exit_code == 0
    assert {each.name for each in (tmp_path / "new" / "schemas").iterdir()} == schema_files().keys()
    unknown = CliRunner().invoke(app, ["site", "schema", "linea"])
    assert (unknown.exit_code, "«lines»" in unknown.output) == (1, True)


def test_the_published_schemas_are_those_of_the_code() -> None:
    """config/site/schemas is what `make site-schemas` writes."""
    assert {each.name: each.read_bytes() for each in PUBLISHED.iterdir()} == schema_files()


def test_a_new_folder_is_a_site_of_the_entity(tmp_path: Path) -> None:
    """`site new` writes a folder that `site check` accepts, and never writes over one."""
    folder = str(tmp_path / "sitio")
    arguments = ["site", "new", folder, "--name", "Alcaldía de Sol", "--line-number", "6015550133"]
    made = CliRunner().invoke(app, arguments)
    assert (made.exit_code, "ATENCION_SITE=" in made.output) == (0, True)
    assert CliRunner().invoke(app, ["site", "check", folder]).exit_code == 0
    again = CliRunner().invoke(app, arguments)
    assert (again.exit_code, "no está vacía" in again.output) == (1, True)
    wrong = CliRunner().invoke(app, ["site", "new", folder, "--name", "Sol", "--line-number", "60 1"])
    assert (wrong.exit_code, wrong.output.startswith("El número: ")) == (1, True)
