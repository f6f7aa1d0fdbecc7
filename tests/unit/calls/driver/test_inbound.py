"""What the call flow takes along of a call that a gateway offers."""

import pytest

from calls.driver.inbound import arrival_of
from calls.flow import step
from eventlog.person import NO_PERSON
from telephony.port import ABILITIES, CallOffered
from tests.unit.calls.test_flow import ID, OPEN, SITE


@pytest.mark.parametrize("listed", [True, False])
def test_the_call_keeps_whether_its_source_is_listed(listed: bool) -> None:
    """The call flow asks for it until the call ends."""
    offered = CallOffered(call_id=ID, line="bogota", caller="", gateway="g", source_listed=listed)
    result = step(None, arrival_of(offered, NO_PERSON, "", ABILITIES["fake"]), OPEN, SITE)
    assert result is not None
    assert result.call.source_listed is listed


def test_a_source_of_which_the_gateway_says_nothing_is_not_listed() -> None:
    """An older gateway vouches for no number."""
    assert not CallOffered(call_id=ID, line="bogota", caller="", gateway="g").source_listed
