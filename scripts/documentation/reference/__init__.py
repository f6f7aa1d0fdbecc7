"""The pages that are generated from the code, as Markdown.

Owns one module a page, each a pure function from values of the code to text. It may import every room. Nothing here is
committed as a page: a build writes them. Read `markdown` first: it has what all pages share.
"""

from collections.abc import Callable, Mapping
from typing import Final

from scripts.documentation.reference import api, cli, error_codes, facts, metrics, site_folder

PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "site-folder": site_folder.page,
    "cli": cli.page,
    "api": api.page,
    "error-codes": error_codes.page,
    "facts": facts.page,
    "metrics": metrics.page,
}
"""The function that makes each page, by the page's name, in the order of the navigation."""
SPANISH_PAGES: Final = frozenset({"api", "cli"})
"""Pages whose text comes from Spanish descriptions in the code."""
