"""Build the site for documentation, and check it: `python -m scripts.documentation` in the repository's folder.

It writes build/docs: `source` holds what Sphinx reads, `html` the site, and external-links.txt the links that lead out,
which are not fetched. It exits with 1 after a warning, a broken link, or a page that loads something from another host.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sphinx.cmd.build import build_main

from scripts.documentation.links import Report, check, read_page
from scripts.documentation.navigation import GENERATED, is_page, location
from scripts.documentation.reference import PAGES
from scripts.documentation.rewriter import FILES, PageRewriter

ROOT: Final = Path(__file__).parents[2]
TARGET: Final = ROOT / "build" / "docs"
HTML: Final = TARGET / "html"


def repository_pages() -> list[str]:
    """Return the paths of the repository's pages."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    paths = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted(each for each in set(paths) if is_page(each) and (ROOT / each).is_file())


def kind_of(path: str) -> str:
    """Return whether a path of the repository is a file, a folder or neither."""
    found = ROOT / path
    return "folder" if found.is_dir() else "file" if found.is_file() else ""


def write_sources(folder: Path) -> list[tuple[str, str]]:
    """Write everything that Sphinx reads; return the page and the target of each link to a missing file."""
    texts = {page: (ROOT / page).read_text(encoding="utf-8") for page in repository_pages()}
    texts |= {f"{GENERATED}{name}.md": make() for name, make in PAGES.items()}
    rewriter = PageRewriter(texts, kind_of)
    for page, text in texts.items():
        _write(folder / location(page), rewriter.rewrite(page, text))
    for path in rewriter.files:
        _copy(ROOT / path, folder / FILES / path)
    return rewriter.broken


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def check_built(folder: Path) -> Report:
    """Check the built site in a folder."""
    files = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    texts = {each: (folder / each).read_text(encoding="utf-8") for each in files if each.endswith((".html", ".css"))}
    pages = {path: read_page(text) for path, text in texts.items() if path.endswith(".html")}
    return check(pages, files, {path: text for path, text in texts.items() if path.endswith(".css")})


def _print_links(fault: str, links: Iterable[tuple[str, str]]) -> None:
    for page, target in links:
        print(f"{fault}: {page} -> {target}", file=sys.stderr)


def main() -> int:
    """Build and check; return the exit code."""
    shutil.rmtree(TARGET, ignore_errors=True)
    source = TARGET / "source"
    if broken := write_sources(source):
        _print_links("broken link", broken)
        return 1
    conf = str(Path(__file__).parent)
    options = ["-b", "html", "-c", conf, "-d", str(TARGET / "doctrees"), "-j", "auto", "-q", "-W", "--keep-going"]
    if build_main([*options, str(source), str(HTML)]):
        return 1
    report = check_built(HTML)
    _write(TARGET / "external-links.txt", "".join(f"{each}\n" for each in report.external))
    _print_links("broken link", report.broken)
    _print_links("from another host", report.remote)
    print(f"{HTML / 'index.html'}: {report.checked} links checked; {len(report.external)} to other hosts, not fetched")
    return 1 if report.broken or report.remote else 0


if __name__ == "__main__":
    sys.exit(main())
