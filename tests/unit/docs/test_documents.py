"""The English documents are short, have short paragraphs, and name files that exist."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

from tests.support.repository import ROOT, repository_files

WORD_LIMITS = {"README.md": 700, "ARCHITECTURE.md": 1300}
"""Words, with those of tables and code: a README is read in three minutes, ARCHITECTURE in ten."""
PARAGRAPH_LIMIT = 120
SPANISH = "docs/guias/"
PATH = re.compile(r"`([\w.-]+(?:/[\w.-]+)*)`")


@cache
def tracked() -> frozenset[str]:
    """Return the files of the repository and their folders."""
    files = repository_files()
    return frozenset({*files, *(str(folder) for file in files for folder in PurePosixPath(file).parents)})


def documents() -> list[str]:
    """Return the English documents of the repository."""
    return sorted(
        path
        for path in tracked()
        if path.endswith(".md") and path.startswith(("docs/", "README", "ARCH", "CONT", "SEC", "CODE"))
        if not path.startswith(SPANISH)
    )


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs and list items of a document without code blocks and tables."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )", prose):
        if not block.lstrip().startswith("|"):
            yield block.strip()


def test_first_pages_are_short() -> None:
    """README and ARCHITECTURE stay within their limit of words."""
    words = {name: len((ROOT / name).read_text().split()) for name in WORD_LIMITS}
    assert [name for name, limit in WORD_LIMITS.items() if words[name] > limit] == []


def test_paragraphs_are_short() -> None:
    """No paragraph has more than 120 words."""
    blocks = [(name, block) for name in documents() for block in paragraphs((ROOT / name).read_text())]
    assert [f"{name}: {block[:80]}…" for name, block in blocks if len(block.split()) > PARAGRAPH_LIMIT] == []


def test_named_files_exist() -> None:
    """A path in backticks is a file or folder of the repository, or the end of one."""
    pages = [each for each in documents() if each.startswith(("README", "ARCH", "docs/architecture/"))]
    named = {(page, path) for page in pages for path in PATH.findall((ROOT / page).read_text())}
    paths = {(page, path) for page, path in named if "/" in path or path.endswith(".py")}
    assert [each for each in sorted(paths) if not any(f"/{file}".endswith(f"/{each[1]}") for file in tracked())] == []
