"""The worker process: the work that nobody waits for on the phone.

It sends mail, examines files, counts indicators, makes reports, signs anchors, seals months, deletes recordings when
their time is over, removes files that no row has, and watches the other systems. Any number of workers may run on any
nodes: each job finds out for itself what is due, and does it once. A job that fails begins again and ends no other.
"""

import asyncio
from functools import partial

from agent_api.indicators.refresher import Refresher
from agent_api.recordings.retention import CombinedHolds, Retention
from agent_api.system.worker_signs import give_signs
from agent_api.tickets.attachments.orphans import OrphanSweeper
from agent_api.tickets.retention_hold import OpenTicketHold
from agent_api.voice_messages.retention_hold import VoiceMessageHold
from atencion.runtime.context import Context
from atencion.runtime.tasks import TaskFunction, restart_on_failure, run_until, utc_now
from atencion.worker.antivirus import antivirus_jobs
from atencion.worker.mail import mail_jobs
from atencion.worker.oversight import oversight_jobs
from atencion.worker.probes import watch_systems
from atencion.worker.reports import report_jobs


async def run(house: Context, stop: asyncio.Event) -> None:
    """Do every job until `stop` is set."""
    await run_until(stop, {name: restart_on_failure(job) for name, job in jobs(house).items()})


def jobs(house: Context) -> dict[str, TaskFunction]:
    """Return every job by name; each runs until it is cancelled."""
    return {
        "signs of life": partial(give_signs, house.redis, house.campaign, utc_now),
        "retention": _retention(house).tend,
        "sweep": _sweep(house).tend,
        "indicators": _counter(house).tend,
        "watch": partial(watch_systems, house),
        **antivirus_jobs(house),
        **mail_jobs(house),
        **oversight_jobs(house),
        **report_jobs(house),
    }


def _retention(house: Context) -> Retention:
    """Return the rule of the site in force; a recording is kept while an open ticket or a message needs it."""
    return Retention(
        house.database.engine,
        house.vault,
        house.campaign,
        rules=lambda: house.sites.current.recordings,
        holds=CombinedHolds(OpenTicketHold(), VoiceMessageHold()),
        now=utc_now,
    )


def _counter(house: Context) -> Refresher:
    """Return the counter of indicators, by the definitions of the site in force."""
    return Refresher(house.database.engine, house.campaign, lambda: house.sites.current.indicators)


def _sweep(house: Context) -> OrphanSweeper:
    """Return the removal of files whose process died before it wrote their row."""
    return OrphanSweeper(house.database.engine, house.attachments, house.campaign, now=utc_now)
