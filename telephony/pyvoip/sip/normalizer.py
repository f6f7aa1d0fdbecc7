"""Normalization of SIP datagrams before pyVoIP parses them (RFC 3261 §7 and §25).

Owns the tolerance (compact names, any case, folded lines, ``X-A:1``, lists of Via) and the refusals (invalid
grammar). It must not know pyVoIP, calls or sockets. The result is either normalized, or a MalformedMessage with the
possible response.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from telephony.port import TelephonyError

Headers = list[tuple[str, str]]

_COMPACT = {
    "a": "Accept-Contact",
    "b": "Referred-By",
    "c": "Content-Type",
    "d": "Request-Disposition",
    "e": "Content-Encoding",
    "f": "From",
    "i": "Call-ID",
    "j": "Reject-Contact",
    "k": "Supported",
    "l": "Content-Length",
    "m": "Contact",
    "o": "Event",
    "r": "Refer-To",
    "s": "Subject",
    "t": "To",
    "u": "Allow-Events",
    "v": "Via",
    "x": "Session-Expires",
    "y": "Identity",
}
_CANONICAL = {
    name.lower(): name
    for name in (
        *("Via", "From", "To", "Call-ID", "CSeq", "Contact", "Max-Forwards", "Route", "Record-Route", "Require"),
        *("Content-Type", "Content-Length", "Content-Encoding", "Accept", "Allow", "Supported", "Expires"),
        *("Session-Expires", "Min-SE"),
        *("WWW-Authenticate", "Proxy-Authenticate", "Authorization", "Retry-After"),
    )
}
_SINGLE_HEADERS = ("From", "To", "Call-ID", "CSeq", "Max-Forwards", "Content-Length", "Content-Type")
_REQUIRED_HEADERS = ("Via", "From", "To", "Call-ID", "CSeq")
_REQUEST = re.compile(r"([!%'*+\-.0-9A-Z_`a-z~]+) (\S+) (SIP/\d+\.\d+)")
_RESPONSE = re.compile(r"(SIP/\d+\.\d+) ([1-6]\d\d)(?: .*)?")
_NAME = re.compile(r"[!%'*+\-.0-9A-Z_`a-z~]+")
_CSEQ = re.compile(r"(\d{1,10})\s+(\S+)")
_VIA = re.compile(
    r"SIP\s*/\s*2\.0\s*/\s*([!%'*+\-.0-9A-Z_`a-z~]+)\s+(\[[0-9A-Fa-f:.]+\]|[\w.\-]+)\s*(?::\s*(\d{1,5}))?\s*(;.*)?"
)
_FOLD = re.compile(rb"\r?\n[ \t]+")
_CSEQ_LIMIT = 2**31


class MalformedMessage(TelephonyError):
    """A datagram that breaks the grammar.

    Attributes:
        status: response status for a request (400, 505, ...).
        normalized: the message as far as it could be read, if that suffices for a response, else None.
    """

    code = "malformed_sip"

    def __init__(self, reason: str, status: int = 400, normalized: "NormalizedMessage | None" = None) -> None:
        super().__init__(reason)
        self.status = status
        self.normalized = normalized


class NormalizedMessage(NamedTuple):
    """A normalized datagram: start line, headers by canonical name in order, one Via each, and the body."""

    start_line: str
    headers: Headers
    body: bytes

    def values(self, name: str) -> list[str]:
        """Return all values of a header, in order."""
        return [value for header, value in self.headers if header == name]

    def first(self, name: str) -> str:
        """Return the first value of a header, or an empty string."""
        return next((value for header, value in self.headers if header == name), "")

    @property
    def is_response(self) -> bool:
        """Whether the start line is a status line."""
        return self.start_line.startswith("SIP/")

    def encode(self) -> bytes:
        """Return the head (start line and headers) in the form that pyVoIP's parser accepts; no body."""
        lines = [self.start_line, *(f"{name}: {value}" for name, value in self.headers)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Via(NamedTuple):
    """One hop of a Via header (§20.42).

    Attributes:
        port: sent-by port, 5060 by default.
        text: the original, to be echoed.
    """

    transport: str
    host: str
    port: int
    parameters: dict[str, str | None]
    text: str


class NameAddress(NamedTuple):
    """A From, To or Contact.

    Attributes:
        tag: the dialog tag, or an empty string.
        text: the original, to be echoed.
    """

    display: str
    uri: str
    tag: str
    text: str


def normalize(datagram: bytes) -> NormalizedMessage | None:
    """Normalize a datagram; return None for a keep-alive (only line ends or zero bytes).

    Raises:
        MalformedMessage: with the data for a response, if one is possible.
    """
    datagram = datagram.lstrip(b"\r\n\0")
    if not datagram:
        return None
    head, separator, body = datagram.partition(b"\r\n\r\n")
    try:
        start, *lines = _FOLD.sub(b" ", head).decode("utf-8").split("\r\n")
    except UnicodeDecodeError as error:
        raise MalformedMessage("the headers are not UTF-8") from error
    read = NormalizedMessage(start, _headers(lines), body)
    complaint = _complaint(read, lines, bool(separator))
    if complaint:
        status = 505 if complaint == _VERSION else 400
        raise MalformedMessage(complaint, status, read if _answerable_part(read) else None)
    length = read.first("Content-Length")
    return read._replace(body=body[: int(length)] if length else body)


def read_via(text: str) -> Via:
    """Read one Via.

    Raises:
        MalformedMessage: it breaks the grammar.
    """
    match = _VIA.fullmatch(text.strip())
    if match is None or int(match[3] or 5060) not in range(1, 65536):
        raise MalformedMessage("a Via is malformed")
    return Via(match[1].upper(), match[2], int(match[3] or 5060), read_parameters(match[4] or ""), text)


def read_name_address(text: str) -> NameAddress:
    """Read a From, To or Contact in either form, with or without a display name (§20.10).

    Raises:
        MalformedMessage: unbalanced quotes or brackets, or a display name that had to be quoted.
    """
    display, rest = _display(text)
    if rest.startswith("<"):
        uri, closed, tail = rest[1:].partition(">")
        if not closed or not uri or uri != uri.strip() or re.search(r"\s", uri):
            raise MalformedMessage("an address in brackets is malformed")
    else:
        uri, _, tail = rest.partition(";")
        uri, tail = uri.strip(), f";{tail}" if tail else ""
        if display or not uri or re.search(r"[\s,<>?\"]", uri):  # "?" requires brackets, too (§20)
            raise MalformedMessage("an address is malformed")
    return NameAddress(display, uri, read_parameters(tail.strip()).get("tag") or "", text)


def read_parameters(tail: str) -> dict[str, str | None]:
    """Read ``;name=value;name`` (§25.1 generic-param).

    Raises:
        MalformedMessage: an empty or malformed parameter.
    """
    parameters: dict[str, str | None] = {}
    if tail and not tail.startswith(";"):
        raise MalformedMessage("the text after an address is not a parameter")
    for part in split_unquoted(tail[1:], ";") if tail else ():
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not _NAME.fullmatch(name):
            raise MalformedMessage("a parameter is malformed")
        parameters[name.lower()] = value if equals else None
    return parameters


def split_unquoted(text: str, mark: str) -> list[str]:
    """Split at a mark outside quotes and angle brackets."""
    if mark not in text:
        return [text]
    pieces, start, quoted, depth, escaped = [], 0, False, 0, False
    for at, character in enumerate(text):
        if escaped:
            escaped = False
        elif quoted:
            escaped, quoted = character == "\\", character != '"'
        elif character == '"':
            quoted = True
        elif character in "<>":
            depth += 1 if character == "<" else -1
        elif character == mark and depth <= 0:
            pieces.append(text[start:at])
            start = at + 1
    return [*pieces, text[start:]]


_VERSION = "the version is not SIP/2.0"


def _headers(lines: list[str]) -> Headers:
    headers: Headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.rstrip()
        if not colon or not _NAME.fullmatch(name):
            continue  # _complaint reports it
        name = _COMPACT.get(name.lower(), name)
        name = _CANONICAL.get(name.lower(), name)
        values = split_unquoted(value, ",") if name in ("Via", "Route", "Record-Route") else [value]
        headers += [(name, each.strip()) for each in values]
    return headers


def _complaint(message: NormalizedMessage, lines: list[str], is_complete: bool) -> str:
    checks: tuple[Callable[[], str], ...] = (
        lambda: "" if is_complete else "the head does not end",
        lambda: _start_complaint(message.start_line),
        lambda: _line_complaint(lines),
        lambda: _count_complaint(message),
        lambda: _cseq_complaint(message),
        lambda: _length_complaint(message),
        lambda: _address_complaint(message),
    )
    return next((complaint for check in checks if (complaint := check())), "")


def _start_complaint(start_line: str) -> str:
    match = _RESPONSE.fullmatch(start_line) or _REQUEST.fullmatch(start_line)
    if match is None:
        return "the start line is malformed"
    version = match[1] if match.re is _RESPONSE else match[3]
    if version != "SIP/2.0":
        return _VERSION
    return "" if match.re is _RESPONSE else _uri_complaint(match[2])


def _uri_complaint(uri: str) -> str:
    scheme, colon, rest = uri.partition(":")
    if not colon or not rest or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.\-]*", scheme):
        return "the request URI has no scheme"
    # A Request-URI must have no headers (§19.1.1, table 1), and be an address only.
    return "the request URI is malformed" if re.search(r"[<>\"?]", rest) and scheme.lower() in ("sip", "sips") else ""


