"""The version of the site in force, followed by a process without a restart.

The router process asks PostgreSQL for the publication in force and puts its version in the log; every other process
follows the log, and needs PostgreSQL for nothing here. A process makes its parts ready first and then switches; if that
fails, the old version stays and the next round tries again. A call and a ticket keep their version.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from atencion.runtime.context import Context
from call_router.errors import RouterError
from calls.driver.sites import follow_site
from config.errors import ConfigError
from config.site.model import Site
from config.site.practice_campaign import practice_site
from ivr.errors import IvrError
from storage.errors import StorageError
from storage.periodic import run_periodically
from storage.timeouts import wait_for_event
from telephony.port import TelephonyError

log = structlog.get_logger(__name__)

CHECK_INTERVAL_S: Final = 0.25
_RETRYABLE: Final = (RouterError, StorageError, ConfigError, IvrError, TelephonyError, OSError)

Prepare = Callable[[Site], Awaitable[None]]
"""Makes the parts of a process ready for a version, before new calls use it; it may raise, and is then repeated."""


async def nothing_to_prepare(site: Site) -> None:
    """Do nothing: for a process without such parts."""


class SiteFollower:
    """Switches the sites of one process to the version in force.

    Args:
        context: of the process.
        prepare: see `Prepare`.
        on_switch: acts right after the switch.
    """

    def __init__(
        self,
        context: Context,
        prepare: Prepare = nothing_to_prepare,
        on_switch: Callable[[Site], None] = lambda _: None,
    ) -> None:
        self._context, self._prepare, self._on_switch = context, prepare, on_switch

    async def run(self) -> None:
        """Follow the version in force until cancelled."""
        await run_periodically(
            self.refresh,
            interval_s=CHECK_INTERVAL_S,
            retryable_errors=_RETRYABLE,
            catch_all=True,  # a version that one part cannot use must not end calls
            failure_event="site_version_waits",
        )

    async def refresh(self) -> None:
        """Switch if another version is in force.

        Raises:
            RouterError: Valkey is away.
            StorageError: the version cannot be read now, or a part of it.
            IvrError, OSError, TelephonyError: its sounds cannot be made ready.
        """
        sites = self._context.sites
        version = (await self._context.router.head()).site_version
        if not version or version == sites.current.version:
            return
        site = await sites.by_version(version)
        if site.campaign != self._context.campaign:
            return
        await self._prepare(site)
        sites.switch(site)
        self._on_switch(site)
        log.info("site_version_in_force", version=version)


async def import_publications(context: Context) -> None:
    """Put each published version in force in the router, once its moment has come, until cancelled."""
    from atencion.runtime.site.versions import import_in_force

    async def refresh() -> None:
        await import_in_force(context.redis, context.database.engine, context.router, context.campaign)

    await run_periodically(
        refresh,
        interval_s=CHECK_INTERVAL_S,
        retryable_errors=_RETRYABLE,
        catch_all=True,
        failure_event="publication_waits",
    )


async def first_practice(context: Context, stop: asyncio.Event) -> Site | None:
    """Wait for a version of the site that has a practice, and return the practice's site; None if `stop` is set."""
    find = follow_site(context.sites, practice_site)
    while not stop.is_set():
        if (site := find()) is not None:
            return site
        await wait_for_event(stop, CHECK_INTERVAL_S)
    return None
