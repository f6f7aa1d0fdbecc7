"""The services of text messages: ours, and those of other packages."""

from collections.abc import Callable
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from agent_api.text_messages import senders
from agent_api.text_messages.senders import load_sender
from config.errors import SettingsInvalid
from config.settings import Settings
from config.site.tickets.text_messages import ENTRY_POINT_GROUP
from telephony.twilio.api.text_sender import TwilioTextSender

ACCOUNT: dict[str, Any] = {
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "secreto",
    "twilio_text_sender": "+573005550100",
}


def settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


def test_ours_is_built_from_the_settings_of_twilio() -> None:
    """The account and the token are those of the gateway; such an account alone serves no line."""
    configured = settings(**ACCOUNT)
    assert isinstance(load_sender("twilio", configured), TwilioTextSender)
    assert not configured.has_twilio
    assert settings(**ACCOUNT, twilio_number="+576015550100").has_twilio


@pytest.mark.parametrize("name", ACCOUNT)
def test_a_missing_setting_is_named(name: str) -> None:
    """The text names the variable to set."""
    with pytest.raises(SettingsInvalid, match=f"ATENCION_{name.upper()}"):
        load_sender("twilio", settings(**{key: value for key, value in ACCOUNT.items() if key != name}))


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[[EntryPoint], None]:
    """Return a function that installs one entry point."""

    def install_point(point: EntryPoint) -> None:
        found = lambda group, name: (point,) if (group, name) == (ENTRY_POINT_GROUP, point.name) else ()  # noqa: E731
        monkeypatch.setattr(senders, "entry_points", found)

    return install_point


def test_a_package_adds_its_own(install: Callable[[EntryPoint], None]) -> None:
    """An entry point gets the settings and returns a service."""
    install(EntryPoint("propio", "telephony.twilio.api.text_sender:build", ENTRY_POINT_GROUP))
    assert isinstance(load_sender("propio", settings(**ACCOUNT)), TwilioTextSender)
    with pytest.raises(SettingsInvalid, match="«otro»"):
        load_sender("otro", settings(**ACCOUNT))


def test_a_package_that_cannot_be_loaded_is_named(install: Callable[[EntryPoint], None]) -> None:
    """A broken package is a missing configuration, not an end of the worker."""
    install(EntryPoint("roto", "paquete.que_falta:build", ENTRY_POINT_GROUP))
    with pytest.raises(SettingsInvalid, match="«roto»"):
        load_sender("roto", settings())
