"""docs/procedure.md: rows of the procedure, their places and tests; and references that a reader cannot follow."""

import re
from collections.abc import Iterator
from functools import cache

from tests.support.repository import ROOT, repository_files

PAGE = "docs/procedure.md"
PROCEDURE = "M5-1-05"
EXPECTED = [
    *(f"G{number}" for number in range(1, 6)),
    *(f"A{number}" for number in range(1, 24)),
    *(f"C{number}" for number in range(1, 13)),
]
ROW = re.compile(r"(?<![%=\w-])[GAC][1-9]\d?\b")
NOT_ROWS = (
    "agent_api/lookups/domain/mainframe_records.py",  # bytes in hexadecimal
    "ivr/audio/music.py",  # a musical note
    "tests/unit/agent_api/customers/domain/test_documents.py",  # a passport
    "tests/unit/agent_api/lookups/domain/test_mainframe_records.py",
)
GUIDE = "G64"  # of quality visits, not a row; row A21 names it
SECTION = "\N{SECTION SIGN}"
UNRESOLVABLE = re.compile(
    rf"\bDESIGN(?: {SECTION}|\.md)|\bHOUSE(?: {SECTION}|\.md)"
    r"|\b[Ii]ssues? #?\d|\b[Pp]hase \d|\b(?:[Ff]inding|[Rr]eview|PR) #?[A-Z]?\d+\b"
    r"|\([HMLDE]\d{1,2}\)|\b[Rr]eviewer's\b"
)
READ = ("py", "ts", "tsx", "lua", "sh", "md", "yml", "yaml", "toml", "cfg", "conf")


@cache
def texts() -> dict[str, str]:
    """Return each text that people wrote in the repository, by path; scripts have no suffix."""
    files = set(repository_files()) - {"tests/unit/docs/test_procedure.py"}
    chosen = [each for each in files if each.endswith(READ) or each.startswith("scripts/") or each == "Makefile"]
    return {each: (ROOT / each).read_text() for each in sorted(chosen)}


def rows() -> list[list[str]]:
    """Return the cells of each row of the page's tables of rows."""
    lines = texts()[PAGE].splitlines()
    cells = [[cell.strip() for cell in each.strip("|").split(" | ")] for each in lines if each.startswith("| ")]
    return [each for each in cells if len(each) > 2 and re.fullmatch(r"[GAC]\d+", each[0])]


def references() -> Iterator[str]:
    """Yield what the page shows as code and is a path."""
    for each in re.findall(r"`([^`]+)`", texts()[PAGE]):
        if "/" in each or each in ("calls", "ivr", "metrics"):
            yield each


def test_every_row_of_the_procedure_has_its_place() -> None:
    """Each row stands once, in order, with its demand, its place and its test; a row without a test is not done."""
    assert [each[0] for each in rows()] == EXPECTED
    assert all(len(each) == 4 and all(each) for each in rows())
    assert [each[0] for each in rows() if "::" not in each[3] and "**Not done.**" not in each[2]] == []


def exists(reference: str) -> bool:
    """Return whether a path is in the tree, and whether the file has the test that may follow it."""
    path, _, function = reference.partition("::")
    return (ROOT / path).exists() and (not function or f"def {function}(" in (ROOT / path).read_text())


def test_paths_and_tests_of_the_page_exist() -> None:
    """Each path is in the tree, and each named test is a function of its file."""
    assert [reference for reference in sorted(set(references())) if not exists(reference)] == []


def test_each_cited_row_stands_on_the_page() -> None:
    """A file that cites a row names the procedure, by which a reader finds the page, and the row is one of its rows."""
    cited = {path: set(ROW.findall(text)) for path, text in texts().items() if PROCEDURE in text and path != PAGE}
    unknown = {path: found - {*EXPECTED, GUIDE} for path, found in cited.items()}
    assert len(cited) > 30
    assert {path: found for path, found in unknown.items() if found} == {}
    others = {path: ROW.findall(text) for path, text in texts().items() if PROCEDURE not in text}
    suspects = {path: set(found) & set(EXPECTED) for path, found in others.items() if path not in NOT_ROWS}
    code = {path: found for path, found in suspects.items() if found and path != "pyproject.toml"}
    assert code == {}


def test_no_reference_is_left_that_cannot_be_followed() -> None:
    """No file cites a design page, an issue, a phase or a finding that is outside the repository."""
    found = [(path, match[0]) for path, text in texts().items() for match in UNRESOLVABLE.finditer(text)]
    assert found == []


def test_a_section_is_of_a_document_that_the_file_names() -> None:
    """A section sign belongs to an RFC; a file that uses it names one."""
    assert [path for path, text in texts().items() if SECTION in text and not re.search(r"\bRFC \d", text)] == []
