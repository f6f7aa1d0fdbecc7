"""SIP messages: pyVoIP's parser with our corrections, and the messages that we write."""

import pytest

from telephony.pyvoip.sip.messages import (
    Message,
    SipRequest,
    read_message,
    read_uri,
    reply_address,
    stateless_to_tag,
    with_received,
    write_response,
)
from telephony.pyvoip.sip.normalizer import MalformedMessage, read_via

SOURCE = ("198.51.100.7", 40000)


def message(start: str, *headers: str, body: str = "") -> Message:
    """Parse a message that came from SOURCE."""
    parsed = read_message(("\r\n".join([start, *headers]) + "\r\n\r\n" + body).encode(), SOURCE)
    assert parsed is not None
    return parsed


INVITE = (
    "INVITE sip:bogota@192.0.2.1 SIP/2.0",
    "Via: SIP/2.0/UDP 10.0.0.5:5070;branch=z9hG4bK1;rport",
    "Via: SIP/2.0/TLS 10.0.0.9;branch=z9hG4bK0;maddr=1.2.3.4",
    'From: "Ana: sip:x" <sip:300@10.0.0.5>;tag=f1',
    "To: <sip:bogota@192.0.2.1>",
    "Call-ID: c1",
    "CSeq: 7 INVITE",
    "Contact: <sip:300@10.0.0.5:5070;transport=udp>;expires=9",
    "Subject: one: two",
    "Require: a, b",
    "Require: c",
)


def test_pyvoip_reads_the_message_whole() -> None:
    """Every hop, values with a colon and a space, and names with an address in them are read."""
    invite = message(*INVITE)
    assert [via["address"] for via in invite.headers["Via"]] == [("10.0.0.5", "5070"), ("10.0.0.9", "5060")]
    assert invite.headers["From"]["number"] == "300"
    assert invite.headers["Subject"] == "one: two"
    assert (invite.method, invite.cseq, invite.from_tag, invite.to_tag) == ("INVITE", 7, "f1", "")
    assert invite.contact == "sip:300@10.0.0.5:5070;transport=udp"
    assert invite.tokens("Require") == ["a", "b", "c"]


def test_pyvoip_treats_299_as_200_and_our_message_keeps_299() -> None:
    """RFC 3261 §8.1.3.2: pyVoIP treats 299 as 200, and our message keeps 299."""
    response = message("SIP/2.0 299 Fine", *INVITE[1:])
    assert (int(response.status), response.code) == (200, 299)


def test_response_repeats_every_via_in_order_from_to_with_our_tag_call_id_and_cseq() -> None:
    """A response repeats every Via in order, From, To with our tag, Call-ID and CSeq (§8.2.6.2)."""
    invite = message(*INVITE)
    lines = (
        write_response(invite.normalized, SOURCE, 200, "t1", [("Contact", "<sip:us>")], b"body").decode().split("\r\n")
    )
    assert lines[0] == "SIP/2.0 200 OK"
    assert lines[1].startswith("Via: SIP/2.0/UDP 10.0.0.5:5070;branch=z9hG4bK1;received=198.51.100.7;rport=40000")
    assert lines[2] == INVITE[2]
    assert lines[3] == INVITE[3]
    assert lines[4] == "To: <sip:bogota@192.0.2.1>;tag=t1"
    assert lines[-3:] == ["Content-Length: 4", "", "body"]


def test_a_tag_that_is_there_stays() -> None:
    """A response inside a dialog gets no second tag."""
    bye = message("BYE sip:a SIP/2.0", *INVITE[1:4], "To: <sip:b@c>;tag=old", "Call-ID: c1", "CSeq: 8 BYE")
    assert "To: <sip:b@c>;tag=old\r\n" in write_response(bye.normalized, SOURCE, 200, "new").decode()


