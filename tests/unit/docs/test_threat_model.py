"""Each claim of the threat model names existing tests."""

import ast
import re
from functools import cache

import pytest

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


@pytest.mark.parametrize("line", lines(), ids=lambda line: line[0][:60])
def test_each_line_has_a_status_and_a_test_that_exists(line: tuple[str, str, str]) -> None:
    """A threat that is covered, wholly or in part, has an existing test; an open one says that it has none."""
    threat, status, proof = line
    assert status.startswith(STATUSES), threat
    named = _TEST.findall(proof)
    assert bool(named) is not status.startswith("does not hold"), threat
    assert named or proof == "none yet", threat
    assert proof.count("::") == len(named), f"a test is not written as `path::name`: {proof}"
    for path, name in named:
        assert (ROOT / path).is_file(), f"{threat}: there is no {path}"
        assert name in names_in(path), f"{threat}: {path} has no {name}"


@pytest.mark.parametrize("door", DOORS)
def test_each_door_has_lines(door: str) -> None:
    """Every entry point has at least one line."""
    section = re.search(rf"^### {re.escape(door)}.*?(?=^### |\Z)", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert section, door
    assert section[0].count("\n| ") >= 3, door


def test_the_security_page_leads_to_what_exists() -> None:
    """The links and the paths of the security page exist."""
    page = (ROOT / "docs" / "security.md").read_text()
    for link in re.findall(r"\]\(([^)#]+)\)", page):
        assert (ROOT / "docs" / link).exists(), link
    for path in re.findall(r"\b((?:tests|benchmarks)/[\w/.-]+)", page):
        assert (ROOT / path).exists(), path
