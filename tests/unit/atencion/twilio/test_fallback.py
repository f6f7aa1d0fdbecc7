"""The TwiML documents that end a call politely while our service is away."""

from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from atencion.twilio.fallback import twiml_of
from tests.support.site_folders import sample_site

SITE = sample_site()
LINE = SITE.lines["bogota"]


@pytest.mark.parametrize(
    ("address", "verb", "called"),
    [
        ("sip:6015550123@operador.example", "Number", "+576015550123"),
        ("sip:+573001234567@operador.example", "Number", "+573001234567"),
        ("sip:guardia@operador.example", "Sip", "sip:guardia@operador.example"),
    ],
)
def test_the_last_resort_is_called_where_it_can_be(address: str, verb: str, called: str) -> None:
    """A number is dialled over the public network, because its trunk may be down; another address over SIP."""
    answer = ElementTree.fromstring(twiml_of(replace(LINE, fallback=address), SITE))
    assert [each.tag for each in answer] == ["Say", "Dial", "Hangup"]
    assert [(each.tag, each.text) for each in answer[1]] == [(verb, called)]


def test_twilio_voice_reads_line_apology_or_plays_entity_recording_of_it() -> None:
    """Twilio's voice reads the line's apology, or plays the entity's recording of it."""
    element = ElementTree.fromstring(twiml_of(LINE, SITE))[0]
    assert (element.text, element.get("language")) == (SITE.prompts["disculpa"].text, "es-MX")
    played = ElementTree.fromstring(twiml_of(LINE, SITE, "https://copia.example/voz/"))[0]
    assert (played.tag, played.text) == ("Play", "https://copia.example/voz/disculpa.wav")


def test_a_document_holds_no_address_of_ours() -> None:
    """The document has no address of ours, because it is used when our service is away."""
    assert "action" not in twiml_of(LINE, SITE)
    assert len(twiml_of(LINE, SITE)) < 4000
