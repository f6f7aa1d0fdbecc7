"""`atencion site import` in a process of its own, held by a lock at one step of its transaction.

Owns the folder that it publishes, the lock, and how a test learns that the process waits for it. It must not end the
process.
"""

import random
import shutil
import sys
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from atencion.commands.sites import run_import
from config.settings import SAMPLE_SITE, load_settings
from config.site.loader import load_site
from storage.postgres.engine import make_engine, read_connection, unit_of_work
from tests.support.programs import Program
from tests.support.repository import ROOT
from tests.support.servers.worker_servers import owner_url
from tests.support.whole_system.system import wait_until

COMMIT: Final = "commit"
TABLES: Final = ("site_file", "site_version", "site_publication", "outbox")
"""The tables that a publication writes, in its order; each is a step at which it can be held."""
_REASON = "Jornada larga"
_SATURDAY, _LONG_SATURDAY = "saturday: [8:00-13:00]", "saturday: [8:00-14:00]"
_FAREWELL, _SOUND, _SECONDS, _RATE_HZ = "despedida:\n", "adios.wav", 60, 8000
_DEADLINE_S = 60.0
_HOLD_COMMITS = (
    "CREATE FUNCTION hold_commit() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$",
    "CREATE CONSTRAINT TRIGGER hold_commit AFTER INSERT ON site_publication DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION hold_commit()",
)
_IS_HELD = text(
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = 'atencion-site' AND wait_event_type = 'Lock')"
)


class SiteImport:
    """A folder to publish: the sample with another Saturday, and with a sound that needs space on a disk.

    Attributes:
        site: of the folder.
    """

    def __init__(self, folder: Path, database_url: str) -> None:
        site = folder / "site"
        shutil.copytree(SAMPLE_SITE, site)
        _replace(site / "calendars.yaml", _SATURDAY, _LONG_SATURDAY)
        _replace(site / "prompts.yaml", _FAREWELL, f"{_FAREWELL}  file: {_SOUND}\n")
        _write_noise(site / _SOUND)
        self.site = load_site(site)
        self._folder, self._owner_url = folder, owner_url(database_url)
        own = {"data_dir": folder / "data", "site": site, "database_url": database_url, "redis_url": "redis://x:1"}
        self._settings = load_settings(own)
        self._environment = {f"ATENCION_{name.upper()}": str(value) for name, value in own.items()}

    async def start(self) -> Program:
        """Publish the folder in another process."""
        command = [sys.executable, "-m", "atencion", "site", "import", "--reason", _REASON, "--yes"]
        return await Program.start(command, self._folder, "import", {**self._environment, "PYTHONPATH": str(ROOT)})

    async def publish(self) -> str:
        """Publish the folder in this process; return the message for the person at the terminal."""
        return await run_import(self._settings, self._settings.site, _REASON, lambda _: True)

    @asynccontextmanager
    async def held_at(self, step: str) -> AsyncIterator[Program]:
        """Publish the folder in a process that waits at a step while the block lasts.

        Args:
            step: a table that cannot be written, or COMMIT, at which all is written and the client waits.
        """
        engine = make_engine(self._owner_url, connections=2)
        try:
            if step == COMMIT:
                async with unit_of_work(engine) as connection:
                    for statement in _HOLD_COMMITS:
                        await connection.execute(text(statement))
            async with unit_of_work(engine) as connection:
                await _hold(connection, step)
                program = await self.start()
                try:

                    async def is_held() -> bool:
                        assert not program.has_ended, program.log_tail()
                        async with read_connection(engine) as reader:
                            return bool(await reader.scalar(_IS_HELD))

                    await wait_until(is_held, _DEADLINE_S)
                    yield program
                finally:
                    await program.kill()
        finally:
            await engine.dispose()


async def _hold(connection: AsyncConnection, step: str) -> None:
    lock = "SELECT pg_advisory_xact_lock(1)" if step == COMMIT else f"LOCK TABLE {step} IN SHARE MODE"
    await connection.execute(text(lock))


def _write_noise(path: Path) -> None:
    """Write a sound that PostgreSQL cannot compress."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE_HZ)
        sound.writeframes(random.Random(28).randbytes(2 * _RATE_HZ * _SECONDS))


def _replace(path: Path, old: str, new: str) -> None:
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new, 1))
