"""An intake that is killed in the middle of its work: a program for a test to run.

Arguments: the database's address, the vault's folder, the intake's folder, and where to die.
"""

import asyncio
import os
import sys
from pathlib import Path

from agent_api.recordings import intake, store
from agent_api.recordings.intake import Intake
from storage.postgres.engine import make_engine
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from tests.support.crash_programs.recorder import die
from tests.support.desks.recording_rig import KEY

PLACES = ("before_encrypting", "while_encrypting", "before_renaming", "before_row", "before_fact", "before_commit",
          "before_removing")  # fmt: skip


async def main(database: str, kept: str, plain: str, where: str) -> None:
    """Take in what lies there, and die."""
    vault = Vault(Path(kept), lambda: MasterKeys([KEY]))
    taking = Intake(make_engine(database), vault, Path(plain), on_disk=True)
    match where:
        case "before_encrypting":
            vault.store = die  # type: ignore[method-assign,assignment]
        case "while_encrypting":
            os.fsync = die
        case "before_renaming":
            Path.rename = die  # type: ignore[method-assign,assignment]
        case "before_row":
            store.be_stored = die  # type: ignore[assignment]
        case "before_fact":
            intake.outbox.put = die  # type: ignore[assignment]
        case "before_commit":
            put = intake.outbox.put

            async def put_and_die(*args: object, **more: object) -> None:
                await put(*args, **more)  # type: ignore[arg-type]
                die()

            intake.outbox.put = put_and_die  # type: ignore[assignment]
        case "before_removing":
            taking._remove = die  # type: ignore[method-assign,assignment]
    await taking.sweep()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
