"""The data that must be given before a petition's status is read out, from a site."""

import msgspec
import pytest

from config.site.loader import site_from_json, site_to_json
from config.site.tickets.ticket_status import TicketStatusRules
from tests.support.site_folders import errors_of, sample_site, with_edit


def test_the_sample_asks_for_the_petitioners_document_and_a_stored_version_of_before_does_too() -> None:
    """Without the file, or in an older stored version, the document is asked for, with three attempts."""
    site = sample_site()
    assert site.ticket_status == TicketStatusRules(
        check="petitioner_document", without_document="state_and_day", attempts=3
    )
    stored = msgspec.json.decode(site_to_json(site))
    del stored["ticket_status"]
    assert site_from_json(msgspec.json.encode(stored)).ticket_status == TicketStatusRules()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("check: petitioner_document", "check: nombre"),
        ("without_document: state_and_day", "without_document: todo"),
        ("attempts: 3", "attempts: 0"),
        ("attempts: 3", "attempts: 6"),
    ],
)
def test_invalid_value_is_refused_with_its_line(before: str, after: str) -> None:
    """The error has the file and the correction."""
    [error] = errors_of(with_edit("ticket_status.yaml", f"\n{before}", f"\n{after}"))
    assert error.startswith("ticket_status.yaml:")
