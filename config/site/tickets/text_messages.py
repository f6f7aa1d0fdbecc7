"""How the entity sends text messages, as the site says; the account of the service is a setting. Pure.

Owns the shape of text_messages.yaml, and the names of the services that an installed package adds with the entry point
``atencion.text_messages``. It must not load any: the worker does.
"""

from functools import cache
from importlib.metadata import entry_points
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from config.schema.fields import Id, TextName
from config.schema.reader import Reader, suggest_name

ENTRY_POINT_GROUP: Final = "atencion.text_messages"
TWILIO: Final = "twilio"
"""Our own service; it needs no entry point."""


class TextMessages(msgspec.Struct, frozen=True, kw_only=True):
    """The service of text messages, and how it is used.

    Attributes:
        sender: name of an entry point of the group ``atencion.text_messages``, or ``twilio``.
        name: the entity's short name, at the beginning of each message.
        give_up_minutes: how long to try a message; a state that arrives later than that surprises its reader.
    """

    sender: Id = TWILIO
    name: TextName
    give_up_minutes: Annotated[int, Meta(ge=5, le=60)] = 30


@cache
def installed_senders() -> frozenset[str]:
    """Return the names of the services, ours included."""
    return frozenset(each.name for each in entry_points(group=ENTRY_POINT_GROUP)) | {TWILIO}


def check_text_messages(rules: TextMessages | None, reader: Reader) -> None:
    """Complain about a service that is not installed."""
    if rules is not None and rules.sender not in installed_senders():
        text = f"no hay ningún servicio de mensajes «{rules.sender}»; {suggest_name(rules.sender, installed_senders())}"
        reader.complain(("text_messages", "sender"), text)
