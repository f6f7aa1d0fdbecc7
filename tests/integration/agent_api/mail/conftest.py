"""An entity that sends mail, over a fresh database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from storage.postgres.engine import make_engine
from tests.support.api.mail_rig import MailRig


@pytest_asyncio.fixture
async def mail_office(postgres_url: str, tmp_path: Path) -> AsyncIterator[MailRig]:
    """Return a campaign without messages."""
    engine = make_engine(postgres_url, connections=10)
    yield MailRig(engine, tmp_path / "files")
    await engine.dispose()
