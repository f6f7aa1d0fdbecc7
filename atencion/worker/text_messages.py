"""The job of a worker that sends text messages, and the service of the site in force.

Owns which service sends. Its library is loaded only if the site sends text messages.
"""

from typing import TYPE_CHECKING

import structlog

from atencion.runtime.tasks import TaskFunction, utc_now
from config.errors import SettingsInvalid
from config.settings import Settings
from config.site.model import Site
from telephony.port.text_messages import TextSender

if TYPE_CHECKING:
    from atencion.runtime.context import Context

log = structlog.get_logger(__name__)


class SiteTextSenders:
    """The services that the site in force names, each built once from the settings of this process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._built: dict[str, TextSender | None] = {}

    def find(self, site: Site) -> TextSender | None:
        """Return the service of a site; None without a usable one."""
        if site.text_messages is None:
            return None
        name = site.text_messages.sender
        if name not in self._built:
            self._built[name] = self._build(name)
        return self._built[name]

    def _build(self, name: str) -> TextSender | None:
        from agent_api.text_messages.senders import load_sender

        try:
            return load_sender(name, self._settings)
        except SettingsInvalid as error:
            log.error("text_sender_not_configured", name=name, error=str(error))
            return None


def text_message_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the job that sends text messages, by name; a site may begin to send them without a restart."""
    from agent_api.text_messages.messenger import TextMessenger
    from eventlog.person_data import read_value

    engine, senders = context.database.engine, SiteTextSenders(context.settings)
    senders.find(context.sites.current)  # a missing setting is in the log at the start

    async def number_of(ref: str) -> str | None:
        return await read_value(engine, ref, context.cipher)

    messenger = TextMessenger(
        engine,
        context.campaign,
        sender=lambda: senders.find(context.sites.current),
        number_of=number_of,
        now=utc_now,
    )
    return {"text messages": messenger.run}
