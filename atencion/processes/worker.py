"""The worker process: the work that nobody waits for on the phone.

It sends mail, examines files, counts indicators, makes reports, signs anchors, seals months, deletes recordings when
their time is over, removes files that no row has, and watches the other systems. Any number of workers may run on any
nodes: each job finds out for itself what is due, and does it once. A job that fails begins again and ends no other.
"""

import asyncio
from functools import partial

from agent_api.indicators.refresher import Counter
from agent_api.recordings.retention import AnyOf, Retention
from agent_api.system.worker_signs import give_signs
from agent_api.tickets.attachments.orphans import Sweep
from agent_api.tickets.retention_hold import OpenTickets
from agent_api.voice_messages.retention_hold import WaitingMessages
from atencion.runtime.context import House
from atencion.runtime.tasks import Tend, kept_up, run_until, utc_now
from atencion.worker.antivirus import examination_tasks
from atencion.worker.mail import mail_tasks
from atencion.worker.oversight import oversight_tasks
from atencion.worker.probes import watch
from atencion.worker.reports import report_tasks


async def run(house: House, stop: asyncio.Event) -> None:
    """Do every job until `stop` is set."""
    await run_until(stop, {name: kept_up(job) for name, job in jobs(house).items()})


def jobs(house: House) -> dict[str, Tend]:
    """Return every job by name; each runs until it is cancelled."""
    return {
        "signs of life": partial(give_signs, house.redis, house.campaign, utc_now),
        "retention": _retention(house).tend,
        "sweep": _sweep(house).tend,
        "indicators": _counter(house).tend,
        "watch": partial(watch, house),
        **examination_tasks(house),
        **mail_tasks(house),
        **oversight_tasks(house),
        **report_tasks(house),
    }


def _retention(house: House) -> Retention:
    """Return the rule of the site in force; a recording is kept while an open ticket or a message needs it."""
    return Retention(
        house.database.engine,
        house.vault,
        house.campaign,
        rules=lambda: house.sites.current.recordings,
        holds=AnyOf(OpenTickets(), WaitingMessages()),
        now=utc_now,
    )


def _counter(house: House) -> Counter:
    """Return the counter of indicators, by the definitions of the site in force."""
    return Counter(house.database.engine, house.campaign, lambda: house.sites.current.indicators)


def _sweep(house: House) -> Sweep:
    """Return the removal of files whose process died before it wrote their row."""
    return Sweep(house.database.engine, house.attachments, house.campaign, now=utc_now)
