"""Each claim of the threat model names existing tests."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.support.repository import ROOT

PAGE = ROOT / "docs" / "threat-model.md"
STATUSES = ("holds", "in part", "does not hold")
DOORS = (
    "SIP",
    "RTP",
    "Asterisk",
    "Twilio",
    "Web: signing in",
    "Web: permissions",
    "Wall displays",
    "API tokens",
    "WebSocket",
    "Mail",
    "Files",
    "Valkey",
    "PostgreSQL",
    "Backups",
    "Logs",
    "The command line, and the demo",
)
_TEST = re.compile(r"`(tests/[\w/.-]+\.py)::(\w+)`")


def lines() -> list[tuple[str, str, str]]:
    """Return threat, status and tests of each line in the entry-point sections."""
    doors = PAGE.read_text().partition("## Entry points")[2]
    rows = [re.split(r"(?<!\\)\|", each.strip("| ")) for each in doors.splitlines() if each.startswith("|")]
    cells = [tuple(cell.strip() for cell in row) for row in rows]
    return [(row[0], row[1], row[2]) for row in cells if row[0] != "threat" and not set(row[0]) <= set("- ")]


@cache
def names_in(path: str) -> frozenset[str]:
    """Return the names of a file's tests."""
    tree = ast.parse((ROOT / path).read_text())
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))


def faults_of(status: str, proof: str) -> Iterator[str]:
    """Yield what is wrong with the status and the tests of a line."""
    named = _TEST.findall(proof)
    if not status.startswith(STATUSES):
        yield f"no status: {status}"
    if bool(named) is status.startswith("does not hold") or not (named or proof == "none yet"):
        yield f"status and tests do not agree: {proof}"
    if proof.count("::") != len(named):
        yield f"a test is not written as `path::name`: {proof}"
    for path, name in named:
        if not (ROOT / path).is_file() or name not in names_in(path):
            yield f"there is no {path}::{name}"


def test_lines_have_a_status_and_tests_that_exist() -> None:
    """A threat that is covered, wholly or in part, has an existing test; an open one says that it has none."""
    faults = [f"{threat}: {fault}" for threat, status, proof in lines() for fault in faults_of(status, proof)]
    assert len(lines()) > 100
    assert faults == []


def test_doors_have_lines() -> None:
    """Every entry point has at least one line."""
    sections = {each.partition("\n")[0]: each for each in PAGE.read_text().split("\n### ")}
    of_door = {door: [text for title, text in sections.items() if title.startswith(door)] for door in DOORS}
    assert [door for door, texts in of_door.items() if not any(text.count("\n| ") >= 3 for text in texts)] == []


def test_the_security_page_leads_to_what_exists() -> None:
    """The links and the paths of the security page exist."""
    page = (ROOT / "docs" / "security.md").read_text()
    for link in re.findall(r"\]\(([^)#]+)\)", page):
        assert (ROOT / "docs" / link).exists(), link
    for path in re.findall(r"\b((?:tests|benchmarks)/[\w/.-]+)", page):
        assert (ROOT / path).exists(), path
