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
