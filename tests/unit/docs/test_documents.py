"""The English documents are short, have short paragraphs, and name files that exist."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

import pytest

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


@pytest.mark.parametrize("name", sorted(WORD_LIMITS))
def test_a_first_page_is_short(name: str) -> None:
    """README and ARCHITECTURE stay within their limit of words."""
    assert len((ROOT / name).read_text().split()) <= WORD_LIMITS[name]


@pytest.mark.parametrize("name", documents())
def test_paragraphs_are_short(name: str) -> None:
    """No paragraph has more than 120 words."""
    long = [block for block in paragraphs((ROOT / name).read_text()) if len(block.split()) > PARAGRAPH_LIMIT]
    assert not long, f"{name}: {len(long)} long paragraphs, the first: {long[0][:80]}…"


@pytest.mark.parametrize(
    "name", [each for each in documents() if each.startswith(("README", "ARCH", "docs/architecture/"))]
)
def test_named_files_exist(name: str) -> None:
    """A path in backticks is a file or folder of the repository, or the end of one."""
    named = {path for path in PATH.findall((ROOT / name).read_text()) if "/" in path or path.endswith(".py")}
    unknown = {path for path in named if not any(f"/{each}".endswith(f"/{path}") for each in tracked())}
    assert not unknown