def _line_complaint(lines: list[str]) -> str:
    named = (line.partition(":") for line in lines)
    bad = any(not colon or not _NAME.fullmatch(name.rstrip()) for name, colon, _ in named)
    return "a header line is malformed" if bad else ""


def _count_complaint(message: NormalizedMessage) -> str:
    missing = next((name for name in _REQUIRED_HEADERS if not message.first(name)), "")
    if missing:
        return f"{missing} is missing"
    twice = next((name for name in _SINGLE_HEADERS if len(message.values(name)) > 1), "")
    return f"{twice} stands more than once" if twice else ""


def _cseq_complaint(message: NormalizedMessage) -> str:
    match = _CSEQ.fullmatch(message.first("CSeq"))
    if match is None or int(match[1]) >= _CSEQ_LIMIT:
        return "CSeq is malformed"
    if not message.is_response and match[2] != message.start_line.partition(" ")[0]:
        return "CSeq names another method"
    forwards = message.first("Max-Forwards")
    return "" if not forwards or (_is_number(forwards) and int(forwards) <= 255) else "Max-Forwards is malformed"


def _length_complaint(message: NormalizedMessage) -> str:
    length = message.first("Content-Length")
    if length and not _is_number(length):
        return "Content-Length is malformed"
    return "the body is shorter than Content-Length" if length and int(length) > len(message.body) else ""


