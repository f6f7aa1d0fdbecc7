"""The TwiML of each action for a leg."""

from xml.etree import ElementTree as ET

import pytest

from telephony import port
from telephony.port import CALLER
from telephony.twilio.call import twiml
from telephony.twilio.call.destinations import dial_noun, dial_target
from telephony.twilio.call.held_call import HeldCall
from telephony.twilio.call.legs import END, SILENCE, Leg, LegAction
from telephony.twilio.call.twiml import TwimlBuilder, WebhookUrls

AT = WebhookUrls(base_url="https://voz.example")
NEXT = "https://voz.example/twilio/voice/calls/CA1/caller/8#rc=2&rp=all"


def call() -> HeldCall:
    """Return a caller and an advisor whose phone rings."""
    return HeldCall(
        id="CA1",
        legs={
            CALLER: Leg(name=CALLER, to="3001234567", state="up", sid="CA1"),
            "advisor-1": Leg(name="advisor-1", to="sip:asesor1@phones.example", state="up", sid="CB1", timeout_s=25),
        },
    )


def document_text(deed: LegAction, shows: str = "") -> ET.Element:
    """Return the document of an action for the caller."""
    held_call = call()
    return ET.fromstring(TwimlBuilder(urls=AT, caller_id=shows).build(held_call, held_call.legs[CALLER], 8, deed))


def test_another_content_of_a_sound_has_another_address() -> None:
    """Twilio keeps what it fetched, so the address names the content."""
    urls = WebhookUrls(base_url="https://voz.example", sound_version={"saludo": "0a1b"}.__getitem__)
    assert urls.sound("saludo") == "https://voz.example/twilio/voice/sounds/saludo.wav?v=0a1b"


def test_sounds_play_in_order_then_twilio_asks_our_next_address() -> None:
    """The sounds play in order, then Twilio asks our next address."""
    played = document_text(LegAction(kind="play", sounds=("saludo", "otra:aviso grande")))
    assert [(each.tag, each.text) for each in played] == [
        ("Play", "https://voz.example/twilio/voice/sounds/saludo.wav"),
        ("Play", "https://voz.example/twilio/voice/sounds/otra%3Aaviso%20grande.wav"),
        ("Redirect", NEXT),
    ]


def test_keys_are_gathered_while_sounds_are_heard() -> None:
    """A timeout is reported too, and counted in whole seconds."""
    gather = document_text(LegAction(kind="gather", sounds=("menu",), max_digits=1, timeout_s=4.2, terminator=""))[0]
    assert gather.attrib == {
        "input": "dtmf",
        "action": NEXT,
        "method": "POST",
        "numDigits": "1",
        "timeout": "5",
        "finishOnKey": "",
        "actionOnEmptyResult": "true",
    }
    assert [each.tag for each in gather] == ["Play"]


def test_the_waiting_leg_dials_the_advisor() -> None:
    """The Dial has the address for the answered phone and the status callback."""
    dial = document_text(LegAction(kind="dial", other_leg="advisor-1"), shows="+576015550100")[0]
    assert dial.attrib == {"action": NEXT, "method": "POST", "timeout": "25", "callerId": "+576015550100"}
    phone = dial[0]
    assert (phone.tag, phone.text) == ("Sip", "sip:asesor1@phones.example")
    assert phone.attrib["url"] == "https://voz.example/twilio/voice/calls/CA1/advisor-1/0#rc=2&rp=all"
    assert phone.attrib["statusCallback"] == "https://voz.example/twilio/voice/calls/CA1/advisor-1/status#rc=2&rp=all"


def test_coach_is_named_by_twilio_call_id() -> None:
    """The coach is named by Twilio's call id; entries have no beep, and leaving does not end the talk."""
    room = document_text(LegAction(kind="talk", talk=2, coach="advisor-1"))[0][0]
    assert (room.tag, room.text, room.attrib["coach"]) == ("Conference", "CA1.2", "CB1")
    assert (room.attrib["beep"], room.attrib["endConferenceOnExit"]) == ("false", "false")


def test_a_rescue_says_the_apology_and_dials_the_last_resort() -> None:
    """The document plays the apology, dials the fallback and hangs up."""
    rescue = document_text(LegAction(kind="rescue", sounds=("disculpa",), other_leg="+576010000000"))
    assert [each.tag for each in rescue] == ["Play", "Dial", "Hangup"]
    assert rescue[1][0].text == "+576010000000"


@pytest.mark.parametrize(("status", "reason"), [(486, "busy"), (503, "busy"), (404, "rejected"), (480, "rejected")])
def test_a_refusal_is_one_of_two(status: int, reason: str) -> None:
    """Twilio offers two reasons to reject, and no more."""
    assert document_text(LegAction(kind="reject", status=status))[0].attrib == {"reason": reason}


def test_nothing_to_do_is_silence_that_asks_again() -> None:
    """A leg with nothing to do plays silence and asks again; a Pause alone would not answer the call."""
    assert [each.tag for each in document_text(SILENCE)] == ["Gather"]
    assert [each.tag for each in document_text(END)] == ["Hangup"]
    assert list(document_text(LegAction(kind="paired", other_leg=CALLER))) == []


@pytest.mark.parametrize(
    ("address", "user", "phones", "to", "noun"),
    [
        ("sip:asesor1@192.0.2.7:5062", "asesor1", None, "sip:asesor1@192.0.2.7:5062", "Sip"),
        ("sip:asesor1@192.0.2.7:5062", "asesor1", "client", "client:asesor1", "Client"),
        ("sip:asesor1@192.0.2.7", "asesor1", "sip:{user}@voz.example", "sip:asesor1@voz.example", "Sip"),
        ("sip:3001234567@operador.example", "", None, "+573001234567", "Number"),
        ("sip:+34910000000@operador.example", "", "client", "+34910000000", "Number"),
        ("018000555010", "", None, "018000555010", "Number"),
    ],
)
def test_numbers_are_dialled_in_e_164_and_users_at_site_address_for_them(
    address: str, user: str, phones: str | None, to: str, noun: str
) -> None:
    """Numbers are dialled in E.164, and users at the site's address for them."""
    assert (dial_target(address, user, phones), dial_noun(to)) == (to, noun)


def test_an_address_of_ours_is_read_back() -> None:
    """Call, leg and step are read back with any characters; another address gives none."""
    assert twiml.read_step_url(AT.step("uno/2", port.CALLER, 7)) == ("uno/2", "caller", 7)
    assert twiml.read_step_url(AT.status("CA1", "advisor-1")) == ("", "", -1)
    assert twiml.read_step_url("https://voz.example/otra") == ("", "", -1)
