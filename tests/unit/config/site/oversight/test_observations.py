"""The time to answer an observation."""

import msgspec
import pytest

from config.site.loader import site_from_json, site_to_json
from config.site.oversight.observations import ObservationRules
from tests.support.site_folders import errors_of, sample_site, with_edit


def test_a_site_says_how_many_days_and_a_stored_version_of_before_has_five() -> None:
    """The sample and an absent section both mean five days, and the sample has a mailbox."""
    site = sample_site()
    assert site.observations == ObservationRules(mail=("coordinacion@icetex.example",))
    stored = msgspec.json.decode(site_to_json(site))
    del stored["observations"]
    assert site_from_json(msgspec.json.encode(stored)).observations.answer_days == 5


@pytest.mark.parametrize("days", ["0", "31", "cinco"])
def test_a_term_that_cannot_be_is_refused_with_its_line(days: str) -> None:
    """The error has the file and the correction."""
    [error] = errors_of(with_edit("observations.yaml", "answer_days: 5", f"answer_days: {days}"))
    assert error.startswith("observations.yaml:6:")
