"""The served API."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from agent_api.access.credentials import passwords
from tests.support.api.api_rig import ApiRig
from tests.support.api.served_api import ServedApi, served_api


@pytest_asyncio.fixture
async def api(rig: ApiRig, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ServedApi]:
    """Serve the API on loopback, with cheap password hashes, whose cost does not matter here."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", cheap)
    monkeypatch.setattr(passwords, "DUMMY_HASH", cheap.hash("nobody's"))
    async with served_api(rig) as it:
        yield it
