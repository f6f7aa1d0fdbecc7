"""An erasure that is killed in the middle of its work: a program for a test to run.

Arguments: the database's address, the folders of files and of recordings, the customer, the request, and where to die.
"""

import asyncio
import sys
from pathlib import Path

import msgspec

from agent_api.erasure import service
from agent_api.erasure.removal import Removal
from agent_api.erasure.service import Context, Order, Target, erase
from config.settings import SAMPLE_SITE
from config.site.loader import load_site
from config.site.retention import Duty, Retention
from storage.postgres.engine import make_engine
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from tests.support.crash_programs.recorder import die
from tests.support.desks.recording_rig import KEY
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN, World

PLACES = ("before_writing", "half_way", "before_fact", "before_commit", "before_files")
DAY_MS = 86_400_000


async def main(*words: str) -> None:
    """Erase, and die."""
    database, files, recordings, customer, request, where = words
    rules = Retention(petitions=Duty(years=1, basis="TRD, serie peticiones"))
    context = Context(
        engine=make_engine(database),
        sealer=SEALER,
        site=msgspec.structs.replace(load_site(SAMPLE_SITE), campaign=CAMPAIGN, retention=rules),
        attachments=Vault(Path(files), lambda: MasterKeys([KEY])),
        recordings=Vault(Path(recordings), lambda: MasterKeys([KEY])),
    )
    _arrange_death(where)
    order = Order(
        request=request,
        act="Resolución 123 de 2028",
        reason="Procede",
        credit=None,
        actor="user:jefa",
        decided_by="jefa",
    )
    await erase(context, Target(customer_id=customer), order, World(None).moment(731 * DAY_MS))  # type: ignore[arg-type]


def _arrange_death(where: str) -> None:
    match where:
        case "before_writing":
            Removal.erase = die  # type: ignore[method-assign,assignment]
        case "half_way":
            Removal._mails = die  # type: ignore[method-assign,assignment]
        case "before_fact":
            service.outbox.put = die  # type: ignore[assignment]
        case "before_commit":
            put = service.outbox.put

            async def put_and_die(*args: object, **more: object) -> None:
                await put(*args, **more)  # type: ignore[arg-type]
                die()

            service.outbox.put = put_and_die  # type: ignore[assignment]
        case "before_files":
            service._remove_files = die  # type: ignore[assignment]


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
