"""Advisors' browsers as phones of Twilio: the tokens that let them register there, and who has one.

Owns the key ``{campaign}:browser_phone:<user>``, which goes with the token. A token lets a browser take calls and make
none. It must not decide who may have one, and it keeps none.
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
"""`Settings.twilio_phones` where phones are in the browser."""
TOKEN_LIFETIME = timedelta(hours=1)


class BrowserPhones:
    """Makes the tokens. It is the `BrowserPhone` of the API.

    Args:
        redis: Valkey.
        campaign: whose advisors they are.
        account_sid: at Twilio, ``AC…``.
        key: of that account, ``SK…``.
        secret: of that key.
    """

    def __init__(self, redis: Redis, campaign: str, account_sid: str, key: str, secret: str) -> None:
        self._redis = redis
        self._campaign = campaign
        self._signer = (account_sid, key, secret)

    async def begin(self, user: str) -> BrowserPhoneToken:
        """A token that lets a browser take a user's calls for an hour.

        Raises:
            StorageError: Valkey cannot be asked.
        """
        grant = VoiceGrant(incoming_allow=True)
        token = AccessToken(*self._signer, identity=user, ttl=int(TOKEN_LIFETIME.total_seconds()), grants=[grant])
        with translate_errors():
            await self._redis.set(_key(self._campaign, user), b"1", ex=TOKEN_LIFETIME)
        return BrowserPhoneToken(token.to_jwt(), datetime.now(UTC) + TOKEN_LIFETIME)

    async def end(self, user: str) -> None:
        """The user's browser is rung no more; what token it has goes by itself.

        Raises:
            StorageError: Valkey cannot be asked.
        """
        with translate_errors():
            await self._redis.delete(_key(self._campaign, user))


async def browser_phone_of(redis: Redis, campaign: str, user: str) -> str | None:
    """The address at which a user's browser is rung, or None when it is no phone.

    Raises:
        StorageError: Valkey cannot be asked.
    """
    with translate_errors():
        return registered_address(user) if await redis.exists(_key(campaign, user)) else None


def signing_key_of(settings: Settings) -> tuple[str, str, str] | None:
    """The account, its key and that key's secret; None where phones are not in the browser.

    Raises:
        SettingsInvalid: they are, and the key or its secret is missing.
    """
    account, key, secret = settings.twilio_account_sid, settings.twilio_api_key, settings.twilio_api_secret
    if settings.twilio_phones != CLIENT or account is None:
        return None
    if key is None or secret is None or not secret.get_secret_value():  # an empty file is none
        raise SettingsInvalid(
            "Faltan ATENCION_TWILIO_API_KEY y ATENCION_TWILIO_API_SECRET (o ATENCION_TWILIO_API_SECRET_FILE): "
            "sin ellas nadie atiende por el navegador, que es lo que dice ATENCION_TWILIO_PHONES."
        )
    return account, key, secret.get_secret_value()


def browser_phones_of(settings: Settings, redis: Redis, campaign: str) -> BrowserPhones | None:
    """What the settings say: None where phones are not in the browser.

    Raises:
        SettingsInvalid: see `signing_key_of`.
    """
    signer = signing_key_of(settings)
    return None if signer is None else BrowserPhones(redis, campaign, *signer)


def _key(campaign: str, user: str) -> str:
    return f"{{{campaign}}}:browser_phone:{user}"
