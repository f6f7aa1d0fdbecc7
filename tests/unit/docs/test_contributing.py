"""CONTRIBUTING.md names what exists, its walk-throughs apply to the tree, and the hooks run what is there."""

import re
import subprocess
from pathlib import Path

import pytest
from yaml import safe_load

from tests.support.repository import ROOT
from tests.unit.docs.test_docstring_names import known_words

TEXT = (ROOT / "CONTRIBUTING.md").read_text()
FIELD, NOUN = "First change: a field on a ticket", "First change: a noun with its routes"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NEW_FILE = re.compile(r"^--- /dev/null\n\+\+\+ b/(\S+)$", re.MULTILINE)
PATH = re.compile(r"(?<![\w./-])(?:\.?[a-z_]+/)+[\w.-]+")
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def section(title: str) -> str:
    """Return a section of the page, without its heading."""
    found = TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    assert found, title
    return found


def patch_of(title: str) -> str:
    """Return all diff blocks of a section as one patch."""
    return "".join(content for kind, content in BLOCK.findall(section(title)) if kind == "diff")


def prose_and_commands() -> str:
    """Return the page without its patches and its quotations from other files."""
    return BLOCK.sub(lambda block: block[2] if block[1] == "console" else "", TEXT)


def new_files() -> set[str]:
    """Return the files that the walk-throughs create."""
    return {name for title in (FIELD, NOUN) for name in NEW_FILE.findall(patch_of(title))}


def test_every_path_is_of_the_tree_or_of_a_walk_through() -> None:
    """Paths in commands, in links and in the text exist, or a walk-through creates them."""
    created = {*new_files(), *(str(Path(each).parent) for each in new_files())}
    named = {path for path in PATH.findall(prose_and_commands()) if not path.startswith(".venv/")}
    assert len(named) > 40
    assert {path for path in named if path not in created and not (ROOT / path).exists()} == set()


def test_every_make_target_and_symbol_exists() -> None:
    """Targets are those of the Makefile; names in backticks are words of the code or of a walk-through."""
    text = prose_and_commands()
    commands = re.findall(r"(?:`|^\$ )make ([a-z-]+)", text, re.MULTILINE)
    assert len(set(commands)) > 10
    assert set(commands) - TARGETS == set()
    known = known_words() | set(re.findall(r"\w+", patch_of(FIELD) + patch_of(NOUN)))
    symbols = set(re.findall(r"`(_?[A-Z]\w+|[a-z]+_\w+)`", text))
    assert len(symbols) > 5
    assert symbols - known == set()


@pytest.mark.parametrize("title", [FIELD, NOUN])
def test_the_patches_of_a_walk_through_apply_to_this_tree(title: str) -> None:
    """`git apply` accepts all blocks of a walk-through together, so a reader can follow it to the letter."""
    patch = patch_of(title)
    assert patch.count("\n+++ b/") >= 15
    check = ["git", "apply", "--check", "-C1", "-"]
    process = subprocess.run(check, cwd=ROOT, input=patch, capture_output=True, text=True, check=False)
    assert process.returncode == 0, f"update the block in CONTRIBUTING.md: {process.stderr}"


@pytest.mark.parametrize("title", [FIELD, NOUN])
def test_the_migration_of_a_walk_through_follows_the_newest(title: str) -> None:
    """A walk-through's migration has the next number, so that the chain has one end."""
    versions = sorted((ROOT / "storage/migrations/versions").glob("[0-9]*.py"))
    newest = versions[-1].name.partition("_")[0]
    revisions = dict(re.findall(r'^\+(revision|down_revision) = "(\d+)"$', patch_of(title), re.MULTILINE))
    assert revisions == {"revision": f"{int(newest) + 1:04}", "down_revision": newest}


def test_the_hooks_are_local_and_their_programs_are_installed_by_setup() -> None:
    """A hook runs a script of the repository or a locked program, so a commit fetches nothing."""
    config = safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert [each["repo"] for each in config["repos"]] == ["local"]
    locked = (ROOT / "requirements.lock").read_text()
    packages = {"lint-imports": "import-linter"}
    for hook in config["repos"][0]["hooks"]:
        folder, _, program = hook["entry"].split()[0].rpartition("/")
        if folder == ".venv/bin":
            assert f"\n{packages.get(program, program)}==" in f"\n{locked}", hook["id"]
        else:
            assert (ROOT / folder / program).stat().st_mode & 0o111, hook["id"]
