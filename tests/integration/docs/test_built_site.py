"""The site for documentation as `make docs` builds it."""

import subprocess

import pytest

from scripts.documentation.__main__ import check_built, repository_pages
from scripts.documentation.navigation import GENERATED, location
from scripts.documentation.reference import PAGES
from tests.support.repository import ROOT

HTML = ROOT / "build" / "docs" / "html"
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    """Build the site unless it is up to date; `make test` has built it."""
    built = subprocess.run(["scripts/build-docs", "check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr


def test_each_page_of_the_repository_is_built() -> None:
    """The site has a page for each document and for each generated reference, and a search."""
    pages = [*repository_pages(), *(f"{GENERATED}{name}.md" for name in PAGES)]
    expected = {location(page).removesuffix(".md") + ".html" for page in pages} | {"search.html"}
    built = {path.relative_to(HTML).as_posix() for path in HTML.rglob("*.html")}
    assert sorted(expected - built) == []


def test_nothing_comes_from_another_host() -> None:
    """No page and no style sheet loads a font, a script, a style or a picture from elsewhere, and no link is broken."""
    report = check_built(HTML)
    assert report.checked > 10_000
    assert (report.remote, report.broken) == ((), ())


def test_guides_say_that_they_are_in_spanish() -> None:
    """A screen reader reads a guide as Spanish and a page for developers as English."""
    languages = {"guias/colas.html": "es", "reference/cli.html": "es", "reference/facts.html": "en", "index.html": "en"}
    for page, language in languages.items():
        assert f'lang="{language}"' in (HTML / page).read_text()[:500]


def test_diagrams_are_drawn_by_a_program_of_the_site() -> None:
    """A page with a diagram loads Mermaid from the site; a page without one does not."""
    assert "mermaid.tiny.js" in (HTML / "states.html").read_text()
    assert "mermaid.tiny.js" not in (HTML / "settings.html").read_text()
