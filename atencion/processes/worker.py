"""The worker process: the work for which no caller waits.

It sends mail and text messages, scans files, counts indicators, computes reports, signs anchors, seals months, draws
samples, deletes expired recordings, ends practices, removes files without a row, carries out exits of staff, disables
unused accounts, and monitors the external systems. Any number of workers may run on any nodes: each job finds its due
work and does it once. A failed job restarts and does not affect the others.
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
from atencion.runtime.site.follower import SiteFollower
from atencion.runtime.tasks import TaskFunction, restart_on_failure, run_until, utc_now
from atencion.worker.access_reviews import access_review_jobs
from atencion.worker.accounts import account_jobs
from atencion.worker.announcements import announcement_jobs
from atencion.worker.antivirus import antivirus_jobs
from atencion.worker.contingency import contingency_jobs
from atencion.worker.large_clients import large_client_jobs
from atencion.worker.mail import mail_jobs
from atencion.worker.oversight import oversight_jobs
from atencion.worker.practice import practice_jobs
from atencion.worker.quality import quality_jobs
from atencion.worker.reports import report_jobs
from atencion.worker.roster import roster_jobs
from atencion.worker.search_index import search_index_jobs
from atencion.worker.staff import staff_jobs
from atencion.worker.text_messages import text_message_jobs
from atencion.worker.watch.probes import watch_systems


async def run(context: Context, stop: asyncio.Event) -> None:
    """Run every job until `stop` is set."""
    await run_until(stop, {name: restart_on_failure(job) for name, job in jobs(context).items()})


def jobs(context: Context) -> dict[str, TaskFunction]:
    """Return every job by name; each runs until it is cancelled."""
    return {
        "site": SiteFollower(context).run,
        "signs of life": partial(give_signs, context.redis, context.campaign, utc_now),
        "retention": _retention(context).run,
        **practice_jobs(context),
        "sweep": _sweep(context).run,
        "indicators": _counter(context).run,
        "watch": partial(watch_systems, context),
        **account_jobs(context),
        **announcement_jobs(context),
        **antivirus_jobs(context),
        **contingency_jobs(context),
        **large_client_jobs(context),
        **mail_jobs(context),
        **oversight_jobs(context),
        **quality_jobs(context),
        **access_review_jobs(context),
        **report_jobs(context),
        **roster_jobs(context),
        **search_index_jobs(context),
        **staff_jobs(context),
        **text_message_jobs(context),
    }


def _retention(context: Context) -> Retention:
    """Return the retention job; a recording is kept while an open ticket or a message needs it."""
    return Retention(
        context.database.engine,
        context.vault,
        context.campaign,
        rules=lambda: context.sites.current.recordings,
        holds=CombinedHolds(OpenTicketHold(), VoiceMessageHold()),
        now=utc_now,
    )


def _counter(context: Context) -> Refresher:
    """Return the job that counts indicators, by the definitions of the current site."""
    return Refresher(context.database.engine, context.campaign, lambda: context.sites.current.indicators)


def _sweep(context: Context) -> OrphanSweeper:
    """Return the job that removes files whose process died before it wrote their row."""
    return OrphanSweeper(context.database.engine, context.attachments, context.campaign, now=utc_now)
