"""Pages of the repository as Sphinx reads them: links, files and navigation."""

import pytest

from scripts.documentation.navigation import arrange, children, is_page, location
from scripts.documentation.rewriter import PageRewriter

PAGES = (
    "docs/index.md",
    "README.md",
    "ARCHITECTURE.md",
    "docs/start/run.md",
    "docs/guias/README.md",
    "docs/guias/colas.md",
    "docs/guias/correo.md",
    "docs/settings.md",
)
KINDS = {"docs/guias": "folder", "docs/pictures": "folder", "config/users.acl": "file", "docs/pictures/a.png": "file"}


def rewrite(page: str, text: str) -> tuple[str, set[str]]:
    """Return a rewritten page and the files that it links to."""
    rewriter = PageRewriter(PAGES, lambda path: KINDS.get(path, "file" if path in PAGES else ""))
    return rewriter.rewrite(page, text), rewriter.files


@pytest.mark.parametrize(
    ("page", "link", "rewritten"),
    [
        ("docs/guias/colas.md", "[x](correo.md#y)", "[x](correo.md#y)"),
        ("docs/guias/colas.md", "[x](../../ARCHITECTURE.md)", "[x](../ARCHITECTURE.md)"),
        ("README.md", "[x](docs/guias/colas.md)", "[x](guias/colas.md)"),
        ("README.md", "[`x`](docs/guias)", "[`x`](guias/README.md)"),
        ("README.md", "[x](docs/pictures)", "x"),
        ("README.md", "[x](#y) [z](https://example.org/docs/a.md)", "[x](#y) [z](https://example.org/docs/a.md)"),
        ("docs/settings.md", "[x](../config/users.acl)", "[x](files/config/users.acl)"),
        ("README.md", "![x](docs/pictures/a.png)", "![x](files/docs/pictures/a.png)"),
        ("README.md", "```text\n[x](nothing.md)\n```", "```text\n[x](nothing.md)\n```"),
    ],
)
def test_a_link_leads_where_it_led(page: str, link: str, rewritten: str) -> None:
    """A link to a page stays, one to a file becomes a copy, one to a folder its index or its words; code stays."""
    assert rewrite(page, link)[0] == rewritten


def test_the_files_that_pages_link_to_are_known() -> None:
    """Files are collected for the copy; pages are not."""
    assert rewrite("README.md", "[x](config/users.acl) [y](ARCHITECTURE.md)")[1] == {"config/users.acl"}


def test_a_link_to_nothing_is_refused() -> None:
    """Each broken link is named with its page; a link to a page that exists is not."""
    rewriter = PageRewriter(PAGES, lambda _: "")
    rewriter.rewrite("docs/settings.md", "[x](nothing.md) [y](../README.md) [z](no.png)")
    assert rewriter.broken == [("docs/settings.md", "nothing.md"), ("docs/settings.md", "no.png")]


def test_every_page_has_one_place() -> None:
    """Each page but the home stands in one section; pages of a folder with an index are below the index."""
    arranged = arrange(PAGES)
    assert sorted(page for pages in arranged.values() for page in pages) == sorted(set(PAGES) - {"docs/index.md"})
    assert list(children("docs/guias/README.md", PAGES)) == ["docs/guias/colas.md", "docs/guias/correo.md"]
    assert list(children("README.md", PAGES)) == []
    home, _ = rewrite("docs/index.md", "# Home\n")
    assert "guias/README.md\n" in home
    assert "README <README.md>\n" in home  # its own title is the home's
    assert "guias/colas.md" not in home
    assert "colas.md\ncorreo.md\n" in rewrite("docs/guias/README.md", "# Guías\n")[0]


def test_a_new_page_appears_by_itself() -> None:
    """A page of a known folder, of docs or of the root belongs to the site; one of a source folder does not."""
    assert all(map(is_page, ("docs/architecture/new.md", "docs/new.md", "NEW.md", "docs/decisions/0099-new.md")))
    assert not any(map(is_page, ("web/README.md", "docs/start/drafts/x.md", "tests/x.md")))
    assert (location("docs/a/b.md"), location("README.md"), location("docs/index.md")) == (
        "a/b.md",
        "README.md",
        "index.md",
    )
