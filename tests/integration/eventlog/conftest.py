"""A migrated database and a recorder that can be run for a while."""

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.postgres.engine import make_engine


@pytest_asyncio.fixture
async def engine(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine of a fresh database with this release's schema."""
    made = make_engine(postgres_url)
    yield made
    await made.dispose()
