"""A program for tests: an intake that is killed in the middle of its work.

Arguments: the database's address, the vault's folder, the intake's folder, and the point of death.
"""

import os
from pathlib import Path

from agent_api.recordings import intake, store
from agent_api.recordings.intake import Intake
from storage.postgres.engine import make_engine
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from tests.support.crash_programs.recorder import kill_self
from tests.support.facts.call_logs import MASTER_KEY

CRASH_POINTS = (
    "before_encrypting", "while_encrypting", "before_renaming", "before_row", "before_fact", "before_commit",
    "before_removing",
)  # fmt: skip


async def main(database: str, vault_folder: str, plain: str, where: str) -> None:
    """Take in the files of the folder and die."""
    vault = Vault(Path(vault_folder), lambda: MasterKeys([MASTER_KEY]))
    taking = Intake(make_engine(database), vault, Path(plain), on_disk=True)
    match where:
        case "before_encrypting":
            vault.store = kill_self  # type: ignore[method-assign,assignment]
        case "while_encrypting":
            os.fsync = kill_self
        case "before_renaming":
            Path.rename = kill_self  # type: ignore[method-assign,assignment]
        case "before_row":
            store.mark_stored = kill_self  # type: ignore[assignment]
        case "before_fact":
            intake.outbox.put = kill_self  # type: ignore[assignment]
        case "before_commit":
            put_fact = intake.outbox.put

            async def put_and_die(*args: object, **more: object) -> None:
                await put_fact(*args, **more)  # type: ignore[arg-type]
                kill_self()

            intake.outbox.put = put_and_die  # type: ignore[assignment]
        case "before_removing":
            taking._remove = kill_self  # type: ignore[method-assign,assignment]
    await taking.sweep()
