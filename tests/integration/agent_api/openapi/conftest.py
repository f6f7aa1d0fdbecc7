"""The served API."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from agent_api.access.credentials import passwords
from tests.integration.agent_api.conftest import Office
from tests.support.api.served_api import Served, served


@pytest_asyncio.fixture
async def api(office: Office, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """The office's API on loopback, whose passwords cost little: what they cost is no question here."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", cheap)
    monkeypatch.setattr(passwords, "NOBODYS", cheap.hash("nobody's"))
    async with served(office) as it:
        yield it
