"""Compose a message as the bytes to send. Pure.

Owns the headers (RFC 5322), the mark of an automatic message (RFC 3834), and that everything is ASCII: headers in
encoded words (RFC 2047), bodies in quoted-printable, so that old mail servers can forward it. The caller creates the
Message-ID beforehand: it stays the same however often the message is sent.
"""

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import msgspec

from agent_api.mail.domain.enclosures import Enclosure, placeholder
from agent_api.mail.domain.templates import RenderedText
from config.site.mail import Mail

_POLICY = SMTP.clone(cte_type="7bit")


class MailAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file attached to a message; ``media_type`` is like ``application/pdf``."""

    name: str
    media_type: str
    content: bytes


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """The recipient: an address from `domain.addresses.normalize_address`, and a name, or empty."""

    address: str
    name: str = ""


def message_id(token: str, mail: Mail) -> str:
    """Return the Message-ID of a token, ``<token@domain>`` of the sender's domain (RFC 5322, section 3.6.4)."""
    return f"<{token}@{mail.sender.rpartition('@')[2].lower()}>"


def compose(
    rendered: RenderedText,
    to: Recipient,
    mail: Mail,
    *,
    id_: str,
    date: datetime,
    attachments: Sequence[MailAttachment] = (),
    enclosures: Sequence[Enclosure] = (),
) -> str:
    """Compose a message, all ASCII, lines ended by CRLF.

    ``id_`` is the Message-ID with its angle brackets. The message has a placeholder for each enclosure, a ticket file;
    `enclosures.insert_files` replaces it when the message is sent.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(mail.sender_name, addr_spec=mail.sender)
    message["To"] = Address(" ".join(to.name.split()), addr_spec=to.address)
    if mail.reply_to is not None:
        message["Reply-To"] = Address(addr_spec=mail.reply_to)
    message["Subject"] = rendered.subject
    message["Date"] = date
    message["Message-ID"] = id_
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    stood_for = [
        MailAttachment(name=each.name, media_type=each.media_type, content=placeholder(id_, each.id))
        for each in enclosures
    ]
    for file in (*attachments, *stood_for):
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    message["Content-Language"] = "es-CO"  # set last: setting a content removes such headers
    return message.as_bytes().decode("ascii")
