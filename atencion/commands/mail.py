"""The work of `atencion mail …`.

Owns what each command does with the outbox. It sends nothing: the postman sends what it posts or releases.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.labels import MAIL_STATES
from agent_api.mail import store
from agent_api.mail.domain.addresses import InvalidAddress, normalize_address
from agent_api.mail.domain.bounces import parse_bounce
from agent_api.mail.domain.contents import TrialText
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.domain.stored_message import MailRow, MessageState
from agent_api.mail.service import (
    BounceOutcome,
    MailNotConfigured,
    MessageNotFound,
    OutgoingMessage,
    post,
    record_bounce,
    release,
)
from agent_api.tickets.notifications.mail_handler import AnswerDeliveryHandler
from atencion.errors import MailCommandFailed
from atencion.runtime.schema import prepare_database
from atencion.runtime.servers import attach_servers
from config.os_errors import describe_os_error
from config.settings import Settings
from config.site.loader import load_site
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher, load_field_cipher
from storage.postgres.engine import make_engine, unit_of_work

ACTOR: Final = "cli"
MAX_ROWS: Final = 200
LISTED_STATES: Final[tuple[MessageState, ...]] = ("waiting", "claimed", "handed", "failed", "uncertain", "bounced")
BOUNCE_LABELS: Final[dict[BounceOutcome | Literal["no_report"], str]] = {
    "noted": "anotado",
    "repeated": "ya estaba anotado; no cambia nada",
    "unknown": "no es de ningún correo que haya salido de aquí",
    "no_report": "no es un informe de entrega fallida",
}
_QUEUE_HINT: Final = "Si el sistema no tiene ATENCION_SMTP_URL, espera ahí hasta que la tenga."


async def run_test(settings: Settings, address: str) -> str:
    """Post a test message.

    Raises:
        MailCommandFailed: the address is not valid, or the site does not send mail.
    """
    try:
        checked = normalize_address(address)
        async with _outbox(settings) as (engine, cipher), unit_of_work(engine) as connection:
            outgoing = OutgoingMessage(to=Recipient(address=checked), content=TrialText())
            site = load_site(settings.site)
            id_ = await post(connection, outgoing, site=site, cipher=cipher, actor=ACTOR, now=datetime.now(UTC))
    except (InvalidAddress, MailNotConfigured) as error:
        raise MailCommandFailed(str(error)) from error
    return f"Listo: el mensaje {id_} está en la fila. {_QUEUE_HINT}"


async def run_list(settings: Settings) -> str:
    """Return the messages that were not delivered, one per line, without addresses."""
    async with _outbox(settings) as (engine, _), unit_of_work(engine) as connection:
        rows = await store.list_by_state(connection, load_site(settings.site).campaign, LISTED_STATES, MAX_ROWS)
    return "\n".join(map(_message_line, rows)) or "No hay correos por enviar ni rebotados."


def _message_line(row: MailRow) -> str:
    posted = f"{row.posted_at.astimezone(COLOMBIA):%Y-%m-%d %H:%M}"
    return (
        f"{row.id}  {posted}  {row.template:<16}  {row.about or '-':<14}  {MAIL_STATES[row.state]} "
        f"({row.tries} intentos)"
    )


async def run_send(settings: Settings, id_: str) -> str:
    """Release a message to be sent again.

    Raises:
        MailCommandFailed: there is no such message, or its state does not allow it.
    """
    try:
        async with _outbox(settings) as (engine, _), unit_of_work(engine) as connection:
            campaign = load_site(settings.site).campaign
            await release(connection, campaign, id_, actor=ACTOR, now=datetime.now(UTC))
    except MessageNotFound as error:
        raise MailCommandFailed(str(error)) from error
    return f"Listo: el correo {id_} se envía otra vez."


async def run_bounce(settings: Settings, files: Sequence[Path]) -> tuple[str, bool]:
    """Read reports of failed delivery and record the bounces.

    Returns:
        A line for each file, and whether every file is a report about one of our messages.

    Raises:
        MailCommandFailed: a file cannot be read.
    """
    campaign, summary = load_site(settings.site).campaign, []
    async with _outbox(settings) as (engine, cipher):
        for path in files:
            async with unit_of_work(engine) as connection:
                summary.append((path, await _record_bounce(connection, campaign, path, cipher)))
    lines = (f"{path}: {BOUNCE_LABELS[outcome]}" for path, outcome in summary)
    return "\n".join(lines), all(outcome in ("noted", "repeated") for _, outcome in summary)


async def _record_bounce(
    connection: AsyncConnection, campaign: str, path: Path, cipher: FieldCipher
) -> BounceOutcome | Literal["no_report"]:
    """Record the bounce that one report describes.

    Raises:
        MailCommandFailed: the file cannot be read.
    """
    try:
        report = parse_bounce(await asyncio.to_thread(path.read_bytes))
    except OSError as error:
        raise MailCommandFailed(f"No se puede leer {path}: {describe_os_error(error)}.") from error
    if report is None:
        return "no_report"
    context: dict[str, Any] = {"actor": ACTOR, "now": datetime.now(UTC), "follow": AnswerDeliveryHandler(cipher)}
    return await record_bounce(connection, campaign, report, **context)


@asynccontextmanager
async def _outbox(settings: Settings) -> AsyncIterator[tuple[AsyncEngine, FieldCipher]]:
    async with attach_servers(settings) as served:
        engine, cipher = make_engine(served.database_url or "", name="atencion-mail"), load_field_cipher(settings)
        try:
            await prepare_database(served, engine)
            yield engine, cipher
        finally:
            await engine.dispose()
