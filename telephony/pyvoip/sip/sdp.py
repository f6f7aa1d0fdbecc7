"""The negotiation of audio: SDP bodies (RFC 8866) and offer/answer (RFC 3264). Pure.

Owns reading a description, choosing one G.711 stream, and writing our offer or answer. It must not open a port or
know a call. pyVoIP's SDP parser is not used: it mixes session and media level, and accepts what it cannot do.
"""

import ipaddress
from typing import Literal

import msgspec

from telephony.port import TelephonyError

Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
Codec = Literal["PCMU", "PCMA"]

CODECS: dict[str, Codec] = {"0": "PCMU", "8": "PCMA"}
"""The static payload types that we support (RFC 3551 §6)."""
PAYLOADS: dict[Codec, int] = {"PCMU": 0, "PCMA": 8}
EVENT_PAYLOAD = 101
"""The payload type of telephone-event in our offers (RFC 4733)."""
MEDIA_TYPE = "application/sdp"
_MAX_LINES = 400

_MIRRORED: dict[Direction, Direction] = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}


class BadSdp(TelephonyError):
    """The body is not a session description."""

    code = "malformed_sdp"


class MediaDescription(msgspec.Struct, frozen=True, kw_only=True):
    """One m= line with its attributes.

    Attributes:
        port: receiving port of its side; 0 refuses the stream.
        names: rtpmap of each format, lower case, e.g. ``telephone-event/8000``.
        host: numeric address, of the stream or else of the session; empty if neither has one.
    """

    kind: str
    port: int
    protocol: str
    formats: tuple[str, ...]
    names: dict[str, str]
    host: str
    direction: Direction

    @property
    def codec(self) -> Codec | None:
        """The first codec of the list that we support, or None."""
        spoken = (format_ for format_ in self.formats if format_ in CODECS)
        return next((CODECS[format_] for format_ in spoken if self._is_static(format_)), None)

    @property
    def event_payload(self) -> int | None:
        """The payload type of telephone-event at 8 kHz, or None."""
        named = (format_ for format_ in self.formats if self.names.get(format_) == "telephone-event/8000")
        return next((int(format_) for format_ in named if format_.isdecimal()), None)

    @property
    def is_acceptable(self) -> bool:
        """Whether it is plain audio over RTP, to a numeric unicast IPv4 address, in a supported codec."""
        return (
            self.kind == "audio"
            and self.port > 0
            and self.protocol.upper() == "RTP/AVP"
            and self.codec is not None
            and _unicast(self.host)
        )

    def _is_static(self, format_: str) -> bool:
        name = self.names.get(format_, "")
        return not name or name in (f"{CODECS[format_].lower()}/8000", f"{CODECS[format_].lower()}/8000/1")


class SessionDescription(msgspec.Struct, frozen=True, kw_only=True):
    """A session description: its streams in order."""

    media: tuple[MediaDescription, ...]


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a negotiation.

    Attributes:
        event_payload: payload type of digits, or None if the far end accepts none.
        direction: from our side.
    """

    host: str
    port: int
    codec: Codec
    event_payload: int | None
    direction: Direction

    @property
    def sending(self) -> bool:
        """Whether we may send."""
        return self.direction in ("sendrecv", "sendonly") and self.host != "0.0.0.0"

    @property
    def receiving(self) -> bool:
        """Whether we receive."""
        return self.direction in ("sendrecv", "recvonly")


class LocalMedia(msgspec.Struct, frozen=True, kw_only=True):
    """Our side: address and port of our stream, session id and version of the o= line."""

    host: str
    port: int
    session: int
    version: int = 1


def parse(body: bytes) -> SessionDescription:
    """Parse a session description leniently: unknown lines are skipped, both line ends are accepted.

    Raises:
        BadSdp: not text, no ``v=0``, or a malformed m= line.
    """
    try:
        lines = body.decode("utf-8").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        raise BadSdp("the description is not UTF-8") from error
    if lines[0].strip() != "v=0" or len(lines) > _MAX_LINES:
        raise BadSdp("the description does not begin with v=0, or is too long")
    session, sections = _sections(lines[1:])
    return SessionDescription(media=tuple(_media(section, session) for section in sections))


def accept_offer(offer: SessionDescription) -> Agreement | None:
    """Return the agreement with the first acceptable stream of an offer, or None (refuse with 488)."""
    accepted_media = next((media for media in offer.media if media.is_acceptable), None)
    return None if accepted_media is None else _agree(accepted_media)


def accept_answer(answer: SessionDescription) -> Agreement | None:
    """Return the agreement by an answer to our one-stream offer, or None if it is refused or does not match."""
    if not answer.media or not answer.media[0].is_acceptable:
        return None
    return _agree(answer.media[0])


def write_answer(offer: SessionDescription, agreement: Agreement, local_media: LocalMedia) -> bytes:
    """Return our answer: one m= line for each of the offer's, all refused (port 0) but one (RFC 3264 §6)."""
    accepted_media = next(media for media in offer.media if media.is_acceptable)
    lines = [
        line for media in offer.media for line in _answer_line(media, media is accepted_media, agreement, local_media)
    ]
    return _write(local_media, lines)


