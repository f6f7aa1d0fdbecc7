"""Which pages the site has, in which section and order.

A page is Markdown of the repository, named by its path there. A pattern takes the pages that no earlier pattern took,
so a new page appears without a change here.
"""

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from typing import Final

import msgspec

GENERATED: Final = "docs/reference/"
"""The folder of the generated pages: they have a place among the others, but no file in the repository."""


class Section(msgspec.Struct, frozen=True):
    """A part of the navigation: its title, and patterns of paths in order."""

    title: str
    patterns: tuple[str, ...]


SECTIONS: Final = (
    Section("Start here", tuple(f"docs/start/{name}.md" for name in ("run", "phone", "site-folder", "two-servers"))),
    Section("Guías en español", ("docs/guias/README.md", "docs/guias/*.md")),
    Section(
        "Reference",
        (
            "docs/settings.md",
            f"{GENERATED}*.md",
            "docs/site-versions.md",
            "docs/desk-protocol.md",
            "docs/states.md",
            "docs/glossary.md",
            "docs/procedure.md",
        ),
    ),
    Section(
        "How it works",
        (
            "ARCHITECTURE.md",
            "docs/architecture/*.md",
            "docs/security.md",
            "docs/threat-model.md",
            "docs/faults.md",
            "docs/*-cost.md",
        ),
    ),
    Section("Decisions", ("docs/decisions/README.md", "docs/decisions/*.md")),
    Section("The project", ("README.md", "CONTRIBUTING.md", "docs/*.md", "*.md")),
)
HOME: Final = "docs/index.md"
INDEX: Final = "README.md"
"""The name of a page that has the other pages of its folder below itself."""


def is_page(path: str) -> bool:
    """Return whether a path of the repository is a page of the site."""
    return path == HOME or any(matches(path, pattern) for section in SECTIONS for pattern in section.patterns)


def matches(path: str, pattern: str) -> bool:
    """Return whether a path matches a pattern; a star does not go into folders."""
    return path.count("/") == pattern.count("/") and fnmatchcase(path, pattern)


def arrange(pages: Collection[str]) -> dict[str, list[str]]:
    """Return the pages of each section in order; each page but the home stands in exactly one."""
    left = sorted(set(pages) - {HOME})
    arranged = {}
    for section in SECTIONS:
        taken = list(dict.fromkeys(page for pattern in section.patterns for page in left if matches(page, pattern)))
        arranged[section.title] = taken
        left = [page for page in left if page not in taken]
    assert not left, f"no section has {', '.join(left)}"
    return arranged


def location(path: str) -> str:
    """Return the path of a page or file in the site's sources, relative to ``docs``."""
    return "index.md" if path == HOME else path.removeprefix("docs/")


def children(index: str, pages: Collection[str]) -> Iterator[str]:
    """Yield the pages below an index of a folder, in order; an index at the root has none."""
    folder = index.removesuffix(INDEX)
    if index.endswith(INDEX) and folder:
        yield from sorted(page for page in pages if page != index and matches(page, f"{folder}*.md"))