def test_a_response_goes_to_the_sender() -> None:
    """With rport a response goes to the source port, else to the stated port, and never to maddr."""
    assert reply_address(read_via("SIP/2.0/UDP 10.0.0.5:5070;rport"), SOURCE) == SOURCE
    assert reply_address(read_via("SIP/2.0/UDP 10.0.0.5:5070;maddr=203.0.113.1"), SOURCE) == (SOURCE[0], 5070)


def test_a_lie_in_the_top_via_is_replaced() -> None:
    """Forged received and rport values are overwritten."""
    assert with_received("SIP/2.0/UDP a;received=9.9.9.9;rport=1;branch=z", SOURCE) == (
        "SIP/2.0/UDP a;branch=z;received=198.51.100.7;rport=40000"
    )


def test_a_stateless_tag_is_the_same_for_a_repetition() -> None:
    """A repeated request gets the same stateless tag, another request another tag (§8.2.7)."""
    one, other = message(*INVITE), message(*[line.replace("c1", "c2") for line in INVITE])
    assert (
        stateless_to_tag(one.normalized)
        == stateless_to_tag(message(*INVITE).normalized)
        != stateless_to_tag(other.normalized)
    )


def request() -> SipRequest:
    """Build an INVITE of ours."""
    return SipRequest(
        method="INVITE",
        uri="sip:b@c",
        via="192.0.2.1:5060",
        branch="z9hG4bKx",
        from_="<sip:a@b>;tag=1",
        to="<sip:b@c>",
        call_id="c9",
        cseq=3,
        routes=("<sip:p;lr>",),
        extra_headers=(("Contact", "<sip:a@b>"),),
        body=b"v=0\r\n",
    )


def test_an_ack_of_a_failure_is_of_the_same_transaction() -> None:
    """The ACK has the INVITE's branch, Request-URI, number and Route, the response's To, and no body (§17.1.1.3)."""
    response = message("SIP/2.0 486 Busy", INVITE[1], "From: <sip:a@b>;tag=1", "To: <sip:b@c>;tag=2", *INVITE[5:7])
    ack = read_message(request().ack_for(response).encode(), SOURCE)
    assert ack is not None
    assert (ack.method, ack.uri, ack.cseq, ack.to_tag, ack.content) == ("ACK", "sip:b@c", 3, "2", b"")
    assert ack.vias[0].parameters["branch"] == "z9hG4bKx"
    assert ack.normalized.values("Route") == ["<sip:p;lr>"]


def test_a_cancel_is_the_request_in_all_but_its_method() -> None:
    """Only the method differs from the request (§9.1)."""
    cancel = read_message(request().cancel_request().encode(), SOURCE)
    assert cancel is not None
    assert (cancel.method, cancel.uri, cancel.cseq, cancel.call_id, cancel.to_tag) == ("CANCEL", "sip:b@c", 3, "c9", "")
    assert cancel.vias[0].parameters["branch"] == "z9hG4bKx"


@pytest.mark.parametrize(
    ("text", "user", "host", "port"),
    [
        ("sip:bogota@192.0.2.1", "bogota", "192.0.2.1", 5060),
        ("sip:6015550100;phone-context=x@h:5080;user=phone", "6015550100", "h", 5080),
        ("SIP:a%20b:secret@h", "a b", "h", 5060),
        ("sip:h", "", "h", 5060),
        ("sip:u@[2001:db8::1]:5070", "u", "[2001:db8::1]", 5070),
    ],
)
def test_user_is_unquoted_without_parameters_and_password(text: str, user: str, host: str, port: int) -> None:
    """The user is unquoted, without parameters and password."""
    uri = read_uri(text)
    assert (uri.user, uri.host, uri.port) == (user, host, port)


def test_another_scheme_is_refused_as_such() -> None:
    """Another scheme gives 416, and a broken URI 400."""
    with pytest.raises(MalformedMessage) as other:
        read_uri("tel:+576015550100")
    with pytest.raises(MalformedMessage) as broken:
        read_uri("sip:a@b@c:x")
    assert (other.value.status, broken.value.status) == (416, 400)
