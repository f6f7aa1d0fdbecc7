"""Reports of failed delivery, read. Pure.

Owns what of a report counts (RFC 3464, in a multipart/report of RFC 6522): a recipient for whom it failed for good, and
the Message-ID of what was sent, from the headers that the report brings back. Anything else is no report to us: a
delay, an answer of an absent person, a letter that happens to be in the folder.
"""

import re
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import Final

import msgspec

MOST_BYTES: Final = 2_000_000
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_RETURNED: Final = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


class Bounce(msgspec.Struct, frozen=True):
    """A message that did not arrive.

    Attributes:
        message_id: of the message, with angle brackets.
        status: enhanced status code, like ``5.1.1`` (RFC 3463).
    """

    message_id: str
    status: str


def read_bounce(content: bytes) -> Bounce | None:
    """What a report tells, or None if it is no report of a failure for good.

    Args:
        content: of the whole message, as it arrived; of more than MOST_BYTES only the beginning is read.
    """
    message = message_from_bytes(content[:MOST_BYTES], _class=EmailMessage, policy=default)
    if message.get_content_type() != "multipart/report":
        return None
    parts = list(message.walk())
    status = next((found for part in parts if (found := _failure(part))), None)
    message_id = next((found for part in parts if (found := _returned_id(part))), None)
    return Bounce(message_id, status) if status and message_id else None


def _failure(part: Message) -> str | None:
    """The status of the first recipient for whom a delivery failed for good."""
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
    found = _MESSAGE_ID.search(_field(headers, "Message-ID")) if headers is not None else None
    return found[0] if found else None


def _field(message: object, name: str) -> str:
    """A header as text; whatever cannot be read is empty."""
    if not isinstance(message, Message):
        return ""
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, IndexError, AttributeError):
        return ""
