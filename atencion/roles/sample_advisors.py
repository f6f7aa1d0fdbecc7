"""The sample advisors of the demo: phones that answer by themselves, kept available.

They are what people see of advisors until somebody signs in; nothing else may depend on them.
"""

import asyncio
from contextlib import AsyncExitStack, suppress

import structlog

from atencion.house import House
from call_router.acts import AdvisorPhone, RouterAway
from ivr.sounds import prepare
from telephony.pyvoip.phone import SampleAdvisor

log = structlog.get_logger(__name__)

_GLANCE_S = 2.0


async def run(house: House, stop: asyncio.Event) -> None:
    """Answer calls until told to stop; then be off duty.

    Raises:
        TelephonyError: a phone's port cannot be had.
    """
    site = house.sites.current
    sounds = await asyncio.to_thread(prepare, site, house.settings.site, house.sounds_folder)
    async with AsyncExitStack() as stack:
        phones = []
        for advisor in site.sample_advisors:
            phone = SampleAdvisor(
                str(house.settings.bind),
                sound=sounds.ulaw(f"advisor.{advisor.id}"),
                answer_after_s=1.0,
                user=advisor.id,
            )
            await phone.start()
            stack.push_async_callback(phone.stop)
            phones.append(AdvisorPhone(id=advisor.id, address=phone.uri, queues=advisor.queues))
        log.info("sample_advisors_up", phones=len(phones))
        await _stay_available(house, phones, stop)


async def _stay_available(house: House, phones: list[AdvisorPhone], stop: asyncio.Event) -> None:
    while not stop.is_set():
        with suppress(RouterAway):
            for phone in phones:
                await _be_available(house, phone)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _GLANCE_S)
    with suppress(RouterAway):
        for phone in phones:
            await house.router.leave(phone.id)


async def _be_available(house: House, phone: AdvisorPhone) -> None:
    """Come on duty, and back from the pause that a missed call brings; a wrap-up is left to end by itself."""
    if await house.router.state_of(phone.id) in ("offline", "paused"):
        await house.router.ready(phone)
