"""A program for tests: an erasure that is killed in the middle of its work.

Arguments: the database's address, the folders of files and of recordings, the customer, the request, and the point of
death.
"""

from pathlib import Path

import msgspec

from agent_api.erasure import service
from agent_api.erasure.removal import Removal
from agent_api.erasure.service import ErasureContext, ErasureOrder, ErasureTarget, erase
from config.settings import SAMPLE_SITE
from config.site.loader import load_site
from config.site.retention import RetentionDuty, RetentionRules
from eventlog import outbox
from storage.postgres.engine import make_engine
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import Vault
from tests.support.crash_programs.recorder import kill_self
from tests.support.facts.call_logs import MASTER_KEY, SEALER
from tests.support.router.campaign_rig import CAMPAIGN, CampaignRig

CRASH_POINTS = ("before_writing", "half_way", "before_fact", "before_commit", "before_files")
DAY_MS = 86_400_000


async def main(*words: str) -> None:
    """Erase a customer's data and die."""
    database, files, recordings, customer, request, where = words
    rules = RetentionRules(petitions=RetentionDuty(years=1, basis="TRD, serie peticiones"))
    context = ErasureContext(
        engine=make_engine(database),
        cipher=SEALER,
        site=msgspec.structs.replace(load_site(SAMPLE_SITE), campaign=CAMPAIGN, retention=rules),
        attachment_vault=Vault(Path(files), lambda: MasterKeys([MASTER_KEY])),
        recording_vault=Vault(Path(recordings), lambda: MasterKeys([MASTER_KEY])),
    )
    _arm_crash(where)
    order = ErasureOrder(
        request=request,
        act="Resolución 123 de 2028",
        reason="Procede",
        credit=None,
        actor="user:jefa",
        decided_by="jefa",
    )
    await erase(context, ErasureTarget(customer_id=customer), order, CampaignRig(None).moment(731 * DAY_MS))  # type: ignore[arg-type]


def _arm_crash(where: str) -> None:
    match where:
        case "before_writing":
            Removal.erase = kill_self  # type: ignore[method-assign,assignment]
        case "half_way":
            Removal._mails = kill_self  # type: ignore[method-assign,assignment]
        case "before_fact":
            outbox.put = kill_self  # type: ignore[assignment]
        case "before_commit":
            put_fact = outbox.put

            async def put_and_die(*args: object, **more: object) -> None:
                await put_fact(*args, **more)  # type: ignore[arg-type]
                kill_self()

            outbox.put = put_and_die  # type: ignore[assignment]
        case "before_files":
            service._remove_files = kill_self  # type: ignore[assignment]
