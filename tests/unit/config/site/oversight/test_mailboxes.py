"""The mailboxes of the contract's oversight, from a site."""

import msgspec
import pytest

from config.site.loader import site_from_json, site_to_json
from config.site.oversight.mailboxes import Oversight
from tests.support.site_folders import errors_of, sample_site, with_edit

MAIL = "interventoria@icetex.example"


def test_sample_has_mailboxes_so_that_demo_shows_what_is_sent() -> None:
    """The sample has mailboxes, so that the demo shows what is sent."""
    assert sample_site().oversight.mail == (MAIL,)


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (f"[{MAIL}, Interventoria@ICETEX.example]", "hay una dirección repetida"),
        ("[interventoria]", "interventoria"),
    ],
)
def test_a_wrong_address_is_refused_with_its_line(new: str, message: str) -> None:
    """The error has the file, the line and the correction."""
    [error] = errors_of(with_edit("oversight.yaml", f"[{MAIL}]", new))
    assert error.startswith("oversight.yaml:4")
    assert message in error


def test_stored_version_without_section_has_no_mailboxes() -> None:
    """A stored version without the section has no mailboxes."""
    stored = msgspec.json.decode(site_to_json(sample_site()))
    del stored["oversight"]
    assert site_from_json(msgspec.json.encode(stored)).oversight == Oversight()
