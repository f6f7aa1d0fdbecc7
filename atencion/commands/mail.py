"""The work of `atencion mail …`.

Owns what each order does with the outbox. It sends nothing itself: what it posts or releases, the postman takes.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.mail import store
from agent_api.mail.domain.addresses import AddressWrong, check_address
from agent_api.mail.domain.bounces import read_bounce
from agent_api.mail.domain.contents import TrialText
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.service import BounceOutcome, NoMail, NotThere, Outgoing, bounce, post, release
from agent_api.mail.store import Row, State
from agent_api.tickets.notifications.mail_handler import AnswersSent
from atencion.errors import MailOrderFailed
from atencion.runtime.schema import make_ready
from atencion.supervisor.system import attached
from config.os_errors import reason
from config.settings import Settings
from config.site.loader import load_site
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import Sealer, sealer_of
from storage.postgres.engine import make_engine, unit_of_work

ACTOR: Final = "cli"
MOST: Final = 200
STATES: Final[dict[State, str]] = {
    "waiting": "espera",
    "claimed": "en envío",
    "handed": "en envío",
    "failed": "no salió",
    "uncertain": "no se sabe si salió",
    "bounced": "rebotó",
}
OF_A_REPORT: Final[dict[BounceOutcome | Literal["no_report"], str]] = {
    "noted": "anotado",
    "repeated": "ya estaba anotado; no cambia nada",
    "unknown": "no es de ningún correo que haya salido de aquí",
    "no_report": "no es un informe de entrega fallida",
}
_WAITS: Final = "Si el sistema no tiene ATENCION_SMTP_URL, espera ahí hasta que la tenga."


async def run_test(settings: Settings, address: str) -> str:
    """Post a message that says that mail goes out.

    Raises:
        MailOrderFailed: that is no address, or the site does not write.
    """
    try:
        checked = check_address(address)
        async with _outbox(settings) as (engine, sealer), unit_of_work(engine) as connection:
            outgoing = Outgoing(to=Recipient(address=checked), told=TrialText())
            site = load_site(settings.site)
            id_ = await post(connection, outgoing, site=site, sealer=sealer, actor=ACTOR, now=datetime.now(UTC))
    except (AddressWrong, NoMail) as error:
        raise MailOrderFailed(str(error)) from error
    return f"Listo: el mensaje {id_} está en la fila. {_WAITS}"


async def run_list(settings: Settings) -> str:
    """Return what has not gone out or has bounced, one a line; without addresses."""
    async with _outbox(settings) as (engine, _), unit_of_work(engine) as connection:
        rows = await store.in_states(connection, load_site(settings.site).campaign, STATES, MOST)
    return "\n".join(map(_line, rows)) or "No hay correos por enviar ni rebotados."


def _line(row: Row) -> str:
    posted = f"{row.posted_at.astimezone(COLOMBIA):%Y-%m-%d %H:%M}"
    return f"{row.id}  {posted}  {row.template:<16}  {row.about or '-':<14}  {STATES[row.state]} ({row.tries} intentos)"


async def run_send(settings: Settings, id_: str) -> str:
    """Have a message sent again.

    Raises:
        MailOrderFailed: there is none, or it is not one that may be.
    """
    try:
        async with _outbox(settings) as (engine, _), unit_of_work(engine) as connection:
            campaign = load_site(settings.site).campaign
            await release(connection, campaign, id_, actor=ACTOR, now=datetime.now(UTC))
    except NotThere as error:
        raise MailOrderFailed(str(error)) from error
    return f"Listo: el correo {id_} se envía otra vez."


async def run_bounce(settings: Settings, files: Sequence[Path]) -> tuple[str, bool]:
    """Take reports of failed delivery.

    Returns:
        A line for each file, and whether each is a report of a message of ours.

    Raises:
        MailOrderFailed: a file cannot be read.
    """
    campaign, told = load_site(settings.site).campaign, []
    async with _outbox(settings) as (engine, sealer):
        for path in files:
            async with unit_of_work(engine) as connection:
                told.append((path, await _note_bounce(connection, campaign, path, sealer)))
    lines = (f"{path}: {OF_A_REPORT[outcome]}" for path, outcome in told)
    return "\n".join(lines), all(outcome in ("noted", "repeated") for _, outcome in told)


async def _note_bounce(
    connection: AsyncConnection, campaign: str, path: Path, sealer: Sealer
) -> BounceOutcome | Literal["no_report"]:
    """Write down what one report says.

    Raises:
        MailOrderFailed: the file cannot be read.
    """
    try:
        report = read_bounce(await asyncio.to_thread(path.read_bytes))
    except OSError as error:
        raise MailOrderFailed(f"No se puede leer {path}: {reason(error)}.") from error
    if report is None:
        return "no_report"
    told: dict[str, Any] = {"actor": ACTOR, "now": datetime.now(UTC), "follow": AnswersSent(sealer)}
    return await bounce(connection, campaign, report, **told)


@asynccontextmanager
async def _outbox(settings: Settings) -> AsyncIterator[tuple[AsyncEngine, Sealer]]:
    async with attached(settings) as served:
        engine, sealer = make_engine(served.database_url or "", name="atencion-mail"), sealer_of(settings)
        try:
            await make_ready(served, engine, sealer)
            yield engine, sealer
        finally:
            await engine.dispose()
