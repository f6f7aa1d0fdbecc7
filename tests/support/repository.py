"""The repository, for tests that read its files: its folder, its packages, the files of Git, and their syntax trees."""

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = (
    "config",
    "storage",
    "eventlog",
    "telephony",
    "ivr",
    "call_router",
    "metrics",
    "calls",
    "agent_api",
    "atencion",
)
"""The top-level packages of the product, in the order of their layers."""


@cache
def repository_files(*patterns: str) -> tuple[str, ...]:
    """Return the paths of the files that Git has or would add, in order; with patterns, only of those that match."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", *patterns]
    paths = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(sorted(each for each in paths if (ROOT / each).is_file()))


@cache
def syntax_tree(path: str) -> ast.Module:
    """Return the syntax tree of a Python file of the repository."""
    return ast.parse((ROOT / path).read_text())


@cache
def syntax_nodes(path: str) -> tuple[ast.AST, ...]:
    """Return all nodes of the syntax tree of a Python file, in the order of `ast.walk`."""
    return tuple(ast.walk(syntax_tree(path)))


@cache
def project() -> dict[str, Any]:
    """Return the table ``project`` of pyproject.toml."""
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"])
