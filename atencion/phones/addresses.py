"""Where an advisor's phone is, whichever gateways there are.

Owns the order in which places are looked at. What registers a phone is the gateway's, or the browser's.
"""

from redis.asyncio import Redis

from atencion.phones.bindings import PhoneBindings
from atencion.phones.browser import CLIENT, browser_phone_of
from atencion.phones.sample_phones import sample_phone_of
from config.settings import Settings
from telephony.twilio.call.destinations import dial_target


async def phone_of(settings: Settings, redis: Redis, campaign: str, advisor: str) -> str | None:
    """Where an advisor's phone is rung: the one that was registered, else one at Twilio, else the demo's sample.

    A phone at Twilio counts where every gateway can ring it: a browser only where there is no other gateway.

    Raises:
        StorageError: Valkey cannot be asked.
    """
    registered = await PhoneBindings(redis, campaign).phone_of(advisor)
    return (
        registered
        or await _twilio_phone_of(settings, redis, campaign, advisor)
        or await sample_phone_of(redis, campaign, advisor)
    )


async def _twilio_phone_of(settings: Settings, redis: Redis, campaign: str, advisor: str) -> str | None:
    if not settings.has_twilio or not settings.twilio_phones:
        return None
    if settings.twilio_phones != CLIENT:
        return dial_target("", advisor, settings.twilio_phones)
    return await browser_phone_of(redis, campaign, advisor) if settings.gateway == "twilio" else None
