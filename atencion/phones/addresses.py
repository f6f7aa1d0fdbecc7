"""The address of an advisor's phone, for any gateway.

Owns the order of the lookups. The gateway, or the browser, registers a phone.
"""

from redis.asyncio import Redis

from atencion.phones.bindings import PhoneBindings
from atencion.phones.browser import CLIENT, browser_phone_of
from atencion.phones.sample_phones import sample_phone_of
from config.settings import Settings
from telephony.twilio.call.destinations import dial_target


async def phone_of(settings: Settings, redis: Redis, campaign: str, advisor: str) -> str | None:
    """Return the address of an advisor's phone: a registered one, else one at Twilio, else the demo's sample.

    A phone at Twilio counts if every gateway can ring it: a browser only if there is no other gateway.

    Raises:
        StorageError: Valkey is away.
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
