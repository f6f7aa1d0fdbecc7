"""An account at Twilio for each test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.support.twilio.scripted_account import ScriptedAccount, scripted_account


@pytest.fixture
def twilio_account() -> Iterator[ScriptedAccount]:
    """Create an account that answers at an address of its own."""
    with scripted_account() as made:
        yield made
