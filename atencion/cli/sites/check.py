"""`atencion site check`: says everything that is wrong in a site folder, without a database.

Owns arguments and messages; `config.site.loader` reads and checks the folder.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atencion.runtime.terminal import report_errors, settings_or_fail

if TYPE_CHECKING:
    from config.site.model import Site

SiteFolder = Annotated[
    Path | None, typer.Argument(metavar="CARPETA", help="La del sitio; si falta, ATENCION_SITE.", show_default=False)
]


def check_site_folder(folder: SiteFolder = None) -> None:
    """Revisa una carpeta del sitio completa y dice qué corregir, con archivo y línea; no toca el sistema."""
    from config.site.loader import load_sample_customers, load_sample_dialogues, load_site

    with report_errors():
        path = folder or settings_or_fail().site
        site = load_site(path)
        load_sample_customers(path)
        load_sample_dialogues(path)
    typer.echo(_summary(site))


def _summary(site: "Site") -> str:
    counts = ((len(site.lines), "línea"), (len(site.menus), "menú"), (len(site.queues), "cola"))
    parts = ", ".join(f"{count} {_plural(noun) if count != 1 else noun}" for count, noun in counts)
    return f"El sitio está bien: {parts}. Es la versión {site.version}."


def _plural(noun: str) -> str:
    return "menús" if noun == "menú" else f"{noun}s"
