"""Normalization of SIP datagrams: what is tolerated, what is refused, and with which status."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.sip.messages import Message, read_message
from telephony.pyvoip.sip.normalizer import MalformedMessage, normalize, read_name_address, read_via, split_unquoted

SOURCE = ("192.0.2.5", 5070)
GOOD = {
    "Via": "SIP/2.0/UDP 192.0.2.5:5070;branch=z9hG4bK1;rport",
    "From": "<sip:a@192.0.2.5>;tag=1",
    "To": "<sip:bogota@192.0.2.1>",
    "Call-ID": "c1",
    "CSeq": "1 OPTIONS",
}


def datagram(start: str = "OPTIONS sip:192.0.2.1 SIP/2.0", body: str = "", **changes: str | None) -> bytes:
    """Build a request with headers changed, added or (None) removed; ``_`` in a name stands for ``-``."""
    headers = {**GOOD, **{name.replace("_", "-"): value for name, value in changes.items()}}
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return ("\r\n".join([start, *lines]) + "\r\n\r\n" + body).encode()


def test_compact_lower_case_folded_and_tight_headers_are_understood() -> None:
    """All four header forms that pyVoIP drops are accepted."""
    raw = (
        b"OPTIONS sip:192.0.2.1 SIP/2.0\r\nv: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bK1\r\nFROM:<sip:a@b>;tag=1\r\n"
        b"t : <sip:b@b>\r\ni:c1\r\ncseq: 1\r\n  OPTIONS\r\nx-a:1\r\nl: 0\r\n\r\n"
    )
    message = normalize(raw)
    assert message is not None
    assert [name for name, _ in message.headers] == ["Via", "From", "To", "Call-ID", "CSeq", "x-a", "Content-Length"]
    assert message.first("CSeq").split() == ["1", "OPTIONS"]
    assert message.first("x-a") == "1"


def test_vias_in_one_line_are_as_many_lines() -> None:
    """A comma separates hops, except inside quotes."""
    message = normalize(datagram(Via='SIP/2.0/UDP a;branch=z9hG4bK1;x="1,2", SIP/2.0/TLS b;branch=z9hG4bK2'))
    assert message is not None
    assert message.values("Via") == ['SIP/2.0/UDP a;branch=z9hG4bK1;x="1,2"', "SIP/2.0/TLS b;branch=z9hG4bK2"]


def test_the_body_ends_where_content_length_says() -> None:
    """Bytes after Content-Length are ignored, such as a second message in the datagram."""
    message = normalize(datagram(body="v=0\r\n\r\nmore", Content_Length="3"))
    assert message is not None
    assert message.body == b"v=0"


@pytest.mark.parametrize("nothing", [b"", b"\r\n", b"\r\n\r\n", b"\0\0\0\0"])
def test_a_keep_alive_is_no_message(nothing: bytes) -> None:
    """A keep-alive is neither parsed nor counted."""
    assert normalize(nothing) is None


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (datagram("OPTIONS sip:192.0.2.1 SIP/7.0"), 505),
        (datagram("OPTIONS  sip:192.0.2.1 SIP/2.0"), 400),
        (datagram("OPTIONS <sip:192.0.2.1> SIP/2.0"), 400),
        (datagram("OPTIONS sip:a b@192.0.2.1 SIP/2.0"), 400),
        (datagram(CSeq="1 INVITE"), 400),
        (datagram(CSeq="4294967296 OPTIONS"), 400),
        (datagram(Content_Length="-1"), 400),
        (datagram(Content_Length="10", body="short"), 400),
        (datagram(Max_Forwards="300"), 400),
        (datagram(To='"Unended <sip:b@b>'), 400),
        (datagram(From="Bell, Alexander <sip:a@b>;tag=1"), 400),
        (datagram(Contact="<sip:a@b"), 400),
    ],
)
def test_a_broken_request_can_be_answered(raw: bytes, status: int) -> None:
    """A broken request is answered if the fields that a response repeats are present."""
    with pytest.raises(MalformedMessage) as refusal:
        normalize(raw)
    assert refusal.value.status == status
    assert refusal.value.normalized is not None


@pytest.mark.parametrize(
    "raw",
    [
        b"hello",
        b"\xff\xfe\xfd",
        datagram(Via=None),
        datagram(Call_ID=None),
        datagram("SIP/2.0 9999999999 OK"),
        datagram("SIP/2.0 200 OK", CSeq="99999999999 OPTIONS"),
        datagram("ACK sip:b SIP/2.0", CSeq="1 INVITE"),
    ],
)
def test_request_without_via_gets_no_response(raw: bytes) -> None:
    """Without a Via there is no response, and never one to a response or to an ACK."""
    with pytest.raises(MalformedMessage) as refusal:
        normalize(raw)
    assert refusal.value.normalized is None


def test_quoted_name_is_opaque() -> None:
    """A quoted name is opaque."""
    party = read_name_address('"<sip:x@y>;tag=9 \\" z" <sip:a@b;p=1>;q=0;tag=7')
    assert (party.uri, party.tag, party.display) == ("sip:a@b;p=1", "7", '<sip:x@y>;tag=9 " z')


def test_a_via_may_have_white_space_where_the_grammar_has_it() -> None:
    """RFC 4475 §3.1.1.1."""
    via = read_via("SIP  / 2.0\t/ UDP  192.0.2.2 : 5061 ; branch = z9hG4bK1")
    assert (via.transport, via.host, via.port, via.parameters) == ("UDP", "192.0.2.2", 5061, {"branch": "z9hG4bK1"})


@given(st.text(max_size=60))
def test_splitting_loses_nothing(text: str) -> None:
    """The pieces joined by the separator give the text."""
    assert ",".join(split_unquoted(text, ",")) == text


def is_message_or_malformed(raw: bytes) -> bool:
    """Parse a datagram and return whether the result is of a documented kind."""
    try:
        message = read_message(raw, SOURCE)
    except MalformedMessage:
        return True
    keep_alive = not raw.strip(b"\r\n\0")
    return message is None if keep_alive else isinstance(message, Message)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_message_or_malformed(raw: bytes) -> None:
    """No other error is raised, and only a keep-alive is neither."""
    assert is_message_or_malformed(raw)


@given(st.data())
def test_a_message_with_bytes_changed_is_a_message_or_malformed(data: st.DataObject) -> None:
    """A valid request with pieces cut, doubled or replaced gives a message or Malformed."""
    raw = bytearray(datagram("INVITE sip:bogota@192.0.2.1 SIP/2.0", "v=0\r\n", CSeq="1 INVITE", Contact="<sip:a@b>"))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=12))
    assert is_message_or_malformed(bytes(raw))