def _address_complaint(message: NormalizedMessage) -> str:
    try:
        for via in message.values("Via"):
            read_via(via)
        for name in ("From", "To"):
            read_name_address(message.first(name))
        for contact in _contacts(message):
            read_name_address(contact)
    except MalformedMessage as error:
        return str(error)
    return ""


def _contacts(message: NormalizedMessage) -> list[str]:
    listed = [part.strip() for value in message.values("Contact") for part in split_unquoted(value, ",")]
    return [part for part in listed if part != "*"]


def _answerable_part(message: NormalizedMessage) -> bool:
    return (
        not message.is_response
        and not message.start_line.startswith("ACK ")
        and all(message.first(name) for name in _REQUIRED_HEADERS)
        and re.fullmatch(r"\d+\s+\S+", message.first("CSeq")) is not None
        and _VIA.match(message.first("Via")) is not None
    )


def _is_number(text: str) -> bool:
    return len(text) < 10 and text.isascii() and text.isdecimal()


def _display(text: str) -> tuple[str, str]:
    text = text.strip()
    if text.startswith('"'):
        quoted = re.match(r'"((?:[^"\\]|\\.)*)"\s*', text)
        if quoted is None:
            raise MalformedMessage("a quoted name does not end")
        return re.sub(r"\\(.)", r"\1", quoted[1]), text[quoted.end() :]
    name, bracket, rest = text.partition("<")
    if not bracket:
        return "", text
    if not all(_NAME.fullmatch(word) for word in name.split()):
        raise MalformedMessage("an unquoted name must be a token")
    return name.strip(), f"<{rest}"
