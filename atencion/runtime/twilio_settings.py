"""The settings that lines at Twilio need, all or none.

Owns their list and the message that names the missing ones. It does not ask Twilio about the account.
"""

from typing import NamedTuple

from config.errors import SettingsInvalid
from config.settings import Settings


class TwilioAccount(NamedTuple):
    """The settings of lines at Twilio.

    Attributes:
        url: our public address.
        number: the caller id of our outgoing calls.
    """

    sid: str
    token: str
    url: str
    number: str


def twilio_account(settings: Settings) -> TwilioAccount:
    """Return the account at Twilio, from settings that have one.

    Raises:
        SettingsInvalid: a setting is missing.
    """
    needed = {
        "ATENCION_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "ATENCION_TWILIO_AUTH_TOKEN": settings.twilio_auth_token and settings.twilio_auth_token.get_secret_value(),
        "ATENCION_TWILIO_URL": settings.twilio_url,
        "ATENCION_TWILIO_NUMBER": settings.twilio_number,
    }
    if settings.gateway == "twilio":  # no other gateway registers phones
        needed["ATENCION_TWILIO_PHONES"] = settings.twilio_phones
    if missing := [name for name, value in needed.items() if not value]:
        *first, last = missing
        names = f"n {', '.join(first)} y {last}" if first else f" {last}"
        raise SettingsInvalid(f"Para atender por Twilio falta{names}.")
    sid, token, url, number, *_ = (str(value) for value in needed.values())
    return TwilioAccount(sid, token, url, number)
