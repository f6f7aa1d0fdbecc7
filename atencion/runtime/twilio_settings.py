"""The settings that lines at Twilio need, together or not at all.

Owns which these are and the sentence that names the missing ones. Whether Twilio knows the account is asked elsewhere.
"""

from typing import NamedTuple

from config.errors import SettingsInvalid
from config.settings import Settings


class TwilioAccount(NamedTuple):
    """What lines at Twilio need.

    Attributes:
        sid: of the account.
        token: of it.
        url: our public address.
        number: shown to whom we call.
    """

    sid: str
    token: str
    url: str
    number: str


def twilio_account(settings: Settings) -> TwilioAccount:
    """Return the account at Twilio, of settings that have one.

    Raises:
        SettingsInvalid: something is missing.
    """
    needed = {
        "ATENCION_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "ATENCION_TWILIO_AUTH_TOKEN": settings.twilio_auth_token and settings.twilio_auth_token.get_secret_value(),
        "ATENCION_TWILIO_URL": settings.twilio_url,
        "ATENCION_TWILIO_NUMBER": settings.twilio_number,
    }
    if settings.gateway == "twilio":  # then no other gateway knows where a phone is
        needed["ATENCION_TWILIO_PHONES"] = settings.twilio_phones
    if missing := [name for name, value in needed.items() if not value]:
        *first, last = missing
        names = f"n {', '.join(first)} y {last}" if first else f" {last}"
        raise SettingsInvalid(f"Para atender por Twilio falta{names}.")
    sid, token, url, number, *_ = (str(value) for value in needed.values())
    return TwilioAccount(sid, token, url, number)
