"""SDP offer and answer: accepted, refused and written descriptions (RFC 3264, RFC 8866)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.sip import sdp

LOCAL = sdp.LocalMedia(host="192.0.2.1", port=16384, session=7)


def description(*lines: str, session: str = "c=IN IP4 192.0.2.9") -> sdp.SessionDescription:
    """Build a description with these media lines."""
    head = ["v=0", "o=- 1 1 IN IP4 192.0.2.9", "s=-", *([session] if session else []), "t=0 0"]
    return sdp.parse(("\r\n".join([*head, *lines]) + "\r\n").encode())


AUDIO = "m=audio 4000 RTP/AVP 8 0 101"
EVENTS = "a=rtpmap:101 telephone-event/8000"


def test_first_common_codec_of_offer_is_used() -> None:
    """The order is the offerer's preference (RFC 3264 §6.1), here A-law."""
    agreed = sdp.accept_offer(description(AUDIO, EVENTS))
    assert agreed == sdp.Agreement(host="192.0.2.9", port=4000, codec="PCMA", event_payload=101, direction="sendrecv")


def test_codecs_that_we_do_not_speak_are_passed_over() -> None:
    """With G.729 first and u-law second, u-law is selected."""
    agreed = sdp.accept_offer(description("m=audio 4000 RTP/AVP 18 0"))
    assert agreed is not None
    assert (agreed.codec, agreed.event_payload) == ("PCMU", None)


@pytest.mark.parametrize(
    "lines",
    [
        ["m=audio 4000 RTP/AVP 18"],
        ["m=audio 4000 RTP/SAVP 0"],
        ["m=audio 0 RTP/AVP 0"],
        ["m=video 4000 RTP/AVP 0"],
        ["m=audio 4000 RTP/AVP 0", "c=IN IP6 2001:db8::1"],
        ["m=audio 4000 RTP/AVP 0", "c=IN IP4 224.2.1.1/127"],
        ["m=audio 4000 RTP/AVP 0", "a=rtpmap:0 opus/48000"],
        [],
    ],
    ids=["g729", "savp", "port-0", "video", "ipv6", "multicast", "renamed", "nothing"],
)
def test_unusable_offer_gives_no_answer(lines: list[str]) -> None:
    """None stands for 488: an offer that would give silence is refused."""
    assert sdp.accept_offer(description(*lines)) is None


def test_the_address_of_the_stream_goes_before_that_of_the_session() -> None:
    """If c= is at both levels, the stream's counts (RFC 8866 §5.7)."""
    agreed = sdp.accept_offer(description(AUDIO, "c=IN IP4 192.0.2.77"))
    assert agreed is not None
    assert agreed.host == "192.0.2.77"


def test_the_address_may_stand_at_the_stream_only() -> None:
    """The session needs no c= if the stream has one."""
    agreed = sdp.accept_offer(description(AUDIO, "c=IN IP4 192.0.2.77", session=""))
    assert agreed is not None
    assert agreed.host == "192.0.2.77"


@pytest.mark.parametrize(
    ("offered", "expected", "sending", "receiving"),
    [
        ("sendrecv", "sendrecv", True, True),
        ("sendonly", "recvonly", False, True),
        ("recvonly", "sendonly", True, False),
        ("inactive", "inactive", False, False),
    ],
)
def test_hold_is_answered_with_the_other_half(offered: str, expected: str, sending: bool, receiving: bool) -> None:
    """The answer's direction mirrors the offer's (RFC 3264 §6.1)."""
    agreed = sdp.accept_offer(description(AUDIO, f"a={offered}"))
    assert agreed is not None
    assert (agreed.direction, agreed.sending, agreed.receiving) == (expected, sending, receiving)


def test_a_direction_of_the_session_holds_for_its_streams() -> None:
    """A session direction applies to streams without their own."""
    body = b"v=0\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\na=sendonly\r\nm=audio 4 RTP/AVP 0\r\n"
    agreed = sdp.accept_offer(sdp.parse(body))
    assert agreed is not None
    assert agreed.direction == "recvonly"


def test_the_address_zero_is_the_old_hold() -> None:
    """RFC 2543 phones hold with c=0.0.0.0: nothing is sent until the next address."""
    agreed = sdp.accept_offer(description(AUDIO, "c=IN IP4 0.0.0.0"))
    assert agreed is not None
    assert (agreed.sending, agreed.direction) == (False, "recvonly")


