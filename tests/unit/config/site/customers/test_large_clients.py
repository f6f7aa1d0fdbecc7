"""The complaints of large_clients.yaml, each with its file and line, and what a site without the file has."""

from pathlib import Path

import pytest

from config.errors import SiteInvalid
from config.settings import SAMPLE_SITE
from config.site.customers.large_clients import LargeClientRules
from config.site.loader import load_site, read_site

FILES = {path.name: path.read_bytes() for path in Path(SAMPLE_SITE).glob("*.yaml")}
TEXT = FILES["large_clients.yaml"].decode()


def complaints_of(old: str, new: str) -> list[tuple[str, int, str]]:
    """Return the complaints of the sample site with one change in large_clients.yaml."""
    assert TEXT.count(old) == 1, old
    files = {**FILES, "large_clients.yaml": TEXT.replace(old, new).encode()}
    with pytest.raises(SiteInvalid) as error:
        read_site(files, lambda path: (Path(SAMPLE_SITE) / path).read_bytes())
    return [(each.file, each.line, each.text) for each in error.value.complaints]


@pytest.mark.parametrize(
    ("old", "new", "line", "complaint"),
    [
        ("queue_head_start_s: 120", "queue_head_start_s: 3601", "queue_head_start_s: 3601", "3600"),
        ("queue_head_start_s: 120", "queue_head_start_s: -1", "queue_head_start_s: -1", "0"),
        ("  correo: Correo electrónico", '  correo: ""', '  correo: ""', ""),
        ("[tecnologia@icetex.example]", "[tecnologia]", "  mail: [tecnologia]", ""),
        (
            "[tecnologia@icetex.example]",
            "[tecnologia@icetex.example, Tecnologia@icetex.example]",
            "  mail: [tecnologia@icetex.example, Tecnologia@icetex.example]",
            "una sola vez",
        ),
        ("receipt_days: 1", "receipt_days: 0", "  receipt_days: 0", "1"),
        ("receipt_days: 1", "receipt_days: 61", "  receipt_days: 61", "60"),
        ("receipt_days: 2", "receipt_days: 6", "  answer_days: 5", "no puede vencer antes que el acuse"),
        ("report: {day: 3, hour: 7}", "report: {day: 32, hour: 7}", "report: {day: 32, hour: 7}", ""),
        (
            "report: {day: 3, hour: 7}",
            "report: {day: 3, hour: 7, recipients: [a@icetex.example]}",
            "report: {day: 3, hour: 7, recipients: [a@icetex.example]}",
            "quite esta lista",
        ),
        ("technology:", "tecnologia:", "tecnologia:", "tecnologia"),
    ],
)
def test_a_wrong_value_is_a_complaint_at_its_line(old: str, new: str, line: str, complaint: str) -> None:
    """Each mistake is found when the site is read, and the complaint says where."""
    changed = TEXT.replace(old, new).splitlines()
    expected = len(changed) - changed[::-1].index(line)
    found = complaints_of(old, new)
    assert [(file, at) for file, at, _ in found] == [("large_clients.yaml", expected)], found
    assert complaint in found[0][2]


def test_a_list_of_channels_that_is_empty_is_a_complaint() -> None:
    """Without a channel no novelty could be registered."""
    channels = TEXT[TEXT.index("channels:") : TEXT.index("# «receipt_days»")]
    [(file, line, text)] = complaints_of(channels, "channels: {}\n")
    assert (file, line) == ("large_clients.yaml", TEXT[: TEXT.index("channels:")].count("\n") + 1)
    assert "agregue al menos uno" in text


def test_a_site_without_the_file_has_no_priority_and_no_mail() -> None:
    """Two channels, the usual terms, no addresses, no monthly report."""
    files = {name: content for name, content in FILES.items() if name != "large_clients.yaml"}
    rules = read_site(files, lambda path: (Path(SAMPLE_SITE) / path).read_bytes()).large_clients
    assert rules == LargeClientRules()
    assert (rules.queue_head_start_s, len(rules.channels), rules.report) == (0, 2, None)
    assert rules != load_site(SAMPLE_SITE).large_clients
