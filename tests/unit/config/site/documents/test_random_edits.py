"""Property: after any edits a document is a site or has complaints about places that exist."""

import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.errors import Complaint, SiteInvalid
from config.site.documents.documents import DOCUMENT_SECTIONS, Document, document_of, file_reader_of, read_document
from config.site.documents.files import read_files, write_files
from config.site.loader import site_from_json, site_to_json
from config.site.model import Site
from tests.support.document_edits import edited, part_at
from tests.support.properties import examples
from tests.support.site_folders import read_sample_file, sample_site

DOCUMENT = document_of(sample_site())
SHORT_SECTIONS = ("site", "calendars", "queues", "pauses", "steps", "identity", "terms", "branding", "advisors")
SETTINGS = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def site_or_complaints(document: Document) -> Site | tuple[Complaint, ...]:
    try:
        return read_document(document, read_sample_file)
    except SiteInvalid as error:
        return error.complaints


def assert_place_exists(document: Document, path: tuple[str, ...]) -> None:
    """Fail unless the path is of a section, or its last step is below a part of the document."""
    if len(path) <= 1:
        assert path == () or path[0] in DOCUMENT_SECTIONS or path[0] in document
    else:
        part_at(document, path[:-1])


def assert_is_kept(site: Site) -> None:
    """Fail unless the site is the same version after its document, its files and the database."""
    document = document_of(site)
    read_file = file_reader_of(site, lambda _: None)
    assert read_document(document, read_file).version == site.version
    changed = {name: content for name, content in document.items() if content != DOCUMENT.get(name)}
    assert read_files(write_files(changed)) == changed
    assert site_from_json(site_to_json(site)) == site


@SETTINGS
@given(document=edited(DOCUMENT))
def test_a_document_is_a_site_or_has_complaints(document: dict[str, Any]) -> None:
    """Reading gives a site that is kept everywhere, or complaints with existing places and sendable texts."""
    site = site_or_complaints(document)
    if isinstance(site, Site):
        assert_is_kept(site)
        return
    assert site
    for each in site:
        assert_place_exists(document, each.path)
        "".join((each.text, *each.path)).encode()


@SETTINGS
@given(document=st.sampled_from(SHORT_SECTIONS).flatmap(lambda name: edited({name: DOCUMENT[name]})))
def test_any_document_can_be_written(document: dict[str, Any]) -> None:
    """Also a section with faults becomes files that read as one and are written as the same bytes."""
    files = write_files(document)
    try:
        again = read_files(files)
    except SiteInvalid as error:
        refused = [
            each.text for each in error.complaints if not re.search("carácter|niveles|KiB|«campo: valor»", each.text)
        ]
    else:
        refused = []
        assert write_files(read_files(write_files(again))) == write_files(again)
    assert refused == []  # only what no file can hold is refused