def test_an_answer_has_a_line_for_each_of_the_offer() -> None:
    """The answer has the same lines in the same order, refused ones with port 0 and their protocol (RFC 3264 §6)."""
    offer = description("m=video 5000 RTP/AVP 96", AUDIO, EVENTS, "m=audio 6000 RTP/SAVP 0", "m=image 7000 udptl t38")
    agreed = sdp.accept_offer(offer)
    assert agreed is not None
    lines = [line for line in sdp.write_answer(offer, agreed, LOCAL).decode().split("\r\n") if line.startswith("m=")]
    assert lines == [
        "m=video 0 RTP/AVP 96",
        "m=audio 16384 RTP/AVP 8 101",
        "m=audio 0 RTP/SAVP 0",
        "m=image 0 udptl t38",
    ]


def test_answer_has_telephone_event_only_if_offered_with_offerer_payload_type() -> None:
    """An answer has telephone-event only if offered, with the offerer's payload type."""
    plain = description("m=audio 4000 RTP/AVP 0")
    with_events = description("m=audio 4000 RTP/AVP 0 96", EVENTS.replace("101", "96"))
    for offer, expected in ((plain, "m=audio 16384 RTP/AVP 0\r\n"), (with_events, "m=audio 16384 RTP/AVP 0 96\r\n")):
        agreed = sdp.accept_offer(offer)
        assert agreed is not None
        assert expected in sdp.write_answer(offer, agreed, LOCAL).decode()


def test_our_offer_is_one_that_we_would_accept() -> None:
    """Our offer has both codecs, telephone-event and both directions, and our own answerer accepts it."""
    agreed = sdp.accept_offer(sdp.parse(sdp.write_offer(LOCAL)))
    assert agreed == sdp.Agreement(host="192.0.2.1", port=16384, codec="PCMU", event_payload=101, direction="sendrecv")


def test_an_answer_to_our_offer_is_concluded_or_refused() -> None:
    """The first stream of the answer counts, and port 0 means a refusal."""
    assert sdp.accept_answer(description("m=audio 4000 RTP/AVP 8")) is not None
    assert sdp.accept_answer(description("m=audio 0 RTP/AVP 8")) is None
    assert sdp.accept_answer(description()) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"v=1\r\n",
        b"v=0\r\nm=audio x RTP/AVP 0\r\n",
        b"v=0\r\nm=audio 70000 RTP/AVP 0\r\n",
        b"v=0\r\nm=\r\n",
        b"\xff\xfe",
    ],
)
def test_invalid_description_raises_badsdp_and_nothing_else(body: bytes) -> None:
    """An invalid description raises BadSdp and nothing else."""
    with pytest.raises(sdp.BadSdp):
        sdp.parse(body)


@given(
    st.binary(max_size=300)
    | st.text(alphabet="vomsctab=0123 /:\r\nIP4audioRTVP.", max_size=300).map(lambda text: f"v=0\r\n{text}".encode())
)
def test_no_body_breaks_the_reader(body: bytes) -> None:
    """Any bytes give a description or BadSdp; a description is refused, or accepted and answered."""
    try:
        offer = sdp.parse(body)
    except sdp.BadSdp:
        return
    agreed = sdp.accept_offer(offer)
    if agreed is not None:
        answer = sdp.parse(sdp.write_answer(offer, agreed, LOCAL))
        assert len(answer.media) == len(offer.media)


@given(st.sampled_from(["sendrecv", "sendonly", "recvonly", "inactive"]), st.sampled_from(["PCMU", "PCMA", None]))
def test_offer_and_answer_agree(direction: sdp.Direction, codec: sdp.Codec | None) -> None:
    """The answerer sends what the offerer expects, whichever side we are."""
    offer = sdp.parse(sdp.write_offer(LOCAL, direction, codec))
    callee = sdp.accept_offer(offer)
    assert callee is not None
    caller = sdp.accept_answer(sdp.parse(sdp.write_answer(offer, callee, LOCAL)))
    assert caller is not None
    assert (caller.sending, caller.receiving, caller.codec) == (callee.receiving, callee.sending, callee.codec)
