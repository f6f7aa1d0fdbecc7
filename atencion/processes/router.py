"""The router process: it runs the timers, watches Valkey's memory, and ends the calls of dead gateways.

Any number of them may run; all are equal.
"""

import asyncio
import uuid

from atencion.runtime.context import Context
from atencion.runtime.site.follower import SiteFollower, first_practice, import_publications
from call_router.errors import OfferGone, VersionConflict
from call_router.memory_guard import watch_memory
from call_router.routing import AnswerOffer
from call_router.service import CallRouter
from call_router.signals import OfferLapsed
from call_router.timers import run_timers
from calls import flow
from calls.call import GatewayGone, decode
from calls.driver.sites import DerivedSites, Sites
from config.site.practice_campaign import practice_site
from telephony.port import Signal


async def run(context: Context, stop: asyncio.Event) -> None:
    """Run the timers until `stop` is set."""

    async def end_orphan(call_id: str, gateway: str) -> None:
        await end_lost_call(context.router, context.sites, call_id)

    following = [
        asyncio.create_task(import_publications(context), name="publications"),
        asyncio.create_task(SiteFollower(context).run(), name="site"),
    ]
    try:
        await asyncio.gather(
            run_timers(context.router, stop, end_orphan),
            watch_memory(context.router, stop),
            _run_practice(context, stop),
        )
    finally:
        for each in following:
            each.cancel()
        await asyncio.gather(*following, return_exceptions=True)


async def _run_practice(context: Context, stop: asyncio.Event) -> None:
    """Do the same work for the practice campaign, from the first version of the site that has one."""
    site = await first_practice(context, stop)
    if site is None:
        return
    router, sites = CallRouter(context.redis, site.campaign), DerivedSites(context.sites, practice_site, site)

    async def end_orphan(call_id: str, gateway: str) -> None:
        await end_lost_call(router, sites, call_id)

    await asyncio.gather(run_timers(router, stop, end_orphan), watch_memory(router, stop))


async def end_lost_call(router: CallRouter, sites: Sites, call_id: str) -> None:
    """End a call whose gateway is dead: one outcome, and its advisor free again.

    Raises:
        RouterError: Valkey is away; try again.
    """
    signal: Signal
    signal = end_signal = GatewayGone(call_id=call_id)
    while True:
        loaded = await router.load(call_id)
        call = decode(loaded.state)
        site = await sites.by_version(call.site_version if call else "")
        transition = flow.step(call, signal, loaded.now, site)
        if transition is None and signal is end_signal:
            return
        if transition is None:  # the call no longer has the offer
            signal = end_signal
            continue
        try:
            await router.commit(transition.to_act(by_gateway=False), uuid.uuid4().hex)
        except VersionConflict:
            continue
        except OfferGone:
            signal = OfferLapsed(call_id=call_id, offer=transition.offer)
            continue
        if signal is end_signal and not isinstance(transition.routing, AnswerOffer):
            return
        signal = end_signal
