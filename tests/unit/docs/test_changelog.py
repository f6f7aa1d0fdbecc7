"""CHANGELOG.md: its form, and the agreement of its newest release with pyproject.toml."""

import re
from datetime import date

from tests.support.repository import ROOT, project

TEXT = (ROOT / "CHANGELOG.md").read_text()
SECTIONS = ("Added", "Changed", "Fixed", "Removed", "Security")
LONGEST_ENTRY = 240
RELEASE = re.compile(r"## \[(?P<version>\d+\.\d+\.\d+)\] - (?P<day>\d{4}-\d{2}-\d{2})")
UNRELEASED = "## [Unreleased]"


def headings(level: str) -> list[str]:
    """Return the headings of a level, such as ``##``, in order."""
    return re.findall(rf"^{level} .+$", TEXT, re.MULTILINE)


def sections_by_release() -> dict[str, list[str]]:
    """Return the names of the sections of each release."""
    parts = re.split(r"^(## .+)$", TEXT, flags=re.MULTILINE)[1:]
    bodies = dict(zip(parts[::2], parts[1::2], strict=True))
    return {release: re.findall(r"^### (.+)$", body, re.MULTILINE) for release, body in bodies.items()}


def test_each_release_has_a_version_and_a_date() -> None:
    """Releases stand newest first, each with version and day; changes since the last one stand above them."""
    releases = headings("##")
    if releases[0] == UNRELEASED:
        releases = releases[1:]
    found = [RELEASE.fullmatch(each) for each in releases]
    assert all(found), releases
    versions = [tuple(map(int, each["version"].split("."))) for each in found if each]
    days = [date.fromisoformat(each["day"]) for each in found if each]
    assert versions == sorted(set(versions), reverse=True)
    assert days == sorted(days, reverse=True)


def test_the_newest_release_is_the_version_of_the_project() -> None:
    """The first release with a date has the version of pyproject.toml."""
    newest = RELEASE.search(TEXT)
    assert newest is not None
    assert newest["version"] == project()["version"]


def test_changes_stand_by_kind() -> None:
    """Each section of a release is one of the five kinds, at most once, in their order."""
    for release, names in sections_by_release().items():
        assert names == [each for each in SECTIONS if each in names], release


def test_an_entry_is_one_line_of_at_most_two_in_print() -> None:
    """An entry is a line of at most 240 characters, and a section holds nothing but entries and topics."""
    sections = re.findall(r"^### .+\n((?:(?!##? |### ).*\n?)*)", TEXT, re.MULTILINE)
    lines = [line for each in sections for line in each.splitlines() if line]
    entries = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
    assert len(entries) > 50
    assert [each for each in entries if len(each) > LONGEST_ENTRY] == []
    assert [each for each in lines if not each.startswith(("- ", "#### "))] == []


def test_every_linked_page_exists() -> None:
    """Each link to a page of the repository leads to a file."""
    targets = re.findall(r"\]\(([^)#]+)", TEXT)
    assert [each for each in targets if not each.startswith("https://") and not (ROOT / each).is_file()] == []
