"""The data that the call flow takes from an offered call."""

import pytest

from calls.driver.inbound import arrival_of
from calls.flow import step
from eventlog.person import NO_PERSON
from telephony.port import ABILITIES, CallOffered
from tests.unit.calls.test_flow import ID, OPEN, SITE


@pytest.mark.parametrize("listed", [True, False])
def test_the_call_keeps_whether_its_source_is_listed(listed: bool) -> None:
    """The call keeps whether its source is listed, because the flow reads it until the end."""
    offered = CallOffered(call_id=ID, line="bogota", caller="", gateway="g", source_listed=listed)
    result = step(None, arrival_of(offered, NO_PERSON, "", ABILITIES["fake"]), OPEN, SITE)
    assert result is not None
    assert result.call.source_listed is listed


def test_a_source_of_which_the_gateway_says_nothing_is_not_listed() -> None:
    """A source that an older gateway does not report is not listed."""
    assert not CallOffered(call_id=ID, line="bogota", caller="", gateway="g").source_listed
