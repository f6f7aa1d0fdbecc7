"""How Sphinx builds the site from build/docs/source: Markdown by MyST, the look by Furo.

The names are Sphinx's. Nothing may load from another host: fonts are the reader's own, and Mermaid comes from the
packages of the screens.
"""

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from scripts.documentation.reference import SPANISH_PAGES

HERE = Path(__file__).parent
MERMAID = HERE.parents[1] / "web" / "node_modules" / "@mermaid-js" / "tiny" / "dist" / "mermaid.tiny.js"

project = "Atención"
copyright = ""
language = "en"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["files/**"]
highlight_language = "text"
suppress_warnings = ["misc.highlighting_failure"]  # excerpts with «…» are no valid JSON or YAML

myst_heading_anchors = 6
myst_fence_as_directive = ["mermaid"]

html_theme = "furo"
html_title = "Atención"
html_static_path = ["static", str(MERMAID)]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False


class Mermaid(SphinxDirective):
    """A diagram that the reader's browser draws; without JavaScript its text stays readable."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the diagram's text, and load the program that draws it."""
        text = escape("\n".join(self.content))
        return [nodes.raw("", f'<pre class="mermaid" tabindex="0">{text}</pre>\n', format="html")]


def is_spanish(page: str) -> bool:
    """Return whether a page is in Spanish."""
    folder, _, name = page.rpartition("/")
    return folder == "guias" or (folder == "reference" and name in SPANISH_PAGES)


def complete_page(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Name a page's language, and load Mermaid only where a diagram is."""
    context["language"] = "es" if is_spanish(page) else language
    if doctree is not None and any('class="mermaid"' in each.astext() for each in doctree.findall(nodes.raw)):
        app.add_js_file(MERMAID.name)
        app.add_js_file("diagrams.js")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register what is ours."""
    app.add_directive("mermaid", Mermaid)
    app.connect("html-page-context", complete_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
