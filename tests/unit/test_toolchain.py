"""The lock, the Makefile and the scripts agree with pyproject.toml and contain no data of a machine."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.repository import ROOT

LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = PROJECT["dependency-groups"]
WANTED = [*PROJECT["project"]["dependencies"], *GROUPS["dev"], *GROUPS["docs"]]
LOCKED = {
    canonicalize_name(name): version
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", LOCK, re.MULTILINE)
}
FILES_OF_THE_TOOLCHAIN = ["requirements.lock", "Makefile", ".ci/run", "scripts/setup-venv", "scripts/debian-packages"]


@pytest.mark.parametrize("text", WANTED)
def test_the_lock_serves_every_dependency(text: str) -> None:
    """Each dependency of pyproject.toml is in the lock, at an accepted version."""
    requirement = Requirement(text)
    locked = LOCKED.get(canonicalize_name(requirement.name))
    assert locked is not None, f"{requirement.name} is not locked: make lock"
    assert requirement.specifier.contains(locked, prereleases=True)


@pytest.mark.parametrize(
    ("name", "flawed"),
    [("starlette", "1.0.0"), ("h11", "0.15.9"), ("python-multipart", "0.0.21"), ("uvicorn", "0.53.9")],
)
def test_flawed_starlette_cannot_be_installed(name: str, flawed: str) -> None:
    """No release with a known flaw in reading requests may be installed (Starlette: CVE-2026-48710)."""
    expected = [each for each in map(Requirement, PROJECT["project"]["dependencies"]) if each.name == name]
    assert [each.specifier.contains(flawed) for each in expected] == [False]


def test_every_locked_package_is_hashed() -> None:
    """Each locked package has hashes, so a registry cannot deliver another."""
    blocks = re.split(r"^(?=\S+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(LOCKED)
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", FILES_OF_THE_TOOLCHAIN)
def test_no_file_names_a_registry_or_a_folder_of_a_machine(name: str) -> None:
    """The files contain no address, and only absolute paths that every Debian has."""
    text = (ROOT / name).read_text()
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links", text) == []
    assert re.findall(r"(?<![\w./$])/(?:opt|home|root|work|srv|mnt)\b\S*", text) == []


def test_the_lock_of_the_screens_names_no_host() -> None:
    """Packages are identified by hashes, and addresses that npm adds are removed."""
    assert re.findall(r"https?://\S+", (ROOT / "web/package-lock.json").read_text()) == []


def test_the_makefile_explains_every_target() -> None:
    """Every target that a person can type has a sentence in `make help`."""
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) == set(phony[1].split())


def test_ci_runs_the_proof_of_the_readme() -> None:
    """CI runs `make test` and nothing else, so that green on CI means green at a desk."""
    commands = (ROOT / ".ci/run").read_text().splitlines()
    assert commands[-1].startswith("exec make test")


@pytest.mark.parametrize("name", [".ci/run", "scripts/setup-venv", "scripts/debian-packages"])
def test_scripts_stop_at_the_first_error(name: str) -> None:
    """Every script is executable and stops at the first command that fails."""
    path = ROOT / name
    assert path.stat().st_mode & 0o111
    assert "set -euo pipefail" in path.read_text()
