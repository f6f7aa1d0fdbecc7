"""The site's service of text messages."""

from importlib.metadata import EntryPoint

import pytest

from config.site.model import Site
from config.site.practice_campaign import practice_site
from config.site.tickets import text_messages
from config.site.tickets.text_messages import ENTRY_POINT_GROUP, TextMessages, installed_senders
from tests.support.site_folders import FILES, errors_of, sample_site, site_or_errors, text_message_files


def with_rules(content: str) -> dict[str, bytes]:
    return {**FILES, "text_messages.yaml": content.encode()}


def test_a_site_without_the_file_sends_none() -> None:
    """The sample has no account, so it sends nothing; its practices never do."""
    assert sample_site().text_messages is None
    site = site_or_errors(text_message_files())
    assert isinstance(site, Site)
    practice = practice_site(site)
    assert practice is not None
    assert practice.text_messages is None


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("name: ICETEX\nsender: twilo\n", "no hay ningún servicio de mensajes «twilo»"),
        ("sender: twilio\n", "falta el campo «name»"),
        ("name: Instituto Colombiano de Crédito\n", "20 a lo sumo"),
        ("name: «ICETEX»\n", "use letras, cifras"),
        ("name: ICETEX\ngive_up_minutes: 90\n", "use de 5 a 60"),
    ],
)
def test_a_fault_is_reported(content: str, complaint: str) -> None:
    """The complaint says what to write, in the file."""
    errors = errors_of(with_rules(content))
    assert any(complaint in each and each.startswith("text_messages.yaml:") for each in errors), errors


def test_a_package_adds_a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed entry point is a name that the site may use."""
    mine = EntryPoint("mio", "paquete:build", ENTRY_POINT_GROUP)
    monkeypatch.setattr(text_messages, "entry_points", lambda group: (mine,) if group == mine.group else ())
    installed_senders.cache_clear()
    try:
        site = site_or_errors(with_rules("sender: mio\nname: ICETEX\n"))
        assert isinstance(site, Site)
        assert site.text_messages == TextMessages(sender="mio", name="ICETEX")
    finally:
        installed_senders.cache_clear()
