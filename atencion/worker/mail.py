"""The mail jobs of a worker, and the mail server of the settings.

Owns how the settings become a postman. The mail libraries are loaded only if there is a server.
"""

import socket
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr

from atencion.runtime.tasks import TaskFunction, utc_now
from config.errors import SettingsInvalid
from config.os_errors import describe_os_error
from config.settings import PREFIX, Settings
from config.site.loader import load_site
from config.smtp_url import SmtpServer, read_smtp_url
from storage.errors import StorageError
from storage.periodic import run_periodically

if TYPE_CHECKING:
    from atencion.runtime.context import Context

_HERE = "127.0.0.1"


def smtp_server(settings: Settings) -> SmtpServer | None:
    """Return the mail server of the settings, or None.

    Raises:
        SettingsInvalid: the address is not valid, or the file of its authorities cannot be read.
    """
    if settings.smtp_url is None:
        return None
    server = read_smtp_url(settings.smtp_url.get_secret_value())
    try:
        if server.authorities is not None:
            server.authorities.read_bytes()
    except OSError as error:
        raise SettingsInvalid(
            f"No se puede leer {server.authorities} ({describe_os_error(error)}): revise «ca» en {PREFIX}SMTP_URL."
        ) from error
    return server


def mail_jobs(context: "Context") -> dict[str, TaskFunction]:
    """Return the jobs that write and send mail and read bounces, by name."""
    return {**_postman(context), **_bounce_folder(context), **_notices(context)}


def _postman(context: "Context") -> dict[str, TaskFunction]:
    server = smtp_server(context.settings)
    if server is None:
        return {}
    from agent_api.mail.delivery.postman import Postman
    from agent_api.mail.delivery.smtp import SmtpTransport
    from agent_api.tickets.answers.file_source import TicketFiles
    from agent_api.tickets.notifications.mail_handler import AnswerDeliveryHandler

    postman = Postman(
        context.database.engine,
        context.cipher,
        context.campaign,
        transport=SmtpTransport(server),
        rules=lambda: context.sites.current.mail,
        now=utc_now,
        follow=AnswerDeliveryHandler(context.cipher),
        files=TicketFiles(context.database.engine, context.attachments, scans=context.antivirus is not None),
    )
    return {"postman": postman.run}


def _bounce_folder(context: "Context") -> dict[str, TaskFunction]:
    if context.settings.bounces_dir is None:
        return {}
    from agent_api.mail.delivery.bounce_folder import BounceFolder
    from agent_api.tickets.notifications.mail_handler import AnswerDeliveryHandler

    engine = context.database.engine
    folder = context.settings.bounces_dir
    follow = AnswerDeliveryHandler(context.cipher)
    return {"bounces": BounceFolder(engine, context.campaign, folder, now=utc_now, follow=follow).run}


def _notices(context: "Context") -> dict[str, TaskFunction]:
    """Return the job that sends due notices; without mail, a site only has alarms in its log."""
    from agent_api.kit.job_context import JobContext
    from agent_api.notices.service import send_due_notices

    async def send_due() -> int:
        return await send_due_notices(
            JobContext(context.database.engine, context.cipher, context.sites.current), utc_now()
        )

    return {"notices": partial(run_periodically, send_due, name="notices", retryable_errors=(StorageError,))}


def with_sample_mailbox(settings: Settings) -> Settings:
    """Return the settings of a demo with its own mail server, unless they name one or the site sends no mail."""
    if settings.smtp_url is not None or load_site(settings.site).mail is None:
        return settings
    with socket.socket() as free:
        free.bind((_HERE, 0))
        url = SecretStr(f"smtp://{_HERE}:{free.getsockname()[1]}?starttls=no")
    return settings.model_copy(update={"smtp_url": url, "sample_mailbox": settings.data_dir / "sample_mailbox"})
