"""`atencion site new`: the first folder of a new entity.

Owns arguments and messages; `config.site.documents.starter` has the content.
"""

from pathlib import Path
from typing import Annotated

import typer

from atencion.runtime.terminal import fail, report_errors


def create_site_folder(
    folder: Annotated[Path, typer.Argument(metavar="CARPETA", help="Nueva o vacía.")],
    *,
    name: Annotated[str, typer.Option("--name", metavar="NOMBRE", help="De la entidad, como la oye quien llama.")],
    line_number: Annotated[
        str, typer.Option("--line-number", metavar="NÚMERO", help="El que marca quien llama, como lo da el operador.")
    ],
    campaign: Annotated[
        str,
        typer.Option("--campaign", metavar="CAMPAÑA", help="Nombre interno; no se cambia después."),
    ] = "atencion",
) -> None:
    """Crea la carpeta del sitio de una entidad nueva: una línea, un menú, una cola, horario y términos de ley."""
    from atencion.commands.sites import write_folder
    from config.errors import SiteInvalid
    from config.site.documents.starter import describe_faults, make_starter_folder

    with report_errors():
        try:
            files = make_starter_folder(entity=name.strip(), number=line_number.strip(), campaign=campaign)
        except SiteInvalid as error:
            fail(describe_faults(error))
        write_folder(folder, files)
    typer.echo(
        f"Listo: el sitio de {name.strip()} quedó en {folder}. Inicie con ATENCION_SITE={folder} y siga en la pantalla "
        "«Primeros pasos»."
    )
