"""ARI requests and the parsing of its events."""

import json

from hypothesis import given
from hypothesis import strategies as st

from telephony.asterisk.ari import events, rest
from telephony.asterisk.call.legs import call_and_leg, channel_id_of, is_snoop_channel, playback_id_of, snoop_channel_id

names = st.from_regex(r"[a-z0-9][a-z0-9.-]{0,20}", fullmatch=True)


def test_a_request_is_framed_with_its_id_and_body() -> None:
    """The response has the request's id, and a body is text within the frame."""
    frame = json.loads(rest.set_event_filter(["StasisStart"]).encode("7"))
    assert (frame["type"], frame["request_id"], frame["method"]) == ("RESTRequest", "7", "PUT")
    assert json.loads(frame["message_body"]) == {"allowed": [{"type": "StasisStart"}]}


def test_query_text_is_escaped() -> None:
    """Special characters of an address are escaped in the query."""
    request = rest.originate("c~a", "PJSIP/phones-5/sip:a&b=c@h?x", 5, "atencion")
    assert "a%26b%3Dc%40h%3Fx" in request.uri
    assert request.uri.count("?") == 1


@given(names, names)
def test_the_call_and_the_leg_can_be_read_from_a_channel(call_id: str, leg: str) -> None:
    """A channel's own data identify its call and leg, without stored state."""
    channel = channel_id_of(call_id, leg)
    assert call_and_leg(channel) == (call_id, leg)
    assert call_and_leg(call_id) == (call_id, "caller")
    ear = snoop_channel_id(call_id, leg, f"{call_id}/12/0")
    assert call_and_leg(ear) == (call_id, leg)
    assert is_snoop_channel(ear)
    assert rest.snoop_of_request(rest.snoop(channel, ear, "none")) == ear
    assert not is_snoop_channel(channel)


@given(names, names)
def test_request_id_identifies_play_so_that_failed_response_can_be_assigned(call_id: str, leg: str) -> None:
    """The request id identifies the play, so that a failed response can be assigned."""
    channel, playback = channel_id_of(call_id, leg), playback_id_of(f"{call_id}/3")
    assert rest.playback_of_request(rest.play(channel, playback, ["saludo"])) == (channel, playback)


def test_unused_event_and_invalid_json_are_ignored_without_error() -> None:
    """An unused event and invalid JSON are ignored without an error."""
    assert events.read_message('{"type": "ChannelVarset", "variable": "x"}') is None
    assert events.read_message("no json") is None


def test_every_event_that_is_read_is_let_through_by_the_filter() -> None:
    """The filter lets every event that is used through, and the responses to requests."""
    read = {"RESTResponse"} | {kind.__struct_config__.tag for kind in events.AnyEvent.__args__}
    assert read == set(events.EVENT_TYPES)


def test_event_is_parsed_with_used_fields_only() -> None:
    """Only the used fields of the channel are kept."""
    text = '{"type":"StasisStart","args":["bogota"],"channel":{"id":"n-1.2","state":"Ring","caller":{"number":"300"}}}'
    event = events.read_message(text)
    assert isinstance(event, events.StasisStart)
    assert (event.args, event.channel.id, event.channel.caller.number) == (["bogota"], "n-1.2", "300")
