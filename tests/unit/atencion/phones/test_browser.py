"""The settings of browser phones."""

import pytest

from atencion.phones.browser import signing_key_of
from config.errors import SettingsInvalid
from config.settings import Settings

ACCOUNT = {"twilio_account_sid": "AC" + "0" * 32}
KEY = {"twilio_api_key": "SK" + "0" * 32, "twilio_api_secret": "secreto"}


def test_browser_phone_needs_twilio_account() -> None:
    """Without a Twilio account, or with SIP phones, no browser is a phone and no key is needed."""
    assert signing_key_of(Settings()) is None
    assert signing_key_of(Settings(**ACCOUNT, twilio_phones="sip:{user}@voz.example")) is None
    assert signing_key_of(Settings(**KEY, twilio_phones="client")) is None


def test_phones_in_the_browser_need_key_and_secret() -> None:
    """With key and secret a token can be signed; the startup check names a missing one."""
    assert signing_key_of(Settings(**ACCOUNT, **KEY, twilio_phones="client")) == (
        "AC" + "0" * 32,
        "SK" + "0" * 32,
        "secreto",
    )
    for missing in KEY:
        incomplete_key = {name: value for name, value in KEY.items() if name != missing}
        with pytest.raises(SettingsInvalid, match="ATENCION_TWILIO_API_SECRET"):
            signing_key_of(Settings(**ACCOUNT, **incomplete_key, twilio_phones="client"))