def write_offer(local_media: LocalMedia, direction: Direction = "sendrecv", codec: Codec | None = None) -> bytes:
    """Return our offer: one stream with both codecs, or the agreed one, and telephone-event."""
    codecs: tuple[Codec, ...] = ("PCMU", "PCMA") if codec is None else (codec,)
    return _write(local_media, _stream(local_media, codecs, EVENT_PAYLOAD, direction))


def _agree(media: MediaDescription) -> Agreement:
    assert media.codec is not None
    is_held = media.host == "0.0.0.0"  # hold in phones of RFC 2543
    direction: Direction = "sendonly" if is_held and media.direction == "sendrecv" else media.direction
    return Agreement(
        host=media.host,
        port=media.port,
        codec=media.codec,
        event_payload=media.event_payload,
        direction=_MIRRORED[direction],
    )


def _answer_line(
    media: MediaDescription, is_accepted: bool, agreement: Agreement, local_media: LocalMedia
) -> list[str]:
    if is_accepted:
        return _stream(local_media, (agreement.codec,), agreement.event_payload, agreement.direction)
    return [f"m={media.kind} 0 {media.protocol} {' '.join(media.formats)}"]


def _stream(local_media: LocalMedia, codecs: tuple[Codec, ...], event: int | None, direction: Direction) -> list[str]:
    formats = [str(PAYLOADS[codec]) for codec in codecs] + ([] if event is None else [str(event)])
    lines = [f"m=audio {local_media.port} RTP/AVP {' '.join(formats)}"]
    lines += [f"a=rtpmap:{PAYLOADS[codec]} {codec}/8000" for codec in codecs]
    if event is not None:
        lines += [f"a=rtpmap:{event} telephone-event/8000", f"a=fmtp:{event} 0-15"]
    return [*lines, "a=ptime:20", f"a={direction}"]


def _write(local_media: LocalMedia, lines: list[str]) -> bytes:
    head = [
        "v=0",
        f"o=- {local_media.session} {local_media.version} IN IP4 {local_media.host}",
        "s=-",
        f"c=IN IP4 {local_media.host}",
        "t=0 0",
    ]
    return ("\r\n".join(head + lines) + "\r\n").encode()


def _sections(lines: list[str]) -> tuple[list[str], list[list[str]]]:
    session: list[str] = []
    sections: list[list[str]] = []
    for line in lines:
        if line.startswith("m="):
            sections.append([line])
        else:
            (sections[-1] if sections else session).append(line)
    return session, sections


def _media(section: list[str], session: list[str]) -> MediaDescription:
    fields = section[0][2:].split()
    port = fields[1].partition("/")[0] if len(fields) >= 4 else ""
    if not (port.isascii() and port.isdecimal() and int(port) <= 65535):
        raise BadSdp("an m= line is malformed")
    return MediaDescription(
        kind=fields[0],
        port=int(port),
        protocol=fields[2],
        formats=tuple(fields[3:]),
        names=dict(_rtpmaps(section)),
        host=_host(next((lines for lines in (section, session) if _has_address(lines)), [])),
        direction=_direction(section) or _direction(session) or "sendrecv",
    )


def _rtpmaps(section: list[str]) -> list[tuple[str, str]]:
    split = (line[len("a=rtpmap:") :].split() for line in section if line.startswith("a=rtpmap:"))
    return [(fields[0], fields[1].lower()) for fields in split if len(fields) >= 2]


def _has_address(lines: list[str]) -> bool:
    return any(line.startswith("c=") for line in lines)


def _host(lines: list[str]) -> str:
    connection = next((line[2:].split() for line in lines if line.startswith("c=")), [])
    return connection[2].partition("/")[0] if len(connection) == 3 and connection[1].upper() == "IP4" else ""


def _direction(lines: list[str]) -> Direction | None:
    return next((direction for line in lines for direction in _MIRRORED if line.strip() == f"a={direction}"), None)


def _unicast(host: str) -> bool:
    try:
        address = ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return not address.is_multicast and host != "255.255.255.255"
