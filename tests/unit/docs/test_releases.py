"""docs/releases.md: its promises hold in the code, and a release has one version and its metadata."""

import re

import pytest

from tests.support.repository import ROOMS, ROOT, project, repository_files
from tests.unit.docs import promised_names
from tests.unit.docs.promised_names import COLLECTORS, missing, read_record

PAGE = (ROOT / "docs/releases.md").read_text()
PROJECT = project()


def test_promised_names_are_still_there() -> None:
    """Each name that a release recorded is in the code, and each kind has names."""
    assert all(read_record()["names"][kind] for kind in COLLECTORS)
    assert {kind: lost for kind in COLLECTORS if (lost := missing(kind))} == {}


def test_the_record_is_of_the_last_release() -> None:
    """A new version needs a new record."""
    assert read_record()["release"] == PROJECT["version"]


def test_a_lost_name_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fact that the code no longer has is missing, and a new one is not."""
    recorded = read_record()["names"]["facts"]
    monkeypatch.setitem(promised_names.COLLECTORS, "facts", lambda: iter([*recorded[1:], "NewFact"]))
    assert missing("facts") == recorded[:1]


def test_the_page_names_the_release_and_what_exists() -> None:
    """The table has the version of pyproject.toml, and each path and each linked page is in the repository."""
    assert f"| {PROJECT['version']} | " in PAGE
    paths = {each for each in re.findall(r"`([\w./-]+/[\w./-]*)`", PAGE) if not each.startswith(("/", "dist/"))}
    assert len(paths) > 15
    assert sorted(each for each in paths if not (ROOT / each).exists()) == []
    links = re.findall(r"\]\(([^)#]+)", PAGE)
    assert [each for each in links if not (ROOT / "docs" / each).is_file()] == []


def test_the_version_stands_in_one_place() -> None:
    """No other file repeats the name of the wheel or a version of the screens."""
    paths = repository_files("*.md", "*.json", "*.yml", "Containerfile", "Makefile", "scripts")
    own = re.compile(r"\batencion-\d+\.\d+\.\d+|^ {2}\"version\": ", re.MULTILINE)
    assert [each for each in paths if own.search((ROOT / each).read_text())] == []


def test_the_metadata_say_what_it_is() -> None:
    """Licence, Python versions, framework, field, language and state are in the metadata, and no invented address."""
    assert PROJECT["license"] == "GPL-3.0-or-later"
    assert set(PROJECT["classifiers"]) >= {
        "Development Status :: 4 - Beta",
        "Framework :: FastAPI",
        "Natural Language :: Spanish",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.13",
        "Topic :: Communications :: Telephony",
        "Typing :: Typed",
    }
    assert PROJECT["keywords"]
    assert "urls" not in PROJECT


def test_rooms_say_that_they_are_typed() -> None:
    """Each top-level package has the marker of PEP 561, so that type checkers read its annotations."""
    assert [room for room in ROOMS if not (ROOT / room / "py.typed").is_file()] == []
