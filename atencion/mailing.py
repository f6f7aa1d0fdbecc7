"""The mail's part of a process: which server, which tasks, and what a child is told of both.

Owns how the settings become a postman. The libraries of mail are loaded only where there is a server to send through.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import SecretStr

from config.errors import SettingsInvalid
from config.reasons import reason
from config.settings import PREFIX, Settings
from config.site_files import load_site
from config.smtp import SmtpServer, read_smtp_url

if TYPE_CHECKING:
    from atencion.house import House

Tend = Callable[[], Awaitable[None]]
_AGAIN_S = 30.0
_HERE = "127.0.0.1"
log = structlog.get_logger(__name__)


def smtp_server(settings: Settings) -> SmtpServer | None:
    """The mail server of the settings, or None.

    Raises:
        SettingsInvalid: the address cannot be used, or the file of its authorities cannot be read.
    """
    if settings.smtp_url is None:
        return None
    server = read_smtp_url(settings.smtp_url.get_secret_value())
    try:
        if server.authorities is not None:
            server.authorities.read_bytes()
    except OSError as error:
        raise SettingsInvalid(
            f"No se puede leer {server.authorities} ({reason(error)}): revise «ca» en {PREFIX}SMTP_URL."
        ) from error
    return server


def mail_tasks(house: "House") -> list[Coroutine[Any, Any, None]]:
    """What a process does that writes and sends mail, each until cancelled."""
    return [kept_up(each) for each in (*_postman(house), *_bounce_folder(house), *_herald(house))]


async def kept_up(tend: Tend) -> None:
    """Begin again what fails as nobody foresaw: the process has other work, which must not end for that.

    Args:
        tend: what is done until cancelled.
    """
    while True:
        try:
            await tend()
        except Exception:
            log.exception("side_task_begins_again")
            await asyncio.sleep(_AGAIN_S)


def _postman(house: "House") -> list[Tend]:
    server = smtp_server(house.settings)
    if server is None:
        return []
    from agent_api.mail.postman import Postman
    from agent_api.mail.smtp import SmtpCarrier
    from agent_api.tickets.answers_sent import AnswersSent

    postman = Postman(
        house.database.engine,
        house.sealer,
        house.campaign,
        carrier=SmtpCarrier(server),
        rules=lambda: house.sites.current.mail,
        now=_now,
        follow=AnswersSent(house.sealer),
    )
    return [postman.tend]


def _bounce_folder(house: "House") -> list[Tend]:
    if house.settings.bounces_dir is None:
        return []
    from agent_api.mail.bounce_folder import BounceFolder
    from agent_api.tickets.answers_sent import AnswersSent

    engine, folder, follow = house.database.engine, house.settings.bounces_dir, AnswersSent(house.sealer)
    return [BounceFolder(engine, house.campaign, folder, now=_now, follow=follow).tend]


def _herald(house: "House") -> list[Tend]:
    """Where the site does not write, alarms are facts of the log alone."""
    from agent_api.notices.herald import Herald
    from agent_api.notices.service import Desk

    def desk() -> Desk:
        return Desk(house.database.engine, house.sealer, house.sites.current)

    return [Herald(desk, now=_now).tend]


def with_sample_mailbox(settings: Settings) -> Settings:
    """The settings of a demo: with a mail server of its own, unless it was given one, or the site does not write."""
    if settings.smtp_url is not None or load_site(settings.site).mail is None:
        return settings
    with socket.socket() as free:
        free.bind((_HERE, 0))
        url = SecretStr(f"smtp://{_HERE}:{free.getsockname()[1]}?starttls=no")
    return settings.model_copy(update={"smtp_url": url, "sample_mailbox": settings.data_dir / "sample_mailbox"})


def mail_environment(settings: Settings) -> dict[str, str]:
    """What the settings say of mail, for a child; the secret was read, and follows itself."""
    folders = {"BOUNCES_DIR": settings.bounces_dir, "SAMPLE_MAILBOX": settings.sample_mailbox}
    told = {f"{PREFIX}{name}": str(path.resolve()) for name, path in folders.items() if path is not None}
    if settings.smtp_url is not None:
        told |= {f"{PREFIX}SMTP_URL": settings.smtp_url.get_secret_value(), f"{PREFIX}SMTP_URL_FILE": ""}
    return told


def _now() -> datetime:
    return datetime.now(UTC)
