"""SIP messages: pyVoIP's SIPMessage with corrections, and the requests and responses that we write.

Owns reading (a normalized datagram into a Message) and composing (responses per RFC 3261 §8.2.6, requests per §8.1.1,
ACK and CANCEL per §17.1.1.3 and §9.1). It must not know sockets, timers or calls.
"""

import hmac
import re
import secrets
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec

from telephony.pyvoip.library import SIPMessage, SIPMessageType, SIPParseError, SIPStatus
from telephony.pyvoip.sip.normalizer import (
    Headers,
    MalformedMessage,
    NormalizedMessage,
    Via,
    normalize,
    read_name_address,
    read_via,
    split_unquoted,
)

Address = tuple[str, int]

ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE"
KNOWN_METHODS = frozenset(
    (
        *("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "INFO", "REGISTER"),
        *("SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE", "REFER", "PRACK", "UPDATE"),
    )
)
MAGIC_COOKIE = "z9hG4bK"
"""Prefix of a branch of RFC 3261 (§8.1.1.7)."""
_TAG_KEY = secrets.token_bytes(32)
_USER_AGENT = ("User-Agent", "Atencion")
_URI = re.compile(r"(sips?):(?:([^@]*)@)?(\[[0-9A-Fa-f:.]+\]|[\w.\-]+)(?::(\d{1,5}))?((?:;[^?]*)?)(?:\?.*)?", re.I)
_CODES = {int(status): status.phrase for status in SIPStatus}


class Uri(NamedTuple):
    """A SIP URI: user (unquoted, without parameters), host, port (5060 by default), and scheme."""

    user: str
    host: str
    port: int
    scheme: str


class Message(SIPMessage):
    """A message as pyVoIP reads it, with any method, any status, every Via, and the body unchanged.

    Attributes:
        normalized: all headers in order; pyVoIP keeps one of each.
        vias: every hop, the nearest first.
        code: the status of a response, 0 of a request.
        size: of the datagram, bytes.
    """

    headers: dict[str, Any]
    method: str
    size: int = 0

    def __init__(self, normalized: NormalizedMessage, source: Address) -> None:
        self.normalized, self.source, self.content = normalized, source, normalized.body
        self.vias = [read_via(text) for text in normalized.values("Via")]
        self.code = int(normalized.start_line.split(" ")[1]) if normalized.is_response else 0
        self.method = normalized.first("CSeq").split()[1]
        super().__init__(_for_pyvoip(normalized, self.code))

    def parse(self, data: bytes) -> None:
        """Read the head with any method; pyVoIP would refuse all but four, and the user agent decides that."""
        self.type = SIPMessageType.RESPONSE if self.code else SIPMessageType.MESSAGE
        if self.code:
            self.parse_sip_response(data)
        else:
            self.parse_sip_message(data)

    @staticmethod
    def parse_raw_header(headers_raw: list[bytes], handle: Any) -> None:
        """Pass each header whole; pyVoIP cuts a value at its second ``": "``."""
        for line in headers_raw:
            name, _, value = line.decode().partition(": ")
            handle(name, value)

    def parse_header(self, header: str, data: str) -> None:
        """Read a header into pyVoIP's form where its own reading is too narrow; leave it the rest."""
        if header == "Via":
            self.headers["Via"].append(_via_shape(read_via(data)))
        elif header in self.headers:
            return
        elif header in ("From", "To"):
            self.headers[header] = _party_shape(data)
        elif header == "CSeq":
            super().parse_header(header, " ".join(data.split()))
        elif header in ("WWW-Authenticate", "Authorization"):
            self.headers[header] = data
        else:
            super().parse_header(header, data)

    @property
    def uri(self) -> str:
        """The Request-URI."""
        return self.normalized.start_line.split(" ")[1]

    @property
    def call_id(self) -> str:
        """The Call-ID."""
        return self.normalized.first("Call-ID")

    @property
    def cseq(self) -> int:
        """The sequence number."""
        return int(self.headers["CSeq"]["check"])

    @property
    def from_tag(self) -> str:
        """The tag of From, or an empty string."""
        return str(self.headers["From"]["tag"])

    @property
    def to_tag(self) -> str:
        """The tag of To, or an empty string."""
        return str(self.headers["To"]["tag"])

    @property
    def contact(self) -> str:
        """The URI of the first Contact, or an empty string."""
        listed = split_unquoted(self.normalized.first("Contact"), ",")[0].strip()
        return "" if listed in ("", "*") else read_name_address(listed).uri

    @property
    def content_type(self) -> str:
        """The media type of the body in lower case, without parameters."""
        return self.normalized.first("Content-Type").partition(";")[0].strip().lower()

    def tokens(self, name: str) -> list[str]:
        """Return the comma-separated tokens of a header, over all its lines, in lower case."""
        tokens = (token.strip().lower() for value in self.normalized.values(name) for token in value.split(","))
        return [token for token in tokens if token]


class SipRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request that we send. See RFC 3261 §8.1.1 for the fields.

    Attributes:
        via: our address, ``host:port``.
        from_: From with its tag.
        to: To, with the tag inside a dialog.
    """

    method: str
    uri: str
    via: str
    branch: str
    from_: str
    to: str
    call_id: str
    cseq: int
    routes: tuple[str, ...] = ()
    extra_headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def encode(self) -> bytes:
        """Return the datagram."""
        return compose(f"{self.method} {self.uri} SIP/2.0", [*self._head(), *self.extra_headers], self.body)

    def ack_for(self, response: Message) -> "SipRequest":
        """Return the ACK to a failure: same transaction, To from the response (§17.1.1.3)."""
        return msgspec.structs.replace(
            self, method="ACK", to=response.normalized.first("To"), extra_headers=(), body=b""
        )

    def resend_with(self, branch: str, extra_headers: tuple[tuple[str, str], ...]) -> "SipRequest":
        """Return the request in a new transaction with other headers (§8.1.3.5)."""
        return msgspec.structs.replace(self, branch=branch, cseq=self.cseq + 1, extra_headers=extra_headers)

    def cancel_request(self) -> "SipRequest":
        """Return the CANCEL of this request: the same but for the method (§9.1)."""
        return msgspec.structs.replace(self, method="CANCEL", extra_headers=(), body=b"")

    def _head(self) -> Headers:
        return [
            ("Via", f"SIP/2.0/UDP {self.via};branch={self.branch};rport"),
            ("Max-Forwards", "70"),
            *(("Route", route) for route in self.routes),
            ("From", self.from_),
            ("To", self.to),
            ("Call-ID", self.call_id),
            ("CSeq", f"{self.cseq} {self.method}"),
        ]


def read_message(datagram: bytes, source: Address) -> Message | None:
    """Read a datagram; return None for a keep-alive.

    Raises:
        MalformedMessage: it breaks the grammar.
    """
    normalized = normalize(datagram)
    try:
        message = None if normalized is None else Message(normalized, source)
    except (SIPParseError, ValueError, IndexError, KeyError) as error:
        raise MalformedMessage("pyVoIP cannot read the message", 400, None) from error
    if message is not None:
        message.size = len(datagram)
    return message


def compose(start_line: str, headers: Iterable[tuple[str, str]], body: bytes = b"") -> bytes:
    """Compose a message; User-Agent and Content-Length are added."""
    lines = [start_line, *(f"{name}: {value}" for name, value in (*headers, _USER_AGENT))]
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def write_response(  # noqa: PLR0917
    request: NormalizedMessage,
    source: Address,
    code: int,
    tag: str = "",
    extra_headers: Headers | None = None,
    body: bytes = b"",
) -> bytes:
    """Return the datagram of the response to a request (§8.2.6.2).

    Args:
        request: the request.
        source: its sender, added to the top Via (§18.2.1, RFC 3581 §4).
        code: the status.
        tag: our tag, added to a To without one.
        extra_headers: more headers.
        body: a session description, or empty.
    """
    top, *others = request.values("Via")
    to = request.first("To")
    tagged = f"{to};tag={tag}" if tag and not _has_tag(to) else to
    headers: Headers = [("Via", with_received(top, source)), *(("Via", via) for via in others)]
    headers += [("From", request.first("From")), ("To", tagged)]
    headers += [("Call-ID", request.first("Call-ID")), ("CSeq", request.first("CSeq"))]
    return compose(f"SIP/2.0 {code} {_CODES.get(code, '')}", [*headers, *(extra_headers or [])], body)


def stateless_to_tag(request: NormalizedMessage) -> str:
    """Return a To tag that is equal for every repetition of a request (§8.2.7), and that only we can compute."""
    seed = "\n".join((request.first("Via"), request.first("Call-ID"), request.first("CSeq"), request.first("From")))
    return hmac.digest(_TAG_KEY, seed.encode(), "sha256").hex()[:16]


def with_received(via: str, source: Address) -> str:
    """Return the top Via with its request's source address (§18.2.1), and port if requested (RFC 3581 §4)."""
    sent_by, *parameters = via.split(";")
    names = [parameter.partition("=")[0].strip().lower() for parameter in parameters]
    others = [parameter for parameter, name in zip(parameters, names, strict=True) if name not in ("received", "rport")]
    source_parameters = [f"received={source[0]}"] + ([f"rport={source[1]}"] if "rport" in names else [])
    return ";".join([sent_by, *others, *source_parameters])


def reply_address(via: Via, source: Address) -> Address:
    """Return the address for a response: the sender of the request (§18.2.2, RFC 3581 §4).

    ``maddr`` is not followed: it could direct our responses at a third party.
    """
    return source if "rport" in via.parameters else (source[0], via.port)


def read_uri(text: str) -> Uri:
    """Read a SIP URI (§19.1).

    Raises:
        MalformedMessage: another scheme (status 416), or malformed.
    """
    if text.partition(":")[0].lower() not in ("sip", "sips"):
        raise MalformedMessage("not a SIP URI", 416)
    match = _URI.fullmatch(text)
    if match is None or int(match[4] or 5060) not in range(1, 65536):
        raise MalformedMessage("the URI is malformed")
    user = (match[2] or "").partition(";")[0].partition(":")[0]
    return Uri(unquote(user), match[3], int(match[4] or 5060), match[1].lower())


def _for_pyvoip(normalized: NormalizedMessage, code: int) -> bytes:
    # pyVoIP knows a closed list of statuses; an unknown one counts as the x00 of its class (§8.1.3.2).
    status = code if code in _CODES else code // 100 * 100
    start = f"SIP/2.0 {status} {_CODES[status]}" if code else normalized.start_line
    return normalized._replace(start_line=start).encode()


def _has_tag(to: str) -> bool:
    try:
        return bool(read_name_address(to).tag)
    except MalformedMessage:
        return False


def _via_shape(via: Via) -> dict[str, Any]:
    return {"type": f"SIP/2.0/{via.transport}", "address": (via.host, str(via.port)), **via.parameters}


def _party_shape(text: str) -> dict[str, Any]:
    party = read_name_address(text)
    address = party.uri.partition(":")[2]
    user, at, host = address.rpartition("@")
    number = unquote(user.partition(";")[0]) if at else None
    return {
        "raw": text.partition(";tag=")[0],
        "tag": party.tag,
        "address": address,
        "number": number,
        "caller": party.display,
        "host": host.partition(";")[0],
    }
