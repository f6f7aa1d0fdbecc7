"""`atencion site schema`: prints or writes the JSON Schema of a site folder, which editors use.

Owns arguments and files; `config.site.documents.schema` has the schemas.
"""

from pathlib import Path
from typing import Annotated

import typer

from atencion.runtime.terminal import fail, report_errors

_WHOLE = "document"


def write_site_schema(
    section: Annotated[
        str,
        typer.Argument(metavar="PARTE", help="El archivo del sitio, sin «.yaml»; si falta, el sitio completo."),
    ] = _WHOLE,
    folder: Annotated[
        Path | None,
        typer.Option("--write", metavar="CARPETA", help="Escribe los esquemas de todos los archivos en esta carpeta."),
    ] = None,
) -> None:
    """Muestra qué se puede escribir en cada archivo del sitio, como JSON Schema: un editor completa y revisa con él."""
    from config.schema.reader import suggest_name
    from config.site.documents.schema import schema_files

    files = schema_files()
    if folder is None:
        if f"{section}.json" not in files:
            names = [name.removesuffix(".json") for name in files]
            fail(f"No hay ningún archivo «{section}.yaml»: {suggest_name(section, names)}")
        typer.echo(files[f"{section}.json"].decode(), nl=False)
        return
    with report_errors():
        write_schemas(folder, files)
    typer.echo(f"Quedaron {len(files)} esquemas en {folder}.")


def write_schemas(folder: Path, files: dict[str, bytes]) -> None:
    """Write schemas to a folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
