"""Parse reports of failed delivery. Pure.

Owns the relevant data of a report: a recipient with a permanent failure, and the Message-ID of the sent message. The
standard form (RFC 3464, in a multipart/report of RFC 6522) is parsed here. Many servers use their own form:
``flufl.bounce``, Mailman's detectors, finds the recipient in those; the Message-ID is in the copy of the message, or in
the headers by which a reply refers to it. Anything else is not a report: a delay, an out-of-office reply, an unrelated
message in the folder.
"""

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import Final

import msgspec
from flufl.bounce import scan_message

REPORT_BYTES_LIMIT: Final = 2_000_000
_DETECTOR_BYTES_LIMIT: Final = 200_000  # the failure is at the beginning, the copy's headers follow it
_UNDEFINED_STATUS: Final = "5.0.0"  # RFC 3463, 3.1: a permanent failure without details
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_PERMANENT = re.compile(r"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.])")
_COPIED_ID = re.compile(r"^[> \t]*Message-ID:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_RETURNED: Final = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


class Bounce(msgspec.Struct, frozen=True):
    """A message that did not arrive.

    Attributes:
        message_id: with angle brackets.
        status: enhanced status code, like ``5.1.1`` (RFC 3463).
    """

    message_id: str
    status: str


def parse_bounce(content: bytes) -> Bounce | None:
    """Parse a whole message; return None if it does not report a permanent failure.

    Only the first REPORT_BYTES_LIMIT bytes are read.
    """
    message = message_from_bytes(content[:REPORT_BYTES_LIMIT], _class=EmailMessage, policy=default)
    return _standard_report(message) or _other_report(content[:_DETECTOR_BYTES_LIMIT])


def _standard_report(message: EmailMessage) -> Bounce | None:
    if message.get_content_type() != "multipart/report":
        return None
    parts = list(message.walk())
    status = next((value for part in parts if (value := _failure(part))), None)
    message_id = next((value for part in parts if (value := _returned_id(part))), None)
    return Bounce(message_id, status) if status and message_id else None


def _other_report(content: bytes) -> Bounce | None:
    """Parse a report in a server's own form with the detectors of flufl.bounce."""
    message = message_from_bytes(content)
    try:
        if not scan_message(message):
            return None
    except Exception:  # on a cut or garbled message the detectors raise arbitrary errors
        return None
    parts = list(message.walk())
    texts = [_text(part) for part in parts if part.get_content_maintype() in ("text", "message")]
    message_id = next(_candidate_ids(message, parts, texts), None)
    status = next((match[0] for text in texts if (match := _PERMANENT.search(text))), _UNDEFINED_STATUS)
    return Bounce(message_id, status) if message_id else None


def _candidate_ids(message: Message, parts: Iterable[Message], texts: Iterable[str]) -> Iterator[str]:
    """Yield possible Message-IDs, the most certain first: of the copy in the report, then of the headers of a reply."""
    yield from filter(None, map(_returned_id, parts))
    yield from (match[1] for text in texts if (match := _COPIED_ID.search(text)))
    for header in ("In-Reply-To", "References"):
        yield from _MESSAGE_ID.findall(_field(message, header))[-1:]


def _text(part: Message) -> str:
    """Return the text of a part, with replacement characters where it cannot be decoded."""
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload.decode("utf-8", "replace")
    blocks = part.get_payload()
    return "\n".join(map(str, blocks)) if isinstance(blocks, list) else ""


def _failure(part: Message) -> str | None:
    """Return the status of the first recipient with a permanent failure."""
    if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
        return None
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        status = _STATUS.search(_field(block, "Status"))
        if _field(block, "Action").split("(")[0].strip().lower() == "failed" and status:
            return status[0]
    return None


def _returned_id(part: Message) -> str | None:
    if part.get_content_type() not in _RETURNED:
        return None
    payload = part.get_payload()
    if isinstance(payload, list):
        headers = payload[0] if payload and isinstance(payload[0], Message) else None
    else:
        decoded = part.get_payload(decode=True)
        headers = message_from_bytes(decoded, policy=default) if isinstance(decoded, bytes) else None
    match = _MESSAGE_ID.search(_field(headers, "Message-ID")) if headers is not None else None
    return match[0] if match else None


def _field(message: object, name: str) -> str:
    """Return a header as text; empty if it cannot be read."""
    if not isinstance(message, Message):
        return ""
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, IndexError, AttributeError):
        return ""
