"""The installed services of text messages: ours, and the entry points of the group ``atencion.text_messages``.

Owns their loading. Ours needs no entry point, so that a start never depends on the metadata of an installation.
"""

from importlib.metadata import EntryPoint, entry_points
from typing import Final

from config.errors import SettingsInvalid
from config.settings import Settings
from config.site.tickets.text_messages import ENTRY_POINT_GROUP, TWILIO
from telephony.port.text_messages import TextSender

_OURS: Final = EntryPoint(TWILIO, "telephony.twilio.api.text_sender:build", ENTRY_POINT_GROUP)


def load_sender(name: str, settings: Settings) -> TextSender:
    """Build a service from the settings of this process.

    Raises:
        SettingsInvalid: it is not installed, cannot be loaded, or lacks a setting.
    """
    point = next(iter(entry_points(group=ENTRY_POINT_GROUP, name=name)), _OURS if name == TWILIO else None)
    if point is None:
        raise SettingsInvalid(f"No hay ningún servicio de mensajes de texto «{name}»: instale su paquete.")
    try:
        sender: TextSender = point.load()(settings)
    except SettingsInvalid:
        raise
    except Exception as error:  # a package of the entity may raise anything
        raise SettingsInvalid(f"No se pudo cargar el servicio de mensajes de texto «{name}»: {error!r}.") from error
    return sender
