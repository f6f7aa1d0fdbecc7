"""The test number of drafts in the site."""

import msgspec
import pytest

from config.errors import SiteInvalid
from config.site.documents.documents import document_of, read_document
from config.site.model import Site
from config.site.oversight.publication_rules import DRAFT_LINE, Publishing
from tests.support.site_folders import sample_site


def complaints(site: Site) -> list[tuple[tuple[str, ...], str]]:
    """Return what the checker says about the document of a site."""
    try:
        read_document(document_of(site), lambda name: b"")
    except SiteInvalid as error:
        return [(each.path, each.text) for each in error.complaints]
    return []


def test_the_test_number_is_of_no_line() -> None:
    """A number that a line has would keep callers of the service from it."""
    site = msgspec.structs.replace(sample_site(), publishing=Publishing(test_number="bogota"))
    said = dict(complaints(site))
    assert "ponga uno que no sea de ninguna" in said[("publishing", "test_number")]


def test_no_line_has_the_id_of_the_test_number() -> None:
    """Its callers would be asked for a code."""
    site = sample_site()
    line = msgspec.structs.replace(site.lines["bogota"], id=DRAFT_LINE, numbers=("6015550777",))
    said = dict(complaints(msgspec.structs.replace(site, lines=site.lines | {DRAFT_LINE: line})))
    assert ("lines", DRAFT_LINE) in said


@pytest.mark.parametrize(("minutes", "is_valid"), [(4, False), (5, True), (240, True), (241, False)])
def test_the_time_has_bounds(minutes: int, is_valid: bool) -> None:
    """From five minutes to four hours."""
    document = document_of(sample_site()) | {"publishing": {"test_number_minutes": minutes}}
    try:
        read_document(document, lambda name: b"")
        said: list[tuple[str, ...]] = []
    except SiteInvalid as error:
        said = [each.path for each in error.complaints]
    assert (("publishing", "test_number_minutes") not in said) == is_valid
