"""Advisors' browsers as Twilio phones: the tokens with which they register, and a record of each token.

Owns the key ``{campaign}:browser_phone:<user>``, which expires with the token. A token lets a browser receive calls,
not place them. It must not decide who may have one, and it stores no token.
"""

from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from agent_api.kit.ports.browser_phone import BrowserPhoneToken
from config.errors import SettingsInvalid
from config.settings import Settings
from storage.valkey import translate_errors
from telephony.port.commands import registered_address

CLIENT = "client"
"""Value of `Settings.twilio_phones` for phones in the browser."""
TOKEN_LIFETIME = timedelta(hours=1)


class BrowserPhones:
    """Issues the tokens, as the `BrowserPhone` of the API.

    Args:
        redis: Valkey.
        campaign: the advisors' campaign.
        account_sid: at Twilio, ``AC…``.
        key: of that account, ``SK…``.
        secret: of that key.
    """

    def __init__(self, redis: Redis, campaign: str, account_sid: str, key: str, secret: str) -> None:
        self._redis = redis
        self._campaign = campaign
        self._signer = (account_sid, key, secret)

    async def begin(self, user: str) -> BrowserPhoneToken:
        """Issue a token with which a browser receives a user's calls for an hour.

        Raises:
            StorageError: Valkey is away.
        """
        grant = VoiceGrant(incoming_allow=True)
        token = AccessToken(*self._signer, identity=user, ttl=int(TOKEN_LIFETIME.total_seconds()), grants=[grant])
        with translate_errors():
            await self._redis.set(_key(self._campaign, user), b"1", ex=TOKEN_LIFETIME)
        return BrowserPhoneToken(token.to_jwt(), datetime.now(UTC) + TOKEN_LIFETIME)

    async def end(self, *users: str) -> None:
        """Stop ringing the browser of each user; its token expires later.

        Raises:
            StorageError: Valkey is away.
        """
        with translate_errors():
            await self._redis.delete(*(_key(self._campaign, each) for each in users))


async def browser_phone_of(redis: Redis, campaign: str, user: str) -> str | None:
    """Return the address at which a user's browser rings, or None if it is not a phone.

    Raises:
        StorageError: Valkey is away.
    """
    with translate_errors():
        return registered_address(user) if await redis.exists(_key(campaign, user)) else None


def signing_key_of(settings: Settings) -> tuple[str, str, str] | None:
    """Return the account, its key and that key's secret; None if phones are not in the browser.

    Raises:
        SettingsInvalid: phones are in the browser, and the key or its secret is missing.
    """
    account, key, secret = settings.twilio_account_sid, settings.twilio_api_key, settings.twilio_api_secret
    if settings.twilio_phones != CLIENT or account is None:
        return None
    if key is None or secret is None or not secret.get_secret_value():  # from an empty file
        raise SettingsInvalid(
            "Faltan ATENCION_TWILIO_API_KEY y ATENCION_TWILIO_API_SECRET (o ATENCION_TWILIO_API_SECRET_FILE): "
            "sin ellas nadie atiende por el navegador, que es lo que dice ATENCION_TWILIO_PHONES."
        )
    return account, key, secret.get_secret_value()


def browser_phones_of(settings: Settings, redis: Redis, campaign: str) -> BrowserPhones | None:
    """Return the browser phones of the settings; None if phones are not in the browser.

    Raises:
        SettingsInvalid: see `signing_key_of`.
    """
    signer = signing_key_of(settings)
    return None if signer is None else BrowserPhones(redis, campaign, *signer)


def _key(campaign: str, user: str) -> str:
    return f"{{{campaign}}}:browser_phone:{user}"
