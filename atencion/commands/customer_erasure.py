"""`atencion customers forget`: the operator of the machine erases a person's data, with its plan and its result.

Owns the messages. `agent_api.erasure` decides what is erased and why the rest stays.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import cast, get_args

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access import users
from agent_api.erasure import store
from agent_api.erasure.domain import labels
from agent_api.erasure.domain.plan import CreditStatus
from agent_api.erasure.service import ErasureContext, ErasureOrder, ErasureResult, ErasureTarget, erase, preview
from agent_api.kit.errors import ApiError
from atencion.errors import ErasureRefused
from atencion.runtime.schema import prepare_database
from atencion.runtime.servers import attach_servers
from config.settings import Settings
from config.site.loader import load_site
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine, read_connection
from storage.recordings.vault import open_attachment_vault, open_recording_vault
from storage.valkey import connect
from telephony.phone_numbers import to_e164


class ErasureOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options of the command; empty if not given."""

    customer: str
    phone: str
    request: str
    act: str
    credit: str | None
    by: str
    reason: str
    dry_run: bool


async def run_forget(settings: Settings, options: ErasureOptions) -> str:
    """Erase the data of a person, or preview the erasure; return the result in Spanish.

    Raises:
        ErasureRefused: the options are incomplete or invalid, or the erasure is not allowed.
        StorageError: a server is away.
    """
    target, credit = _target(options), _credit(options.credit)
    now = datetime.now(UTC)
    async with _context(settings) as context:
        if options.dry_run:
            return _erasure_summary(await preview(context, target, options.request, credit, now))
        order = ErasureOrder(
            request=options.request,
            act=options.act,
            reason=options.reason,
            credit=credit,
            actor=f"user:{options.by}" if options.by else "system",
            decided_by=options.by or "system",
        )
        await _check_user(context.engine, options.by)
        return _erasure_summary(await erase(context, target, order, now))


async def run_erasure_list(settings: Settings) -> str:
    """List the erasures of this system, one per line."""
    async with _context(settings) as context, read_connection(context.engine) as connection:
        erasures = await store.list_erasures(connection, context.campaign)
    if not erasures:
        return "No se han suprimido datos de nadie."
    return "\n".join(
        "  ".join(
            (
                f"{each.at.astimezone(COLOMBIA):%Y-%m-%d %H:%M}",
                f"{each.customer_id or 'sin registro':<32}",
                each.request,
                each.act,
            )
        )
        for each in erasures
    )


def _target(options: ErasureOptions) -> ErasureTarget:
    if bool(options.customer) == bool(options.phone):
        raise ErasureRefused("Diga de quién son los datos: el identificador del cliente, o --phone con su número.")
    if options.customer:
        return ErasureTarget(customer_id=options.customer)
    phone = to_e164(options.phone)
    if phone is None:
        raise ErasureRefused(f"«{options.phone}» no es un teléfono: escríbalo con sus 10 cifras, o con el indicativo.")
    return ErasureTarget(phone=phone)


def _credit(value: str | None) -> CreditStatus | None:
    if value is not None and value not in get_args(CreditStatus):
        raise ErasureRefused(f"--credit es uno de {', '.join(get_args(CreditStatus))}.")
    return cast("CreditStatus | None", value)


async def _check_user(engine: AsyncEngine, login: str) -> None:
    if login:
        async with read_connection(engine) as connection:
            if await users.find(connection, login) is None:
                raise ErasureRefused(f"No hay un usuario «{login}».")


@asynccontextmanager
async def _context(settings: Settings) -> AsyncIterator[ErasureContext]:
    async with attach_servers(settings) as served:
        engine, redis = make_engine(served.database_url or "", name="atencion-erasure"), connect(served.redis_url or "")
        cipher = load_field_cipher(settings)
        try:
            await prepare_database(served, engine)
            yield ErasureContext(
                engine=engine,
                cipher=cipher,
                site=load_site(settings.site),
                attachment_vault=open_attachment_vault(settings),
                recording_vault=open_recording_vault(settings),
                redis=redis,
            )
        except ApiError as error:
            raise ErasureRefused(str(error)) from error
        finally:
            await redis.aclose()
            await engine.dispose()


def _erasure_summary(result: ErasureResult) -> str:
    is_done = result.at is not None
    heading = "Esto es lo que se haría; no se cambió nada."
    if is_done and result.repeated:
        heading = "Ya se había hecho, y hoy no queda nada más por suprimir."
    elif is_done:
        heading = "Hecho. Estos párrafos sirven para responder al titular:"
    return (
        f"{heading}\n\n{labels.answer_paragraphs(result.outcome, act=result.act, request=result.request, done=is_done)}"
    )
