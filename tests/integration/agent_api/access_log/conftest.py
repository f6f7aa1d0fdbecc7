"""The desk of these tests."""

import pytest

from tests.support.api.api_rig import ApiRig
from tests.support.desks.access_desk import AccessDesk


@pytest.fixture
def desk(rig: ApiRig) -> AccessDesk:
    """A desk with the access log, whose site has rules of accounts."""
    made = AccessDesk(rig)
    made.apply_rules()
    return made
