"""Every command in the documents runs in a test, or its block is marked; each one names what exists."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from typer.main import get_command
from yaml import safe_load

from atencion.cli.app import app
from tests.support.console_blocks import blocks_of, read_blocks
from tests.support.repository import ROOT

BLOCKS: Final = blocks_of(ROOT)
CONSOLE: Final = [each for each in BLOCKS if each.language == "console"]
RUN_HERE: Final = (
    "cp -r config/sites/icetex my-site",
    "openssl rand -base64 32 > grabaciones.keys && chmod 600 grabaciones.keys",
    "SELF_SIGNED=atencion.example scripts/make-secrets",
    ".venv/bin/atencion term 2026-07-10 general",
    ".venv/bin/atencion site schema --write my-site/schemas",
    ".venv/bin/atencion site check config/sites/icetex",
)
"""Commands that `test_a_documented_command_works` runs as they stand."""
RUN_ELSEWHERE: Final = {
    "make test": "tests/unit/test_toolchain.py::test_ci_runs_the_proof_of_the_readme",
    "make demo": "tests/e2e/deployment/test_demo.py::test_it_does_what_it_prints_and_shares_nothing_with_another",
}
"""Commands that another test runs, or shows to be what CI runs."""
SERVICES: Final = frozenset(safe_load((ROOT / "docker-compose.yml").read_text())["services"])
TARGETS: Final = frozenset(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
COMMAND: Final = re.compile(r" *(?:\$ |(?:\.venv/bin/|scripts/)\S|(?:atencion|docker|make|uv) \S)")
"""How a line begins that belongs into a console block."""


def test_each_documented_command_runs_in_a_test_or_is_marked() -> None:
    """A block without a mark holds only commands that a test runs, and each of those stands in a document."""
    unmarked = {(each.page, command) for each in CONSOLE if not each.reason for command in each.commands()}
    assert {(page, command) for page, command in unmarked if command not in {*RUN_HERE, *RUN_ELSEWHERE}} == set()
    assert {command for _, command in unmarked} >= {*RUN_HERE, *RUN_ELSEWHERE}


def test_the_tests_that_run_commands_exist() -> None:
    """Each named test is a function of the named file."""
    for name in RUN_ELSEWHERE.values():
        path, _, function = name.partition("::")
        assert f"def {function}(" in (ROOT / path).read_text()


def test_a_block_without_commands_is_marked() -> None:
    """A console block of another program's prompt says so."""
    assert [(each.page, each.line) for each in CONSOLE if not each.commands() and not each.reason] == []


def test_commands_stand_in_console_blocks() -> None:
    """No command hides in a block without a language."""
    plain = [each for each in BLOCKS if each.language in ("", "sh", "bash", "text")]
    hidden = [(each.page, line) for each in plain for line in each.text.splitlines() if COMMAND.match(line)]
    assert hidden == []


def test_the_reasons_name_tests_that_exist() -> None:
    """Each path in a mark exists."""
    named = [(each.page, path) for each in CONSOLE for path in re.findall(r"(?:tests|\.ci)/[\w/.]*\w", each.reason)]
    assert named
    assert [(page, path) for page, path in named if not (ROOT / path).exists()] == []


def test_documented_commands_name_what_exists() -> None:
    """Targets of make, services of Compose, scripts, and commands and options of `atencion` exist."""
    commands = [(each, command) for each in CONSOLE for command in each.commands()]
    assert len(commands) > 50
    assert [(e.page, e.line, c, faults) for e, c in commands if (faults := unknown_names(c))] == []


def unknown_names(command: str) -> list[str]:
    """Return what a command names that does not exist."""
    targets = re.findall(r"(?:^|; |&& )(?:\w+=\S+ )*make ([a-z-]+)", command)
    scripts = re.findall(r"(?<!\S)(scripts/[\w-]+)", command)
    services = re.findall(r"docker compose (?:exec|restart|cp) ([\w-]+)", command)
    faults = [each for each in targets if each not in TARGETS]
    faults += [each for each in scripts if not os.access(ROOT / each, os.X_OK)]
    faults += [each for each in services if each not in SERVICES]
    called = re.search(r"(?<![\w-])atencion ((?!:)[a-z][\w-]*.*)", command)
    return faults + (unknown_options(called[1].split()) if called else [])


def unknown_options(words: list[str]) -> list[str]:
    """Return the commands and options of an `atencion` line that do not exist."""
    command: Any = get_command(app)
    while words and hasattr(command, "commands"):
        name, *words = words
        if name not in command.commands:
            return [name]
        command = command.commands[name]
    known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)} | {"--help"}
    return [each for each in words if each.startswith("--") and each not in known]


@pytest.mark.parametrize("command", RUN_HERE)
def test_a_documented_command_works(command: str, tmp_path: Path) -> None:
    """The command ends without an error in a folder with the files that it needs."""
    for path in ("scripts/make-secrets", "config/valkey/users.acl"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    shutil.copytree(ROOT / "config" / "sites", tmp_path / "config" / "sites")
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    result = subprocess.run(["bash", "-euc", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_mark_belongs_to_the_block_below_it() -> None:
    """Reading finds the reason, the language and the commands, also within a list and over two lines."""
    marked = "<!-- not run: why -->\n```console\n$ a  # note\nout\n```\n"
    first, second = read_blocks("x.md", f"{marked}\n1. x:\n\n   ```console\n   $ b \\\n   > c\n   ```\n")
    assert (first.reason, first.line, first.commands()) == ("why", 2, ["a"])
    assert (second.reason, second.language, second.commands()) == ("", "console", ["b  c"])
